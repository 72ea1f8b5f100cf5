// MemorySpool: the StatementSpool of documents that fit into memory.
#pragma once

#include <cstdlib>
#include <memory>
#include <vector>

#include "catalogue/dataset.h"
#include "catalogue/spool.h"

namespace rednode::catalogue {

class MemorySpool final : public StatementSpool {
 public:
  base::Status add(base::BytesView key, base::BytesView entry) override;
  base::Status seal() override;
  std::uint64_t bytes() const override { return bytes_; }
  Ordinal size() const override { return static_cast<Ordinal>(heads_.size()); }
  base::Result<std::optional<Ordinal>> find(base::BytesView key) override;
  base::Status read(Ordinal ordinal, Group& group) override;

  // What it holds in memory, roughly, tables and all.
  std::uint64_t memory() const;

 private:
  struct Entry {
    const char* data;
    std::uint32_t size;
    std::uint32_t next;
  };
  struct Head {
    std::uint32_t first;
    std::uint32_t last;
    std::uint32_t entries;
    std::uint64_t bytes;  // of its entries
  };

  struct Free {
    void operator()(char* chunk) const { std::free(chunk); }
  };
  using Chunk = std::unique_ptr<char, Free>;

  static Chunk allocate(std::size_t bytes);
  const char* keep(base::BytesView bytes);

  Dataset keys_;  // for its table of strings only
  std::vector<Head> heads_;
  std::vector<Entry> entries_;
  std::vector<Chunk> chunks_;
  std::size_t chunk_left_ = 0;
  char* chunk_at_ = nullptr;
  std::vector<TermId> by_ordinal_;
  std::vector<Ordinal> ordinal_of_;
  std::uint64_t bytes_ = 0;
};

}  // namespace rednode::catalogue
