#include "storage/interest.h"

#include <algorithm>
#include <vector>

#include "storage/keys.h"
#include "storage/logs.h"

namespace rednode::storage {
namespace {

constexpr const char* kInterestKey = "interest";
constexpr std::size_t kRecordsAtOnce = 4096;

// As it stands in the table `meta`: the notations, one a line.
base::Bytes text_of(const Interest& interest) {
  base::Bytes text;
  for (const std::string& category : interest.categories) text += category + "\n";
  return text;
}

struct Position {
  std::string origin;
  std::string iri;
  RecordState state;
};

// The next records of a log, from `from` on, whose content is not here.
base::Result<std::vector<Position>> without_content(const Reader& store, const std::string& origin,
                                                    base::Bytes& from) {
  std::vector<Position> found;
  base::Status damage;
  const base::Bytes prefix = origin_prefix(origin);
  bool more = false;
  REDNODE_CHECK(store.scan(Table::kRecord, from, origin_end(origin), [&](auto key, auto value) {
    more = found.size() == kRecordsAtOnce;
    if (more) {
      from = key;
      return false;
    }
    auto state = decode_record(value);
    if (!state.ok()) {
      damage = state.error();
      return false;
    }
    if (state->wanted || state->left) {
      found.push_back({origin, std::string(key.substr(prefix.size())), std::move(*state)});
    }
    return true;
  }));
  REDNODE_CHECK(damage);
  if (!more) from = origin_end(origin);
  return found;
}

base::Status follow_one(Store& store, const std::string& origin, const Interest& interest) {
  base::Bytes from = origin_prefix(origin);
  while (from < origin_end(origin)) {
    REDNODE_TRY(auto logs, Logs::open(store));
    LogBatch batch(store, logs);
    REDNODE_TRY(const auto records, without_content(store, origin, from));
    for (const Position& record : records) {
      REDNODE_TRY(const auto bytes, read_update(store, origin, record.state.put_sequence));
      REDNODE_TRY(const auto put, schema::decode_update(bytes));
      REDNODE_CHECK(batch.want(origin, record.iri, interest.takes(origin, put)));
    }
    if (batch.empty()) continue;
    batch.finish();
    REDNODE_CHECK(store.commit(batch.batch(), Sync::kYes));
  }
  return {};
}

}  // namespace

bool Interest::takes(const std::string& origin, const schema::Update& put) const {
  if (takes_all(origin) || put.categories.empty()) return true;
  return std::any_of(put.categories.begin(), put.categories.end(),
                     [&](const std::string& category) { return categories.contains(category); });
}

base::Status follow_interest(Store& store, const Interest& interest) {
  base::Bytes before;
  REDNODE_TRY(const bool known, store.get(Table::kMeta, kInterestKey, before));
  const base::Bytes text = text_of(interest);
  if (known ? before == text : text.empty()) return {};
  REDNODE_TRY(const auto logs, Logs::open(store));
  for (const auto& [origin, log] : logs.all()) {
    if (origin != interest.own) REDNODE_CHECK(follow_one(store, origin, interest));
  }
  Batch batch;
  batch.put(Table::kMeta, kInterestKey, text);
  return store.commit(batch, Sync::kYes);
}

}  // namespace rednode::storage
