#include "catalogue/memory_spool.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/assert.h"
#include "base/limits.h"
#include "catalogue/spool_limit.h"

namespace rednode::catalogue {
namespace {

constexpr std::size_t kChunk = 256 << 10;
constexpr std::size_t kHugePage = 2 << 20;
constexpr std::size_t kLargeChunk = 4 * kHugePage;
constexpr std::size_t kSmallChunks = 16;  // then the document is a large one
constexpr std::uint32_t kNone = 0xffffffff;

}  // namespace

// Large chunks in huge pages: touching hundreds of megabytes page by page costs as much as parsing
// what is written there.
MemorySpool::Chunk MemorySpool::allocate(std::size_t bytes) {
  if (bytes != kLargeChunk) {
    Chunk chunk(static_cast<char*>(std::malloc(bytes)));
    REDNODE_ASSERT(chunk != nullptr);
    return chunk;
  }
  Chunk chunk(static_cast<char*>(std::aligned_alloc(kHugePage, bytes)));
  REDNODE_ASSERT(chunk != nullptr);
  madvise(chunk.get(), bytes, MADV_HUGEPAGE);  // a wish; without it the memory is as good
  return chunk;
}

const char* MemorySpool::keep(base::BytesView bytes) {
  if (bytes.size() > chunk_left_) {
    const std::size_t usual = chunks_.size() < kSmallChunks ? kChunk : kLargeChunk;
    chunk_left_ = std::max(usual, bytes.size());
    chunks_.push_back(allocate(chunk_left_));
    chunk_at_ = chunks_.back().get();
  }
  char* const kept = chunk_at_;
  std::memcpy(kept, bytes.data(), bytes.size());
  chunk_at_ += bytes.size();
  chunk_left_ -= bytes.size();
  return kept;
}

base::Status MemorySpool::add(base::BytesView key, base::BytesView entry) {
  if (entries_.size() >= base::limits::kSpoolSubjectsMax) {
    return base::exhausted("the document has too many statements to keep in memory");
  }
  const TermId id = keys_.intern(key);
  const auto number = static_cast<std::uint32_t>(entries_.size());
  entries_.push_back({keep(entry), static_cast<std::uint32_t>(entry.size()), kNone});
  if (id == heads_.size()) {
    heads_.push_back({number, number, 0, 0});
    bytes_ += key.size();
  } else {
    entries_[heads_[id].last].next = number;
    heads_[id].last = number;
  }
  bytes_ += entry.size();
  heads_[id].bytes += entry.size();
  return check_subject(key, heads_[id].bytes, ++heads_[id].entries);
}

base::Status MemorySpool::seal() {
  by_ordinal_.resize(heads_.size());
  std::iota(by_ordinal_.begin(), by_ordinal_.end(), 0u);
  std::sort(by_ordinal_.begin(), by_ordinal_.end(),
            [this](TermId a, TermId b) { return keys_.text(a) < keys_.text(b); });
  ordinal_of_.resize(heads_.size());
  for (Ordinal i = 0; i < by_ordinal_.size(); ++i) ordinal_of_[by_ordinal_[i]] = i;
  return {};
}

base::Result<std::optional<StatementSpool::Ordinal>> MemorySpool::find(base::BytesView key) {
  const auto id = keys_.find(key);
  return id ? std::optional(ordinal_of_[*id]) : std::nullopt;
}

base::Status MemorySpool::read(Ordinal ordinal, Group& group) {
  REDNODE_ASSERT(ordinal < by_ordinal_.size());
  const TermId id = by_ordinal_[ordinal];
  group.key = keys_.text(id);
  group.entries.clear();
  for (std::uint32_t i = heads_[id].first; i != kNone; i = entries_[i].next) {
    group.entries.emplace_back(entries_[i].data, entries_[i].size);
  }
  return {};
}

std::uint64_t MemorySpool::memory() const {
  constexpr std::uint64_t kEachKey = 16 + 8 + sizeof(Head) + 8;
  return bytes_ + entries_.capacity() * sizeof(Entry) + heads_.size() * kEachKey;
}

}  // namespace rednode::catalogue
