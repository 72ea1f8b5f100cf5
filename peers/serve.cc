#include "peers/serve.h"

#include <algorithm>

#include "base/limits.h"
#include "storage/keys.h"

namespace rednode::peers {
namespace {

namespace limits = base::limits;
using storage::LogState;
using storage::Reader;

storage::SubtreeSource subtrees_of(const Reader& store, const LogState& log) {
  return [&store, &log](int level, std::uint64_t index) {
    return log.tree.subtree(store, log.origin, level, index);
  };
}

// As many contents as fit, in the order of their updates; the others are asked for by their ids.
base::Status add_contents(const Reader& store, const LogState& log, std::size_t bytes_max,
                          schema::Chunk& chunk) {
  std::vector<base::Bytes> keys;
  REDNODE_TRY(const auto live,
              live_content_keys(store, log.origin, chunk.updates, log.live == log.size()));
  for (const auto& key : live) {
    if (key.has_value()) keys.push_back(*key);
  }
  REDNODE_TRY(const auto values, store.get_many(storage::Table::kContent, keys));
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!values[i].has_value()) continue;  // dropped by retention, or still wanted here
    bytes += values[i]->size();
    if (bytes > bytes_max) break;
    REDNODE_TRY(const auto id, base::digest_from(keys[i]));
    REDNODE_TRY(auto content, schema::content_from_value(id, *values[i]));
    chunk.contents.push_back(std::move(content));
  }
  return {};
}

// Empty where there is none.
base::Bytes rotation_note(const LogState& log, std::uint64_t size) {
  for (const storage::Rotation& rotation : log.rotations) {
    if (rotation.change.sequence + 1 == size) return rotation.note;
  }
  return {};
}

}  // namespace

base::Result<std::vector<std::optional<base::Bytes>>> live_content_keys(
    const Reader& store, const std::string& origin, std::span<const base::Bytes> updates,
    bool all_live) {
  std::vector<std::optional<base::Bytes>> keys(updates.size());
  std::vector<std::pair<std::size_t, schema::Update>> puts;  // whose records must be looked at
  std::vector<base::Bytes> records;
  for (std::size_t i = 0; i < updates.size(); ++i) {
    auto update = schema::decode_update(updates[i]);
    if (!update.ok() || update->kind != schema::UpdateKind::kPut) continue;
    if (all_live) {
      keys[i] = storage::content_key(update->content_id);
    } else {
      records.push_back(storage::record_key(origin, update->iri));
      puts.emplace_back(i, std::move(*update));
    }
  }
  REDNODE_TRY(const auto values, store.get_many(storage::Table::kRecord, records));
  for (std::size_t i = 0; i < puts.size(); ++i) {
    if (!values[i].has_value()) continue;
    REDNODE_TRY(const auto record, storage::decode_record(*values[i]));
    const auto& [at, update] = puts[i];
    if (!record.live() || record.put_sequence != update.sequence) continue;
    keys[at] = storage::content_key(update.content_id);
  }
  return keys;
}

base::Result<std::vector<base::Digest>> prove_to_held(const Reader& store, const LogState& log,
                                                      std::uint64_t size) {
  return storage::consistency_proof(size, log.held->checkpoint.size, subtrees_of(store, log));
}

base::Result<base::Digest> root_of(const Reader& store, const LogState& log, std::uint64_t size) {
  return storage::root_at(size, subtrees_of(store, log));
}

base::Result<schema::Chunk> serve_range(const Reader& store, const storage::Logs& logs,
                                        const schema::RangeRequest& request) {
  const LogState* log = logs.find(request.origin);
  if (log == nullptr || !log->held.has_value() || request.first >= log->held->checkpoint.size) {
    return base::not_found("this node does not hold update " + std::to_string(request.first) +
                           " of log " + request.origin);
  }
  const std::size_t bytes_max =
      std::clamp<std::size_t>(request.bytes_max, 1, limits::kChunkBytesMax);
  const std::uint64_t count = std::clamp<std::uint64_t>(request.count, 1, limits::kChunkUpdatesMax);
  schema::Chunk chunk;
  chunk.origin = request.origin;
  chunk.first = request.first;
  const std::uint64_t goal = request.up_to == 0 ? log->held->checkpoint.size : request.up_to;
  chunk.checkpoint = request.up_to == 0 ? log->held->bytes() : rotation_note(*log, request.up_to);
  if (chunk.checkpoint.empty() || request.first >= goal) {
    return base::not_found("this node has no checkpoint of log " + request.origin + " at " +
                           std::to_string(request.up_to));
  }
  const std::uint64_t end = std::min(request.first + count, goal);
  std::size_t bytes = 0;
  REDNODE_CHECK(store.scan(storage::Table::kUpdate,
                           storage::update_key(request.origin, request.first),
                           storage::update_key(request.origin, end), [&](auto, auto value) {
                             bytes += value.size();
                             if (!chunk.updates.empty() && bytes > bytes_max) return false;
                             chunk.updates.emplace_back(value);
                             return true;
                           }));
  if (chunk.updates.empty())
    return base::corrupt("updates of log " + request.origin + " are missing");
  if (request.with_contents) REDNODE_CHECK(add_contents(store, *log, bytes_max, chunk));
  REDNODE_TRY(chunk.proof, storage::consistency_proof(chunk.first + chunk.updates.size(), goal,
                                                      subtrees_of(store, *log)));
  return chunk;
}

base::Result<schema::ContentsAnswer> serve_contents(const Reader& store,
                                                    const schema::ContentsRequest& request) {
  schema::ContentsAnswer answer;
  std::vector<base::Bytes> keys;
  for (const auto& id : request.ids) keys.push_back(storage::content_key(id));
  REDNODE_TRY(const auto values, store.get_many(storage::Table::kContent, keys));
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!values[i].has_value()) continue;
    bytes += values[i]->size();
    if (!answer.contents.empty() && bytes > limits::kChunkBytesMax) break;
    REDNODE_TRY(auto content, schema::content_from_value(request.ids[i], *values[i]));
    answer.contents.push_back(std::move(content));
  }
  return answer;
}

base::Result<schema::ProofAnswer> serve_proof(const Reader& store, const storage::Logs& logs,
                                              const schema::ProofRequest& request) {
  const LogState* log = logs.find(request.origin);
  if (log == nullptr || !log->held.has_value() || request.old_size > log->held->checkpoint.size) {
    return base::not_found("this node does not hold log " + request.origin + " up to " +
                           std::to_string(request.old_size));
  }
  schema::ProofAnswer answer;
  answer.origin = request.origin;
  answer.checkpoint = log->held->bytes();
  answer.old_size = request.old_size;
  REDNODE_TRY(answer.old_root, root_of(store, *log, request.old_size));
  REDNODE_TRY(answer.hashes, prove_to_held(store, *log, request.old_size));
  return answer;
}

}  // namespace rednode::peers
