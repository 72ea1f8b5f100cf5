#include "catalogue/file_spool.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <queue>
#include <vector>

#include "base/assert.h"
#include "base/limits.h"
#include "catalogue/spool_file.h"
#include "catalogue/spool_limit.h"

namespace rednode::catalogue {
namespace {

// A run and the sorted file are the same thing: groups in the order of their keys, each
//   u32 size of the key, u32 entries, u32 bytes of what follows the key, key, (u32 size, entry)*
// in the byte order of the machine: these bytes never leave it.
struct GroupHeader {
  std::uint32_t key_size = 0;
  std::uint32_t entries = 0;
  std::uint32_t body_size = 0;
};

constexpr std::size_t kFanIn = 128;              // runs merged at once
constexpr std::size_t kMergeBuffer = 256 << 10;  // of each
constexpr std::size_t kBlock = 32 << 10;         // groups under one entry of the index
constexpr std::size_t kCacheSlots = 256;
constexpr std::size_t kCachedBlockMax = 128 << 10;
constexpr std::uint64_t kNoBlock = ~std::uint64_t{0};

void append_raw(std::string& out, std::uint32_t value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

std::uint32_t raw_at(const char* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, sizeof(value));
  return value;
}

std::uint64_t hash_of(base::BytesView key) {
  std::uint64_t hash = std::hash<std::string_view>{}(key);
  hash ^= hash >> 31;
  return hash * 0x9e3779b97f4a7c15;
}

// Most objects of statements are nobody's subject: this says so without looking at the disk.
class Bloom {
 public:
  void size_for(std::uint64_t bytes) {
    std::uint64_t words = 1 << 12;
    while (words * 64 * 32 < bytes * 8 && words < (1u << 24)) words *= 2;
    words_.assign(words, 0);
  }
  void insert(base::BytesView key) {
    each(hash_of(key), [this](std::uint64_t bit) {
      words_[bit / 64] |= std::uint64_t{1} << bit % 64;
      return true;
    });
  }
  bool may_hold(base::BytesView key) const {
    return each(hash_of(key),
                [this](std::uint64_t bit) { return (words_[bit / 64] >> bit % 64 & 1) != 0; });
  }

 private:
  template <typename F>
  bool each(std::uint64_t hash, F&& visit) const {
    const std::uint64_t step = (hash >> 32) | 1;
    for (int i = 0; i < 5; ++i, hash += step) {
      if (!visit(hash & (words_.size() * 64 - 1))) return false;
    }
    return true;
  }
  std::vector<std::uint64_t> words_;
};

// Walks over the groups of a file. A body is read where it is to be, and no sooner: it may be long.
class GroupCursor {
 public:
  explicit GroupCursor(const SpoolFile& file) : reader_(file, kMergeBuffer) {}

  bool done() const { return done_; }
  const std::string& key() const { return key_; }
  const GroupHeader& header() const { return header_; }

  // REQUIRES: before the first group, or its body was read.
  base::Status next() {
    done_ = reader_.at_end();
    if (done_) return {};
    REDNODE_CHECK(reader_.read_u32(header_.key_size));
    REDNODE_CHECK(reader_.read_u32(header_.entries));
    REDNODE_CHECK(reader_.read_u32(header_.body_size));
    key_.resize(header_.key_size);
    return reader_.read(key_.data(), key_.size());
  }

  base::Status append_body(std::string& out) {
    const std::size_t at = out.size();
    out.resize(at + header_.body_size);
    return reader_.read(out.data() + at, header_.body_size);
  }

 private:
  SpoolFileReader reader_;
  GroupHeader header_;
  std::string key_;
  bool done_ = false;
};

struct Block {
  std::uint64_t number = kNoBlock;
  std::vector<char> bytes;
  std::vector<std::uint32_t> groups;  // where each begins
};

}  // namespace

struct FileSpool::Impl {
  struct Item {
    std::uint32_t key_at, key_size, entry_at, entry_size;
  };
  struct IndexEntry {
    std::uint64_t offset;
    Ordinal first;
    std::uint32_t key_at;  // into index_keys, up to the next one's
  };

  Impl(std::string dir, std::size_t run) : directory(std::move(dir)), run_bytes(run) {}

  std::string directory;
  std::size_t run_bytes;
  std::uint64_t bytes = 0;

  // The run that is being gathered.
  std::string gathered;
  std::vector<Item> items;
  std::deque<SpoolFile> runs;

  // The sorted file.
  std::optional<SpoolFile> sorted;
  std::vector<IndexEntry> index;
  std::string index_keys;
  Ordinal groups = 0;
  Bloom bloom;
  std::vector<Block> cache;
  Block large;

  base::BytesView key_of(const Item& item) const {
    return base::BytesView(gathered).substr(item.key_at, item.key_size);
  }

  static void append_header(std::string& out, base::BytesView key, std::size_t entries,
                            std::size_t body) {
    append_raw(out, static_cast<std::uint32_t>(key.size()));
    append_raw(out, static_cast<std::uint32_t>(entries));
    append_raw(out, static_cast<std::uint32_t>(body));
    out.append(key);
  }

  // Sorts what is gathered and writes it as a run. Items keep their order under equal keys, as
  // their entries lie in the order of adding.
  base::Status write_run() {
    if (items.empty()) return {};
    std::sort(items.begin(), items.end(), [this](const Item& a, const Item& b) {
      const int order = key_of(a).compare(key_of(b));
      return order != 0 ? order < 0 : a.entry_at < b.entry_at;
    });
    REDNODE_TRY(SpoolFile run, SpoolFile::create(directory));
    std::string group;
    for (std::size_t i = 0; i < items.size();) {
      std::size_t end = i;
      std::size_t body = 0;
      for (; end < items.size() && key_of(items[end]) == key_of(items[i]); ++end) {
        body += sizeof(std::uint32_t) + items[end].entry_size;
      }
      group.clear();
      append_header(group, key_of(items[i]), end - i, body);
      for (; i < end; ++i) {
        append_raw(group, items[i].entry_size);
        group.append(gathered, items[i].entry_at, items[i].entry_size);
      }
      REDNODE_CHECK(run.append(group));
    }
    REDNODE_CHECK(run.flush());
    runs.push_back(std::move(run));
    items.clear();
    gathered.clear();
    if (runs.size() >= kFanIn) return merge_runs();
    return {};
  }

  base::Status merge_runs() {
    REDNODE_TRY(SpoolFile merged, SpoolFile::create(directory));
    REDNODE_CHECK(merge([&merged](base::BytesView group, base::BytesView) -> base::Status {
      return merged.append(group);
    }));
    REDNODE_CHECK(merged.flush());
    runs.clear();
    runs.push_back(std::move(merged));
    return {};
  }

  // Calls `out` with each group of all runs, whole, and its key.
  template <typename Out>
  base::Status merge(Out&& out) {
    std::vector<GroupCursor> cursors;
    for (const SpoolFile& run : runs) {
      cursors.emplace_back(run);
      REDNODE_CHECK(cursors.back().next());
    }
    const auto later = [&cursors](std::size_t a, std::size_t b) {
      const int order = cursors[a].key().compare(cursors[b].key());
      return order != 0 ? order > 0 : a > b;
    };
    std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> heap(later);
    for (std::size_t i = 0; i < cursors.size(); ++i) {
      if (!cursors[i].done()) heap.push(i);
    }
    std::string key, group;
    std::vector<std::size_t> same;
    while (!heap.empty()) {
      key = cursors[heap.top()].key();
      same.clear();
      std::uint64_t entries = 0;
      std::uint64_t body = 0;
      for (; !heap.empty() && cursors[heap.top()].key() == key; heap.pop()) {
        same.push_back(heap.top());
        entries += cursors[heap.top()].header().entries;
        body += cursors[heap.top()].header().body_size;
      }
      REDNODE_CHECK(check_subject(key, body - entries * sizeof(std::uint32_t), entries));
      group.clear();
      append_header(group, key, entries, body);
      for (const std::size_t i : same) {
        REDNODE_CHECK(cursors[i].append_body(group));
        REDNODE_CHECK(cursors[i].next());
        if (!cursors[i].done()) heap.push(i);
      }
      REDNODE_CHECK(out(group, key));
    }
    return {};
  }

  base::Status finish() {
    REDNODE_CHECK(write_run());
    std::string().swap(gathered);
    std::vector<Item>().swap(items);
    bloom.size_for(bytes);
    REDNODE_TRY(sorted, SpoolFile::create(directory));
    std::uint64_t block_begin = 0;
    REDNODE_CHECK(merge([&](base::BytesView group, base::BytesView key) -> base::Status {
      if (groups >= base::limits::kSpoolSubjectsMax) {
        return base::exhausted("the document has too many subjects");
      }
      if (index.empty() || sorted->size() - block_begin >= kBlock) {
        block_begin = sorted->size();
        index.push_back({block_begin, groups, static_cast<std::uint32_t>(index_keys.size())});
        index_keys.append(key);
      }
      ++groups;
      bloom.insert(key);
      return sorted->append(group);
    }));
    REDNODE_CHECK(sorted->flush());
    runs.clear();
    cache.resize(kCacheSlots);
    return {};
  }

  base::BytesView index_key(std::size_t block) const {
    const std::size_t begin = index[block].key_at;
    const std::size_t end = block + 1 < index.size() ? index[block + 1].key_at : index_keys.size();
    return base::BytesView(index_keys).substr(begin, end - begin);
  }

  base::Result<const Block*> load(std::size_t number) {
    const std::uint64_t begin = index[number].offset;
    const std::uint64_t end = number + 1 < index.size() ? index[number + 1].offset : sorted->size();
    Block& block = end - begin > kCachedBlockMax ? large : cache[number % kCacheSlots];
    if (block.number == number) return &block;
    block.number = kNoBlock;
    block.bytes.resize(end - begin);
    block.groups.clear();
    REDNODE_CHECK(sorted->read_at(begin, block.bytes.data(), block.bytes.size()));
    for (std::size_t at = 0; at < block.bytes.size();) {
      block.groups.push_back(static_cast<std::uint32_t>(at));
      const char* header = block.bytes.data() + at;
      at += 3 * sizeof(std::uint32_t) + raw_at(header) + raw_at(header + 8);
    }
    block.number = number;
    return &block;
  }

  static base::BytesView key_in(const Block& block, std::size_t group) {
    const char* header = block.bytes.data() + block.groups[group];
    return {header + 12, raw_at(header)};
  }
};

FileSpool::FileSpool(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FileSpool::~FileSpool() = default;

base::Result<std::unique_ptr<FileSpool>> FileSpool::create(const std::string& directory,
                                                           std::size_t run_bytes) {
  // Fails now, rather than after a gigabyte, where the directory is of no use.
  REDNODE_TRY([[maybe_unused]] const SpoolFile probe, SpoolFile::create(directory));
  return std::unique_ptr<FileSpool>(new FileSpool(std::make_unique<Impl>(directory, run_bytes)));
}

base::Status FileSpool::add(base::BytesView key, base::BytesView entry) {
  Impl& impl = *impl_;
  // Statements of one subject mostly come together: its key is kept once then.
  const bool same = !impl.items.empty() && impl.key_of(impl.items.back()) == key;
  Impl::Item item{};
  item.key_at = same ? impl.items.back().key_at : static_cast<std::uint32_t>(impl.gathered.size());
  item.key_size = static_cast<std::uint32_t>(key.size());
  if (!same) impl.gathered.append(key);
  item.entry_at = static_cast<std::uint32_t>(impl.gathered.size());
  item.entry_size = static_cast<std::uint32_t>(entry.size());
  impl.gathered.append(entry);
  impl.items.push_back(item);
  impl.bytes += key.size() + entry.size();
  if (impl.gathered.size() + impl.items.size() * sizeof(Impl::Item) >= impl.run_bytes) {
    return impl.write_run();
  }
  return {};
}

base::Status FileSpool::seal() {
  return impl_->finish();
}

std::uint64_t FileSpool::bytes() const {
  return impl_->bytes;
}

StatementSpool::Ordinal FileSpool::size() const {
  return impl_->groups;
}

base::Result<std::optional<StatementSpool::Ordinal>> FileSpool::find(base::BytesView key) {
  Impl& impl = *impl_;
  if (impl.index.empty() || !impl.bloom.may_hold(key)) return std::optional<Ordinal>{};
  std::size_t low = 0;
  std::size_t high = impl.index.size();  // the block wanted is the last whose key is not greater
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    (impl.index_key(middle) <= key ? low : high) = middle;
  }
  REDNODE_TRY(const Block* block, impl.load(low));
  std::size_t first = 0;
  std::size_t last = block->groups.size();
  while (first < last) {
    const std::size_t middle = first + (last - first) / 2;
    const int order = Impl::key_in(*block, middle).compare(key);
    if (order == 0) return std::optional(impl.index[low].first + static_cast<Ordinal>(middle));
    if (order < 0) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return std::optional<Ordinal>{};
}

base::Status FileSpool::read(Ordinal ordinal, Group& group) {
  Impl& impl = *impl_;
  REDNODE_ASSERT(ordinal < impl.groups);
  const auto after = std::upper_bound(impl.index.begin(), impl.index.end(), ordinal,
                                      [](Ordinal o, const auto& entry) { return o < entry.first; });
  const auto number = static_cast<std::size_t>(after - impl.index.begin()) - 1;
  REDNODE_TRY(const Block* block, impl.load(number));
  const std::size_t at = ordinal - impl.index[number].first;
  group.key = Impl::key_in(*block, at);
  group.entries.clear();
  const char* header = block->bytes.data() + block->groups[at];
  const char* entry = header + 12 + group.key.size();
  for (std::uint32_t i = 0; i < raw_at(header + 4); ++i) {
    const std::uint32_t size = raw_at(entry);
    group.entries.emplace_back(entry + 4, size);
    entry += 4 + size;
  }
  return {};
}

}  // namespace rednode::catalogue
