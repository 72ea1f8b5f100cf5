// ImportGate: judges each record of an import by the profile, says so in its update, and keeps
// records with violations out where the operator wants that.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catalogue/explanation.h"
#include "catalogue/judge.h"
#include "node/ctl/output.h"

namespace rednode::node {

// What a record's update says of it: "healthdcat-ap/8/public" and "conforms"; empty: not judged.
struct RecordVerdict {
  std::string profile;
  std::string verdict;
};

class ImportGate {
 public:
  struct Options {
    std::string profile;  // as named_profile() takes it; "none": records are not judged
    bool closed = false;  // a violation keeps a record out
    std::vector<std::string> languages;
  };
  // Errors: those of named_profile().
  static base::Result<std::unique_ptr<ImportGate>> make(const Options& options, Output& out);

  struct Fault {
    std::string field;   // the property, as an IRI or a path
    std::string reason;  // with what to do
  };
  struct Answer {
    RecordVerdict verdict;
    bool enters = true;
    std::vector<Fault> faults;  // the violations, of a record that does not enter; the first few
  };
  Answer judge(const catalogue::RecordContent& record);

  // How many records there were of each verdict.
  const std::map<std::string, std::uint64_t>& verdicts() const { return verdicts_; }

 private:
  explicit ImportGate(Options options) : options_(std::move(options)) {}
  void add_faults(const catalogue::Judgement& judgement, Answer& answer) const;

  const Options options_;
  catalogue::Vocabularies vocabularies_;
  std::unique_ptr<catalogue::Explanations> explanations_;
  std::unique_ptr<catalogue::Profile> profile_;
  std::unique_ptr<catalogue::Judge> judge_;
  std::map<std::string, std::uint64_t> verdicts_;
};

}  // namespace rednode::node
