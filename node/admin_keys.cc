// The keys of this node: which signed its log and when, and the change to a new one.

#include "base/log.h"
#include "node/admin_call.h"
#include "node/keyfile.h"

namespace rednode::node {
namespace {

base::Result<std::string> vkey_of(const std::string& origin, const base::SigningKey& key) {
  REDNODE_TRY(const auto verifier, schema::NoteVerifier::create(
                                       origin, schema::SignatureType::kEd25519, key.public_key()));
  return verifier.vkey();
}

base::Result<peers::LogReport> own_log(const AdminContext& context) {
  REDNODE_TRY(const auto report, context.loop.report());
  for (const auto& log : report.logs) {
    if (log.own) return log;
  }
  return base::not_found("this node has no log yet");
}

Json time_or_null(std::optional<std::int64_t> ms) {
  return ms.has_value() ? Json(base::to_rfc3339(base::UnixTime::from_milliseconds(*ms)))
                        : Json(nullptr);
}

// The file of each key of the folder, by verifier key.
base::Result<std::map<std::string, std::string>> key_files(const AdminContext& context) {
  const std::string& origin = context.config.origin;
  REDNODE_TRY(const auto keys, read_keys(context.config.keys_directory));
  std::map<std::string, std::string> files;
  REDNODE_TRY(const auto current, vkey_of(origin, keys.log));
  files[current] = "log.key";
  for (const auto& key : keys.other_logs) {
    REDNODE_TRY(const auto vkey, vkey_of(origin, key));
    files.try_emplace(vkey, other_log_file(key.public_key()));
  }
  return files;
}

}  // namespace

base::Result<OpResult> op_key_list(const AdminCall& call) {
  AdminContext& c = call.context;
  const std::lock_guard lock(c.keys_mutex);
  REDNODE_TRY(auto files, key_files(c));
  REDNODE_TRY(const auto log, own_log(c));
  const std::int64_t now_ms = c.clock.now().wall.milliseconds();
  const std::int64_t overlap_ms = c.config.key_overlap_days * 86'400'000;
  const auto tell = [&](const std::string& vkey, const char* state,
                        std::optional<std::int64_t> from, std::optional<std::int64_t> until) {
    const auto file = files.find(vkey);
    Json json = {{"key", vkey},
                 {"state", state},
                 {"since", time_or_null(from)},
                 {"signs_until", time_or_null(until)},
                 {"file", file == files.end() ? Json(nullptr) : Json(file->second)}};
    if (file != files.end()) files.erase(file);
    return call.item(std::move(json));
  };
  std::optional<std::int64_t> from;
  for (const storage::Rotation& rotation : log.rotations) {
    const std::int64_t until = rotation.time_ms + overlap_ms;
    const bool last = &rotation == &log.rotations.back();
    REDNODE_CHECK(tell(rotation.change.old_key, last && now_ms < until ? "overlaps" : "retired",
                       from, until));
    from = rotation.time_ms;
  }
  const std::string current =
      log.rotations.empty() ? std::string() : log.rotations.back().change.new_key;
  const auto in_file = std::find_if(files.begin(), files.end(),
                                    [](const auto& item) { return item.second == "log.key"; });
  if (!current.empty()) {
    REDNODE_CHECK(tell(current, files.contains(current) ? "signs" : "missing", from, std::nullopt));
  } else if (in_file != files.end()) {
    REDNODE_CHECK(tell(std::string(in_file->first), "signs", from, std::nullopt));
  }
  const auto unused = files;
  for (const auto& [vkey, file] : unused) {
    REDNODE_CHECK(tell(vkey, "unused", std::nullopt, std::nullopt));
  }
  return OpResult{{{"overlap_days", c.config.key_overlap_days}}, {}};
}

base::Result<OpResult> op_key_rotate(const AdminCall& call) {
  AdminContext& c = call.context;
  const std::lock_guard lock(c.keys_mutex);
  REDNODE_TRY(const auto reason, call.text_or("reason", {}));
  REDNODE_TRY(auto next, base::SigningKey::generate());
  // On disk before anything is signed that only this key can continue.
  REDNODE_CHECK(add_log_key(c.config.keys_directory, next));
  const auto done = c.loop.call(peers::RotateKey{next, reason});
  const bool refused = done.ok() && done->status.ok() && !done->outcomes.empty() &&
                       done->outcomes[0].kind != peers::ChangeOutcome::Kind::kAppended;
  if (done.ok() && (!done->status.ok() || refused)) {
    // Where it cannot be taken away, it stays as a key that never signed.
    static_cast<void>(drop_log_key(c.config.keys_directory, next.public_key()));
    if (!done->status.ok()) return done->status.error();
    return base::conflict(done->outcomes[0].message);
  }
  // Where the daemon ended meanwhile, the key may be in the log: its file stays.
  if (!done.ok()) return done.error();
  REDNODE_CHECK(promote_log_key(c.config.keys_directory, next));
  REDNODE_TRY(const auto vkey, vkey_of(c.config.origin, next));
  c.logger.info("key-rotated", {{"key", vkey}});
  const std::int64_t until_ms =
      c.clock.now().wall.milliseconds() + c.config.key_overlap_days * 86'400'000;
  return OpResult{
      {{"key", vkey},
       {"sequence", done->outcomes.at(0).sequence},
       {"overlap_until", base::to_rfc3339(base::UnixTime::from_milliseconds(until_ms))}},
      {}};
}

}  // namespace rednode::node
