// ValidateReport: how `redctl validate` shows results as they come: text for people, a line of JSON
// for each, or one JSON document.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/report_graph.h"
#include "node/ctl/findings.h"
#include "node/ctl/output.h"

namespace rednode::node {

// What a judgement is about, and by what.
struct JudgedSubject {
  std::string file;
  std::string record;   // an IRI; "" for a whole document
  std::string profile;  // id; "" with --shapes
  std::string release;
  std::string level;
};

class ValidateReport {
 public:
  // REQUIRES: output and explanations outlive the report.
  ValidateReport(Output& out, const catalogue::Explanations& explanations, Least least,
                 bool want_graph);

  // What of the shapes is not checked: a member of the JSON document.
  void set_not_checked(std::vector<std::string> what) { not_checked_ = std::move(what); }

  void add(const JudgedSubject& subject, const catalogue::Judgement& judgement);
  // Something of the file that could not be judged: a broken statement, a document of no format.
  void add_unreadable(const std::string& file, const std::string& text);
  // Closes the answer, with the sums.
  void finish();

  std::uint64_t judged() const { return judged_; }
  bool clean() const { return violations_ == 0 && unreadable_ == 0; }
  std::uint64_t violations() const { return violations_; }
  catalogue::Dataset take_graph() { return graph_->finish(); }

 private:
  void print_text(const JudgedSubject& subject, const catalogue::Judgement& judgement);
  void print_json(const JudgedSubject& subject, const catalogue::Judgement& judgement);
  Json summary() const;

  Output& out_;
  const catalogue::Explanations& explanations_;
  const Least least_;
  ListOutput results_;
  std::optional<catalogue::ReportGraph> graph_;
  std::map<std::string, std::uint64_t> by_verdict_;
  std::uint64_t judged_ = 0;
  std::uint64_t violations_ = 0;
  std::uint64_t warnings_ = 0;
  std::uint64_t infos_ = 0;
  std::uint64_t unreadable_ = 0;
  Json errors_ = Json::array();
  std::vector<std::string> not_checked_;
};

}  // namespace rednode::node
