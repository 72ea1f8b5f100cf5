#include "storage/repair.h"

#include <algorithm>
#include <map>
#include <set>

#include "schema/content.h"
#include "schema/origin.h"
#include "storage/keys.h"
#include "storage/repair_log.h"

namespace rednode::storage {
namespace {

using base::Bytes;
using base::BytesView;

constexpr std::size_t kBatchBytes = 8 << 20;

// Entries on their way into the new store.
class Writer {
 public:
  explicit Writer(Store& store) : store_(store) {}

  // False after a commit that failed: its status is that of finish().
  bool put(Table table, BytesView key, BytesView value) {
    batch_.put(table, key, value);
    if (batch_.bytes() >= kBatchBytes) commit();
    return status_.ok();
  }
  // Whether it is there already; where that cannot be read, it is written once more.
  bool has(Table table, BytesView key) {
    if (!batch_.empty()) commit();
    Bytes ignored;
    const auto found = store_.get(table, key, ignored);
    return found.ok() && *found;
  }
  base::Status finish() {
    if (status_.ok() && !batch_.empty()) commit();
    return status_;
  }

 private:
  void commit() {
    status_ = store_.commit(batch_, Sync::kNo);
    batch_.clear();
  }

  Store& store_;
  Batch batch_;
  base::Status status_;
};

// Every content that is what its id says.
base::Status take_contents(RepairSources& sources, Store& fresh, RepairReport& report) {
  Writer writer(fresh);
  std::set<Bytes> damaged;
  sources.scan(Table::kContent, [&](BytesView key, BytesView value, bool again) {
    if (again && writer.has(Table::kContent, key)) return true;
    const auto id = base::digest_from(key);
    const auto content = id.ok() ? schema::content_from_value(*id, value)
                                 : base::Result<schema::Content>(id.error());
    if (!content.ok() || !schema::unpack_content(*content).ok()) {
      damaged.emplace(key);
      return true;
    }
    ++report.contents;
    return writer.put(Table::kContent, key, value);
  });
  REDNODE_CHECK(writer.finish());
  for (const Bytes& key : damaged) {
    Bytes ignored;
    REDNODE_TRY(const bool taken, fresh.get(Table::kContent, key, ignored));
    if (!taken) ++report.contents_left;
  }
  return {};
}

// What stands nowhere else, where it has its form.
base::Status take_others(RepairSources& sources, Store& fresh, RepairReport& report) {
  Writer writer(fresh);
  const auto take = [&](Table table, auto has_form) {
    sources.scan(table, [&](BytesView key, BytesView value, bool) {
      if (has_form(key, value)) return writer.put(table, key, value);
      ++report.entries_left;
      return true;
    });
  };
  take(Table::kPeer,
       [](BytesView key, BytesView value) { return schema::is_origin(key) && value == "paused"; });
  take(Table::kQuarantine, [](BytesView key, BytesView value) {
    return key.size() == sizeof(std::uint64_t) && !value.empty() && base::is_utf8(value);
  });
  return writer.finish();
}

// The logs that anything is said of, and what the checkpoint table says.
std::map<std::string, CheckpointParts> find_logs(RepairSources& sources, RepairReport& report) {
  std::map<std::string, CheckpointParts> logs;
  sources.scan(Table::kCheckpoint, [&](BytesView key, BytesView value, bool) {
    std::string_view origin;
    if (!take_origin(key, origin) || !schema::is_origin(origin)) {
      ++report.entries_left;
      return true;
    }
    CheckpointParts& parts = logs[std::string(origin)];
    const std::pair<Bytes, Bytes> part{key, value};
    if (std::ranges::find(parts, part) == parts.end()) parts.push_back(part);
    return true;
  });
  std::string last;
  sources.scan(Table::kUpdate, [&](BytesView key, BytesView, bool) {
    std::string_view origin;
    if (!take_origin(key, origin) || !schema::is_origin(origin)) {
      ++report.entries_left;
    } else if (origin != last) {
      last = origin;
      logs.try_emplace(last);
    }
    return true;
  });
  return logs;
}

}  // namespace

bool RepairReport::whole() const {
  return contents_left == 0 && entries_left == 0 && unreadable == 0 &&
         std::ranges::all_of(logs, &RepairedLog::whole);
}

base::Result<RepairReport> repair_store(std::span<const Reader* const> damaged, Store& fresh,
                                        const std::string& own_origin, const KeyFor& key_for,
                                        const Progress& progress) {
  RepairSources sources(damaged, progress);
  RepairReport report;
  REDNODE_CHECK(take_contents(sources, fresh, report));
  REDNODE_CHECK(take_others(sources, fresh, report));
  RepairTarget target{fresh, {}};
  for (const auto& [origin, parts] : find_logs(sources, report)) {
    LogRepair log(sources, target, key_for, origin, origin == own_origin);
    REDNODE_TRY(auto repaired, log.run(parts, report.entries_left));
    report.logs.push_back(std::move(repaired));
  }
  report.unreadable = sources.unreadable();
  REDNODE_CHECK(fresh.commit({}, Sync::kYes));
  return report;
}

}  // namespace rednode::storage
