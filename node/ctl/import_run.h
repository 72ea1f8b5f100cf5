// ImportRun: the documents of one import on their way to a target.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "catalogue/importer.h"
#include "node/ctl/document.h"
#include "node/ctl/import_target.h"
#include "node/ctl/progress.h"
#include "node/ctl/reading.h"
#include "node/ctl/renamed_records.h"

namespace rednode::node {

// The records that were met, by 128 bits of the SHA-256 of their IRIs: enough to tell millions
// apart in little memory.
class RecordNames {
 public:
  // The content of the record's first description, or 0 where this is the first.
  std::uint64_t put(const std::string& iri, std::uint64_t content);
  bool contains(const std::string& iri) const;

 private:
  using Key = std::array<std::uint64_t, 2>;
  struct Hash {
    std::size_t operator()(const Key& key) const { return static_cast<std::size_t>(key[0]); }
  };
  static Key key_of(const std::string& iri);
  std::unordered_map<Key, std::uint64_t, Hash> contents_;
};

class ImportRun {
 public:
  struct Options {
    Reading reading;
    std::string mint_base;
    std::string spool_directory;
    bool remember_names = false;  // names() is wanted, or there are several documents
  };

  // All must outlive the run.
  ImportRun(const Options& options, ImportGate& gate, RenamedRecords& renamed, ImportTarget& target,
            ImportReport& report, Progress& progress)
      : options_(options),
        gate_(gate),
        renamed_(renamed),
        target_(target),
        report_(report),
        progress_(progress) {}

  // What is wrong with the document goes into the report. Errors: those of the target; then nothing
  // more can be imported. After an interrupt it returns in good order and says so in the report.
  base::Status import(const DocumentPath& document);

  const RecordNames& names() const { return names_; }
  // Good records that the documents held.
  std::uint64_t records() const { return records_; }

 private:
  base::Status read(const DocumentPath& document, const SourcePtr& source);
  base::Status take_record(const SourcePtr& source, catalogue::RecordContent&& record);
  base::Status take_refusal(const SourcePtr& source, catalogue::Refusal&& refusal);
  base::Status keep_out(const SourcePtr& source, catalogue::RecordContent&& record,
                        std::vector<ImportGate::Fault>&& faults);
  base::Result<bool> settle_renamed(const SourcePtr& source, catalogue::RecordContent& record);
  void show_records(const std::string& label);
  base::Status refuse_twice(const SourcePtr& source, catalogue::RecordContent&& record);

  const Options& options_;
  ImportGate& gate_;
  RenamedRecords& renamed_;
  ImportTarget& target_;
  ImportReport& report_;
  Progress& progress_;
  RecordNames names_;
  std::unordered_set<std::string> followed_;  // old IRIs that were withdrawn for new ones
  std::uint64_t records_ = 0;
  bool splitting_ = false;  // the present document has been read
  std::uint64_t handled_before_ = 0;
  base::Status target_failure_;
};

}  // namespace rednode::node
