// FileSpool: the StatementSpool of documents larger than memory. The only part of this layer that
// touches the disk.
//
// An external merge sort: what is added is sorted in memory and written in runs; seal() merges them
// into one file of groups with a sparse index and a Bloom filter in memory (together a few bytes a
// group). Files have no name from the moment they are opened, so nothing is left after a crash.
// Needs about twice the size of the document on disk, for the time of the import.
//
// Thread rule: one thread.
#pragma once

#include <memory>
#include <string>

#include "catalogue/spool.h"

namespace rednode::catalogue {

class FileSpool final : public StatementSpool {
 public:
  // Errors: kUnavailable where the directory cannot be written.
  static base::Result<std::unique_ptr<FileSpool>> create(const std::string& directory,
                                                         std::size_t run_bytes = 48 << 20);
  ~FileSpool() override;

  // Errors (all below): kUnavailable where the disk is full or fails.
  base::Status add(base::BytesView key, base::BytesView entry) override;
  base::Status seal() override;
  std::uint64_t bytes() const override;
  Ordinal size() const override;
  base::Result<std::optional<Ordinal>> find(base::BytesView key) override;
  base::Status read(Ordinal ordinal, Group& group) override;

 private:
  struct Impl;
  explicit FileSpool(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace rednode::catalogue
