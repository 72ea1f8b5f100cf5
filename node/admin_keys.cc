// The keys of this node: which signed its log and when, and the change to a new one.

#include <utility>

#include "base/log.h"
#include "node/admin_call.h"
#include "node/admin_key_making.h"
#include "node/keyfile.h"

namespace rednode::node {
namespace {

base::Result<std::string> vkey_of(const std::string& origin, const base::PublicKey& key) {
  REDNODE_TRY(const auto verifier,
              schema::NoteVerifier::create(origin, schema::SignatureType::kEd25519, key));
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

Json day_or_null(std::optional<base::UnixTime> day) {
  return day.has_value() ? Json(base::to_rfc3339(*day)) : Json(nullptr);
}

using FilesByKey = std::map<std::string, KeyFile>;

// The files of the log keys, by verifier key.
base::Result<FilesByKey> log_key_files(const std::string& origin,
                                       const std::vector<KeyFile>& files) {
  FilesByKey by_key;
  for (const KeyFile& file : files) {
    if (file.kind != KeyKind::kLog) continue;
    REDNODE_TRY(const auto vkey, vkey_of(origin, file.key));
    by_key.try_emplace(vkey, file);  // log.key comes first
  }
  return by_key;
}

Json transport_json(const std::vector<KeyFile>& files) {
  Json list = Json::array();
  for (const KeyFile& file : files) {
    if (file.kind != KeyKind::kTransport) continue;
    list.push_back({{"key", peers::to_z85(file.key)},
                    {"state", file.name == "curve.key" ? "transport" : "next"},
                    {"file", file.name},
                    {"sealed", file.sealed},
                    {"expires", day_or_null(file.expires)}});
  }
  return list;
}

}  // namespace

base::Result<OpResult> op_key_list(const AdminCall& call) {
  AdminContext& c = call.context;
  const std::lock_guard lock(c.keys_mutex);
  REDNODE_TRY(const auto folder, list_keys(c.config.keys_directory));
  REDNODE_TRY(auto files, log_key_files(c.config.origin, folder));
  REDNODE_TRY(const auto log, own_log(c));
  const std::int64_t now_ms = c.clock.now().wall.milliseconds();
  const std::int64_t overlap_ms = c.config.key_overlap_days * 86'400'000;
  const auto tell = [&](const std::string& vkey, const char* state,
                        std::optional<std::int64_t> from, std::optional<std::int64_t> until) {
    Json json = {{"key", vkey},
                 {"state", state},
                 {"since", time_or_null(from)},
                 {"signs_until", time_or_null(until)},
                 {"file", nullptr},
                 {"sealed", nullptr},
                 {"expires", nullptr}};
    if (const auto file = files.find(vkey); file != files.end()) {
      json["file"] = file->second.name;
      json["sealed"] = file->second.sealed;
      json["expires"] = day_or_null(file->second.expires);
      files.erase(file);
    }
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
                                    [](const auto& item) { return item.second.name == "log.key"; });
  if (!current.empty()) {
    REDNODE_CHECK(tell(current, files.contains(current) ? "signs" : "missing", from, std::nullopt));
  } else if (in_file != files.end()) {
    REDNODE_CHECK(tell(std::string(in_file->first), "signs", from, std::nullopt));
  }
  const auto unused = files;
  for (const auto& [vkey, file] : unused) {
    REDNODE_CHECK(tell(vkey, "unused", std::nullopt, std::nullopt));
  }
  return OpResult{
      {{"overlap_days", c.config.key_overlap_days}, {"transport", transport_json(folder)}}, {}};
}

base::Result<OpResult> op_key_rotate(const AdminCall& call) {
  AdminContext& c = call.context;
  const std::lock_guard lock(c.keys_mutex);
  REDNODE_TRY(const auto reason, call.text_or("reason", {}));
  REDNODE_TRY(const auto expires, asked_key_day(call));
  REDNODE_TRY(auto next, base::SigningKey::generate());
  REDNODE_TRY(const auto making, making_like_the_present(c, expires));
  // On disk before anything is signed that only this key can continue.
  REDNODE_CHECK(add_log_key(c.config.keys_directory, next, making));
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
  c.keys.other_logs.push_back(std::exchange(c.keys.log, next));
  REDNODE_TRY(const auto vkey, vkey_of(c.config.origin, next.public_key()));
  c.logger.info("key-rotated", {{"key", vkey}});
  const std::int64_t until_ms =
      c.clock.now().wall.milliseconds() + c.config.key_overlap_days * 86'400'000;
  return OpResult{
      {{"key", vkey},
       {"sequence", done->outcomes.at(0).sequence},
       {"expires", day_or_null(expires)},
       {"overlap_until", base::to_rfc3339(base::UnixTime::from_milliseconds(until_ms))}},
      {}};
}

}  // namespace rednode::node
