// redctl log verify: recomputes a log from its octets, and checks every signature with the keys
// that this node knows. Nothing that the daemon computed is believed.

#include "base/log.h"
#include "node/ctl/certificate_check.h"
#include "node/ctl/check_list.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/known_keys.h"
#include "node/ctl/progress.h"
#include "node/ctl/text_file.h"
#include "node/ctl/units.h"
#include "peers/evidence.h"
#include "schema/checkpoint.h"
#include "schema/update.h"
#include "storage/logs.h"
#include "storage/tree.h"

namespace rednode::node {
namespace {

using Verdict = CheckList::Verdict;

constexpr const char* kCertificateTitle = "rednode-certificate/v1\n";
constexpr const char* kEvidenceTitle = "rednode-evidence/v1\n";
constexpr std::size_t kFileBytesMax = 8 << 20;

// The line at `index`, from 0.
std::string line_of(const std::string& text, std::size_t index) {
  std::size_t at = 0;
  for (; index > 0 && at < text.size(); --index)
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return text.substr(at, text.find('\n', at) - at);
}

// Every cosignature of the note by somebody whose card is here. Those of others are said, not
// judged.
void check_cosignatures(const KnownKeys& keys, const schema::SignedCheckpoint& checkpoint,
                        CheckList& checks) {
  for (const schema::NoteSignature& signature : checkpoint.note.signatures) {
    const std::string& name = signature.name;
    const auto log_key = keys.log_key(name);
    const auto cosign_key = keys.cosign_key(name);
    if (log_key.has_value() && signature.key_id == log_key->key_id() &&
        name == checkpoint.checkpoint.origin) {
      continue;  // the origin's own, checked before
    }
    const std::string check = "cosignature of " + name;
    if (!cosign_key.has_value() || signature.key_id != cosign_key->key_id()) {
      checks.add(Verdict::kNotChecked, check, "no card with this key is here");
      continue;
    }
    const auto time = schema::cosigned_at(checkpoint, *cosign_key);
    if (time.ok()) {
      checks.fits(check, "signed at " + base::to_rfc3339({*time * 1'000'000}));
    } else {
      checks.wrong(check, time.error().message);
    }
  }
}

base::Result<schema::SignedCheckpoint> open_note(const std::string& bytes,
                                                 const schema::LogKeys& keys) {
  REDNODE_TRY(const auto note, schema::parse_note(bytes));
  REDNODE_TRY(const auto checkpoint, schema::parse_checkpoint_text(note.text));
  return schema::open_checkpoint(bytes, keys.signer(checkpoint.size));
}

// The checkpoint where the origin's signature is good. `changes`: of the log's key, as its entries
// say; where there are none, those that the card knows.
std::optional<schema::SignedCheckpoint> check_note(const KnownKeys& keys, const std::string& origin,
                                                   const std::string& note,
                                                   const std::vector<schema::KeyChange>& changes,
                                                   CheckList& checks) {
  const std::string check = "signature of " + origin;
  const auto key = keys.log_key(origin);
  if (!key.has_value()) {
    checks.wrong(check, "no key of " + origin + " is known here" +
                            (keys.problem().empty() ? "" : " (" + keys.problem() + ")") +
                            ": add its peer card first");
    return std::nullopt;
  }
  auto checkpoint =
      open_note(note, changes.empty() ? *keys.keys(origin) : schema::LogKeys(*key, changes));
  if (!checkpoint.ok()) {
    checks.wrong(check, checkpoint.error().message);
    return std::nullopt;
  }
  checks.fits(check, "size " + std::to_string(checkpoint->checkpoint.size) + ", root " +
                         base::to_base64(checkpoint->checkpoint.root.view()));
  check_cosignatures(keys, *checkpoint, checks);
  return std::move(*checkpoint);
}

// What the octets of the entries say, recomputed.
class LogReading {
 public:
  explicit LogReading(std::string origin) { keys_.origin = std::move(origin); }

  void add(base::BytesView bytes) {
    tree_.append(storage::leaf_hash(bytes));
    const std::uint64_t position = entries_++;
    const auto update = schema::decode_update(bytes);
    if (!update.ok()) {
      ++unknown_;
      return;
    }
    if (update->sequence != position && sequence_fault_.empty()) {
      sequence_fault_ = "entry " + std::to_string(position) + " says that it is number " +
                        std::to_string(update->sequence);
    }
    if (update->time_ms < time_ms_ && time_fault_.empty()) {
      time_fault_ = "entry " + std::to_string(position) + " is older than the one before it";
    }
    time_ms_ = update->time_ms;
    if (update->sequence == position) storage::apply_rotation(keys_, *update);
  }

  // Of the log's key.
  std::vector<schema::KeyChange> changes() const {
    std::vector<schema::KeyChange> changes;
    for (const storage::Rotation& r : keys_.rotations) {
      changes.push_back({r.sequence, r.old_key, r.new_key});
    }
    return changes;
  }

  void judge(const schema::Checkpoint& checkpoint, CheckList& checks) const {
    report(checks, "sequences", sequence_fault_, "contiguous, 0 to " + last());
    report(checks, "times", time_fault_, "never go back");
    if (unknown_ > 0) {
      checks.add(
          Verdict::kNotChecked, "entries",
          plural(unknown_, "entry", "entries") + " of a kind that this version does not know");
    }
    const std::string size = "the entries are " + std::to_string(entries_) +
                             ", the checkpoint says " + std::to_string(checkpoint.size);
    report(checks, "size", entries_ == checkpoint.size ? "" : size,
           count_text(entries_) + " entries");
    const std::string root = base::to_base64(tree_.root().view());
    report(checks, "root",
           tree_.root() == checkpoint.root ? ""
                                           : "recomputed " + root + ", which is not the signed one",
           "recomputed from the entries, equals the signed one");
  }

  std::uint64_t entries() const { return entries_; }

 private:
  static void report(CheckList& checks, const std::string& check, const std::string& fault,
                     const std::string& good) {
    if (fault.empty()) return checks.fits(check, good);
    checks.wrong(check, fault);
  }
  std::string last() const { return entries_ == 0 ? "none" : std::to_string(entries_ - 1); }

  storage::Frontier tree_;
  storage::LogState keys_;  // only what the entries say of keys
  std::uint64_t entries_ = 0;
  std::uint64_t unknown_ = 0;
  std::int64_t time_ms_ = INT64_MIN;
  std::string sequence_fault_;
  std::string time_fault_;
};

base::Result<LogReading> read_log(Context& context, AdminClient& daemon, const std::string& origin,
                                  std::uint64_t size) {
  LogReading reading(origin);
  Progress progress(context.clock, context.out.error_stream());
  progress.start("verifying " + origin, false, size);
  REDNODE_TRY(
      const auto answer,
      daemon.call("log_list", {{"origin", origin}, {"first", 0u}, {"count", size}, {"raw", true}},
                  {}, [&](const Json&, base::Bytes&& bytes) -> base::Status {
                    reading.add(bytes);
                    progress.update(reading.entries(), 0);
                    return {};
                  }));
  return reading;
}

base::Result<Exit> verify_log(Context& context, const Config& config, AdminClient& daemon,
                              const std::string& origin) {
  const KnownKeys keys = KnownKeys::load(config);
  REDNODE_TRY(const auto head, daemon.call("log_head", {{"origin", origin}}));
  CheckList checks(context.out);
  const std::string note = text_member(head.ok, "note");
  if (note.empty()) {
    checks.add(Verdict::kNotChecked, "checkpoint", "the log of " + origin + " is empty");
    return checks.finish({{"origin", origin}});
  }
  // The entries first: they say which key must have signed. They are believed if the root is right.
  REDNODE_TRY(const auto parsed, schema::parse_note(note));
  REDNODE_TRY(const auto claimed, schema::parse_checkpoint_text(parsed.text));
  REDNODE_TRY(const auto reading, read_log(context, daemon, origin, claimed.size));
  const auto checkpoint = check_note(keys, origin, note, reading.changes(), checks);
  if (checkpoint.has_value()) reading.judge(checkpoint->checkpoint, checks);
  if (flag_member(head.ok, "contradicted")) {
    checks.wrong("one history", origin + " signed two: redctl log head shows the evidence");
  } else {
    checks.fits("one history", "no contradiction is known here");
  }
  return checks.finish({{"origin", origin}});
}

void check_evidence(const KnownKeys& keys, const std::string& text, CheckList& checks) {
  const std::string origin = line_of(text, 1);
  const auto key = keys.log_key(origin);
  if (!key.has_value()) {
    return checks.wrong("evidence",
                        "no key of " + origin + " is known here: add its peer card first");
  }
  const auto evidence = peers::open_evidence(text, *keys.keys(origin));
  if (!evidence.ok()) return checks.wrong("evidence", evidence.error().message);
  checks.fits("evidence", "it proves that " + origin + " signed two histories, of " +
                              std::to_string(evidence->first.checkpoint.size) + " and " +
                              std::to_string(evidence->second.checkpoint.size) + " entries");
}

}  // namespace

Exit run_log_verify(Context& context, const std::string& origin, const std::string& file) {
  if (file.empty()) {
    return run_with_daemon(context, [&](const Config& config, AdminClient& daemon) {
      return verify_log(context, config, daemon, origin.empty() ? config.origin : origin);
    });
  }
  return run_plain(context, [&]() -> base::Result<Exit> {
    REDNODE_TRY(const auto config, load_config(context));
    REDNODE_TRY(const auto text, read_text_file(file, kFileBytesMax));
    const KnownKeys keys = KnownKeys::load(config);
    CheckList checks(context.out);
    if (text.rfind(kEvidenceTitle, 0) == 0) {
      check_evidence(keys, text, checks);
    } else if (text.rfind(kCertificateTitle, 0) == 0) {
      check_certificate(keys, text, checks);
    } else {
      REDNODE_TRY(const auto note, schema::parse_note(text));
      check_note(keys, origin.empty() ? line_of(note.text, 0) : origin, text, {}, checks);
    }
    return checks.finish({{"file", file}});
  });
}

}  // namespace rednode::node
