// QualityReport: how `redctl quality` shows what was measured: a line for each record as it comes,
// a line for each holder, or every part of a whole catalogue.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread. Memory grows with holders, not with records.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalogue/holder.h"
#include "catalogue/quality.h"
#include "node/ctl/output.h"

namespace rednode::node {

class QualityReport {
 public:
  enum class By { kCatalogue, kHolder, kRecord };
  struct Options {
    By by = By::kCatalogue;
    bool csv = false;
    std::vector<std::string> languages;  // of names, best first
    std::string profile;                 // "healthdcat-ap/8"
    std::string elements;                // "ir-2026-2098/2026"
  };

  // REQUIRES: the output outlives the report.
  QualityReport(Output& out, Options options);

  void add(const std::string& catalogue, const std::string& iri, const catalogue::Holder& holder,
           const catalogue::QualitySums& sums);
  void finish(std::uint64_t unreadable);
  // Closes an answer that could not be brought to its end.
  void fail(const base::Error& error);

 private:
  struct Group {
    catalogue::Holder holder;
    catalogue::QualitySums sums;
  };

  void print_groups(const std::string& catalogue, const std::map<std::string, Group>& groups);
  void print_line(const std::string& catalogue, const std::string& name, const std::string& iri,
                  const catalogue::QualitySums& sums);
  void print_catalogue(const std::string& catalogue, const catalogue::QualitySums& sums);
  void print_completeness(const catalogue::QualitySums& sums);
  void print_fields(const catalogue::QualitySums& sums);
  void print_languages(const catalogue::QualitySums& sums);
  void print_lists(const catalogue::QualitySums& sums);
  void print_links(const catalogue::QualitySums& sums);

  Output& out_;
  const Options options_;
  ListOutput list_;
  Table lines_;
  // By catalogue, then by the holder's key, which is empty where sums by catalogue are asked for.
  std::map<std::string, std::map<std::string, Group>> catalogues_;
  bool titles_done_ = false;
};

}  // namespace rednode::node
