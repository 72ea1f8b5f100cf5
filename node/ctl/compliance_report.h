// ComplianceReport: how `redctl compliance` shows how records stand: a line for each record as it
// comes, or sums by holder and nation at the end.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread. Memory grows with holders, not with records.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalogue/compliance_sums.h"
#include "node/ctl/output.h"

namespace rednode::node {

class ComplianceReport {
 public:
  enum class By { kHolder, kNation, kRecord };
  struct Options {
    By by = By::kHolder;
    bool csv = false;
    catalogue::Day on;
    std::vector<std::string> languages;  // of names and titles, best first
    std::string judged_by;               // the profiles, for people
  };

  // REQUIRES: the output outlives the report.
  ComplianceReport(Output& out, Options options);

  void add(const std::string& nation, const std::string& iri, const catalogue::Standing& standing);
  // Prints the sums and closes the answer.
  void finish(std::uint64_t unreadable);
  // Closes an answer that could not be brought to its end.
  void fail(const base::Error& error);

  std::uint64_t overdue() const { return overdue_; }

 private:
  struct Group {
    catalogue::Holder holder;
    bool trusted = false;
    catalogue::ComplianceSums sums;
  };
  struct Nation {
    std::map<std::string, Group> holders;  // by their keys; empty where sums by nation are enough
    catalogue::ComplianceSums sums;
  };
  struct Line {
    const std::string& nation;
    std::string name;
    const Group* group;  // null for the line of a whole nation
    const catalogue::ComplianceSums& sums;
  };

  void print_record(const std::string& nation, const std::string& iri,
                    const catalogue::Standing& standing);
  void print_table_row(const std::string& iri, const catalogue::Standing& standing);
  void print_groups();
  void print_sums(Table& table, const Line& line);
  Json record_json(const std::string& nation, const std::string& iri,
                   const catalogue::Standing& standing) const;
  void print_notes(std::uint64_t unreadable);

  Output& out_;
  const Options options_;
  ListOutput list_;
  std::map<std::string, Nation> nations_;
  std::uint64_t overdue_ = 0;
  Table records_;
  bool titles_done_ = false;
};

}  // namespace rednode::node
