#include "storage/fsck.h"

#include <algorithm>
#include <map>
#include <set>

#include "schema/origin.h"
#include "storage/fsck_log.h"
#include "storage/fsck_walk.h"
#include "storage/keys.h"
#include "storage/receipts.h"

namespace rednode::storage {
namespace {

using base::Bytes;
using base::BytesView;

// The origins that any table knows of. What belongs to none is reported here.
std::set<std::string> find_origins(Walk& walk) {
  std::set<std::string> origins;
  for (const Table table :
       {Table::kUpdate, Table::kHash, Table::kRecord, Table::kCheckpoint, Table::kWant}) {
    Bytes from;
    bool more = true;
    while (more) {
      more = false;
      // Only the first key of each origin is looked at.
      walk.scan(table, from, "", [&](BytesView key, BytesView) {
        more = true;
        std::string_view origin;
        from = key;
        from.push_back('\0');
        if (!take_origin(key, origin) || !schema::is_origin(origin)) {
          walk.find(table, readable(BytesView(from).substr(0, from.size() - 1)),
                    "the key belongs to no origin");
          return false;
        }
        from = origin_end(origin);
        origins.emplace(origin);
        return false;
      });
    }
  }
  return origins;
}

// Numbers from 0 without a gap; the ranges of each log one after the other, up to its size.
void check_changes(Walk& walk, const std::map<std::string, std::uint64_t>& sizes) {
  std::map<std::string, std::uint64_t> reached;
  std::uint64_t next = 0;
  walk.scan(Table::kChange, "", "", [&](BytesView key, BytesView value) {
    base::ByteReader number_in(key);
    std::uint64_t number = 0;
    if (!number_in.take_u64(number) || !number_in.empty() || number != next) {
      walk.find(Table::kChange, readable(key), "the number is not " + std::to_string(next));
    }
    next = number + 1;
    std::string_view origin;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    const bool whole = take_origin(value, origin);
    base::ByteReader in(value);
    if (!whole || !in.take_u64(first) || !in.take_u64(count) || !in.empty()) {
      walk.find(Table::kChange, std::to_string(number), "not a range of a log");
      return true;
    }
    std::uint64_t& at = reached[std::string(origin)];
    const bool taken_back = count == 0 && first < at;
    if (count == 0 && !taken_back) {
      walk.find(Table::kChange, std::to_string(number), "not a range of a log");
    } else if (first != at && !taken_back) {
      walk.find(Table::kChange, std::to_string(number),
                "begins at " + numbered(std::string(origin), first) + " and not at " +
                    std::to_string(at));
    }
    at = first + count;
    return true;
  });
  for (const auto& [origin, size] : sizes) reached.try_emplace(origin, 0);
  for (const auto& [origin, end] : reached) {
    const auto log = sizes.find(origin);
    if ((log == sizes.end() ? 0 : log->second) == end) continue;
    walk.find(Table::kChange, origin, "the changes do not end where the log does");
  }
}

bool fits_meta(BytesView key, BytesView value) {
  if (key == "format") return value == "2";
  if (key == "interest") return base::is_utf8(value);
  if (key == "scrub") return value == "1";
  if (key == "origin") return schema::is_origin(value);
  return key == "fresh" && (value == "0" || value == "1");
}

// What stands nowhere else: only its form can be checked.
void check_others(Walk& walk) {
  walk.scan(Table::kMeta, "", "", [&](BytesView key, BytesView value) {
    if (!fits_meta(key, value)) walk.find(Table::kMeta, readable(key), "no such entry is known");
    return true;
  });
  walk.scan(Table::kPeer, "", "", [&](BytesView key, BytesView value) {
    if (!schema::is_origin(key) || value != "paused") {
      walk.find(Table::kPeer, readable(key), "not a peer that is paused");
    }
    return true;
  });
  walk.scan(Table::kQuarantine, "", "", [&](BytesView key, BytesView value) {
    if (key.size() != sizeof(std::uint64_t)) {
      walk.find(Table::kQuarantine, readable(key), "the key is not a number");
    } else if (value.empty() || !base::is_utf8(value)) {
      walk.find(Table::kQuarantine, base::to_hex(key), "not a text");
    }
    return true;
  });
  walk.scan(Table::kReceipt, "", "", [&](BytesView key, BytesView value) {
    const auto sound = check_receipt(key, value);
    if (!sound.ok()) walk.find(Table::kReceipt, readable(key), sound.error().message);
    return true;
  });
}

// Every state tells how much there will be to read. A wrong one only makes the estimate wrong.
void estimate(Walk& walk, const std::set<std::string>& origins) {
  for (const std::string& origin : origins) {
    Bytes state;
    const auto found =
        walk.store().get(Table::kCheckpoint, checkpoint_key(origin, CheckpointPart::kState), state);
    std::uint64_t size = 0;
    std::uint64_t live = 0;
    base::ByteReader in(state);
    if (!found.ok() || !in.take_u64(size) || !in.take_u64(live)) continue;
    constexpr std::uint64_t kPlausible = std::uint64_t{1} << 40;
    walk.expect(std::min(size, kPlausible) + 2 * std::min(live, kPlausible));
  }
}

}  // namespace

base::Result<CheckReport> check_store(const Reader& store, const KeyFor& key_for,
                                      const Progress& progress) {
  Walk walk(store, progress);
  const std::set<std::string> origins = find_origins(walk);
  estimate(walk, origins);
  Contents contents;
  contents.read(walk);
  std::map<std::string, std::uint64_t> sizes;
  for (const std::string& origin : origins) {
    sizes[origin] = LogCheck(walk, contents, key_for, origin).check();
  }
  check_changes(walk, sizes);
  check_others(walk);
  walk.report().unnamed = contents.unnamed();
  walk.finished();
  return std::move(walk.report());
}

}  // namespace rednode::storage
