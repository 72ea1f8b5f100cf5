// ImportReport: what an import did, in the fields that scripts rely on.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "catalogue/rdf_reader.h"
#include "node/ctl/output.h"

namespace rednode::node {

// Something that could not be imported: where it stands, what is wrong, what to do.
struct ImportError {
  std::string file;
  std::uint64_t line = 0;  // 0: not known
  std::uint64_t column = 0;
  std::string record;  // may be empty
  std::string field;   // may be empty
  std::string reason;
  std::string remedy;
};

struct LeftOutEntry {
  std::string subject;
  std::uint64_t statements = 0;
  std::string reason;
};

// A record that came under a new IRI.
struct RenamedEntry {
  std::string from;
  std::string to;
};

struct UnmappedEntry {
  std::string file;
  catalogue::UnmappedField field;
};

struct ImportReport {
  // Of millions of errors the first tell what is wrong; the number of all is in errors_total.
  static constexpr std::size_t kErrorsKept = 10'000;

  std::uint64_t put = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t judged_otherwise = 0;  // of these: the log has another profile or verdict
  std::uint64_t withdrawn = 0;
  std::uint64_t confirmed = 0;
  std::uint64_t quarantined = 0;  // records; a record with several faults counts once
  std::vector<LeftOutEntry> left_out;
  std::vector<UnmappedEntry> unmapped;  // what mappings did not carry over
  std::vector<std::string> notes;       // "file: what its format passes over"
  std::vector<ImportError> errors;
  std::uint64_t errors_total = 0;
  std::uint64_t failed_files = 0;
  Json checkpoint;  // origin, size, root; null where none is known
  bool dry_run = false;
  bool interrupted = false;
  std::vector<RenamedEntry> renamed;  // the first of them
  std::uint64_t renamed_total = 0;
  std::string renamed_policy;           // what was done with them
  std::uint64_t shared_identities = 0;  // records that share holder and identifier with another
  std::map<std::string, std::uint64_t> verdicts;  // how many records were judged how
  std::string refusal;                            // of what --complete would have withdrawn
  std::optional<Json> held_by;                    // with --wait-for: the origins that hold it
  std::optional<base::Error> fatal;               // why the import ended early

  void add_error(ImportError error);
  void add_unmapped(const std::string& file, catalogue::UnmappedField&& field);
  // Counts the record (or the statement of no known record) as quarantined.
  void add_quarantined(const std::string& record);

 private:
  std::unordered_set<std::size_t> quarantined_names_;
};

Json error_json(const ImportError& error);
Json report_json(const ImportReport& report);
std::string report_text(const ImportReport& report);
// "file:line:column: <record>: reason; remedy".
std::string error_text(const ImportError& error);

}  // namespace rednode::node
