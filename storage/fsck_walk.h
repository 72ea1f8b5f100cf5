// Walk: one pass over a store for its check: what was found, what was read, and how to go on where
// a read fails.
//
// Thread rule: the thread that checks.
#pragma once

#include <string>

#include "storage/fsck.h"

namespace rednode::storage {

// "FR 17"
std::string numbered(const std::string& origin, std::uint64_t number);

// Keys are origins and IRIs or raw octets: what is not plain text is shown in hexadecimal.
std::string readable(base::BytesView key);

// The store, the report, and how to go on where a read fails.
class Walk {
 public:
  Walk(const Reader& store, const Progress& progress) : store_(store), progress_(progress) {}

  CheckReport& report() { return report_; }
  const Reader& store() const { return store_; }

  void find(Table table, std::string key, std::string problem) {
    ++report_.total_findings;
    if (report_.findings.size() == CheckReport::kFindingsKept) return;
    report_.findings.push_back({table_name(table), std::move(key), std::move(problem)});
  }

  void expect(std::uint64_t entries) { total_ += entries; }
  void finished() const {
    if (progress_) progress_(done_, done_);
  }

  // Visits all of [from, to) that can be read.
  void scan(Table table, base::BytesView from, base::BytesView to, const Reader::Visitor& visitor);

 private:
  bool readable_from(Table table, base::BytesView from, base::BytesView to) const;
  base::Bytes unreadable_key(Table table, base::BytesView last, base::BytesView to) const;
  base::Bytes after_gap(Table table, base::BytesView last, base::BytesView to) const;
  void count(base::BytesView key, base::BytesView value);

  const Reader& store_;
  const Progress& progress_;
  CheckReport report_;
  std::uint64_t done_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace rednode::storage
