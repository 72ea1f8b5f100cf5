// redctl bundle verify and card: what is in an offline bundle, and what of it is proved. Without a
// daemon.

#include <array>
#include <map>
#include <set>

#include "base/log.h"
#include "node/card.h"
#include "node/ctl/bundle_file.h"
#include "node/ctl/check_list.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/known_keys.h"
#include "node/ctl/progress.h"
#include "node/ctl/units.h"
#include "peers/verify.h"

namespace rednode::node {
namespace {

using Verdict = CheckList::Verdict;

// One log of the bundle, verified piece by piece.
class BundledLog {
 public:
  // The key of the origin that is trusted, and all keys that are known of it.
  BundledLog(schema::NoteVerifier card, schema::LogKeys keys)
      : card_(std::move(card)), known_(std::move(keys)), learned_(card_) {
    log_.origin = card_.name();
  }

  // The first piece that does not verify is what the log is said to suffer from.
  void take(schema::Chunk chunk) {
    if (!fault_.ok()) return;
    fault_ = verify(chunk);
  }

  void judge(const std::string& origin, CheckList& checks) const {
    const std::string check = "log of " + origin;
    if (!fault_.ok()) {
      return checks.wrong(check, "after " + plural(log_.size(), "good entry", "good entries") +
                                     ": " + fault_.error().message);
    }
    if (log_.size() != checkpoint_.size) {
      return checks.wrong(check, "it ends at " + std::to_string(log_.size()) + " of the " +
                                     std::to_string(checkpoint_.size) + " that were signed");
    }
    checks.fits(check,
                plural(log_.size(), "entry", "entries") + ", signed by " + origin +
                    (signed_at_.has_value()
                         ? " at " + base::to_rfc3339(base::UnixTime::from_seconds(*signed_at_))
                         : ", and it does not say when"));
    const std::string contents = count_text(live_.size() - missing()) + " of " +
                                 plural(live_.size(), "live record") + " have their content";
    checks.add(missing() == 0 ? Verdict::kFits : Verdict::kNotChecked, "contents of " + origin,
               contents);
  }

 private:
  // What the card says of the keys, and what the log has said so far.
  std::array<const schema::LogKeys*, 2> all_keys() const { return {&known_, &learned_}; }

  base::Result<schema::SignedCheckpoint> open(schema::Chunk& chunk) const {
    for (const schema::LogKeys* keys : all_keys()) {
      peers::choose_checkpoint(chunk, *keys);
      auto opened = schema::open_checkpoint(chunk.checkpoint, *keys);
      if (opened.ok() || keys == &learned_) return opened;
    }
    return base::unauthorised("no key signed it");
  }

  base::Status verify(schema::Chunk& chunk) {
    REDNODE_TRY(const auto opened, open(chunk));
    checkpoint_ = opened.checkpoint;
    for (const schema::LogKeys* keys : all_keys()) {
      const auto time = schema::cosigned_at(opened, keys->latest_cosigner());
      if (time.ok()) signed_at_ = *time;
    }
    storage::LogTree& tree = log_.tree;
    if (chunk.first != tree.size()) {
      return base::invalid("a piece begins at " + std::to_string(chunk.first));
    }
    if (chunk.updates.empty()) {
      if (tree.size() == checkpoint_.size && tree.root() == checkpoint_.root) return {};
      return base::conflict("its last checkpoint is of another log");
    }
    const schema::Chunk* const piece = &chunk;
    REDNODE_TRY(const auto run, peers::verify_run({&piece, 1}, checkpoint_, tree));
    for (const auto* content : run.contents) contents_.insert(content->id);
    for (const auto& entry : run.entries) {
      if (entry.update.has_value() && entry.update->sequence == tree.size()) fold(*entry.update);
      tree.append(entry.leaf, {});
    }
    return {};
  }

  void fold(const schema::Update& update) {
    if (update.kind == schema::UpdateKind::kPut) live_[update.iri] = update.content_id;
    if (update.kind == schema::UpdateKind::kWithdraw) live_.erase(update.iri);
    if (storage::apply_rotation(log_, update)) learned_ = storage::keys_of(log_, card_);
  }

  std::size_t missing() const {
    std::size_t count = 0;
    for (const auto& [iri, id] : live_) count += contents_.contains(id) ? 0 : 1;
    return count;
  }

  const schema::NoteVerifier card_;
  const schema::LogKeys known_;
  schema::LogKeys learned_;
  base::Status fault_;
  storage::LogState log_;  // its tree, and the changes of its key
  schema::Checkpoint checkpoint_;
  std::optional<std::int64_t> signed_at_;
  std::map<std::string, base::Digest> live_;  // what their records are now
  std::set<base::Digest> contents_;           // that came, and are what their ids say
};

base::Result<Exit> verify_bundle(Context& context, const BundleVerifyOptions& options) {
  REDNODE_TRY(const auto keys,
              KnownKeys::given_or_configured(context, options.keys, options.cards));
  const BundleFile file(options.file);
  CheckList checks(context.out);
  std::map<std::string, std::optional<BundledLog>> logs;  // nothing where no key is known
  Json cards = Json::array();
  std::uint64_t bytes = 0;
  Progress progress(context.clock, context.out.error_stream());
  progress.start("verifying", true, file.bytes());
  peers::BundleReader::Visitor visitor;
  visitor.card = [&](base::BytesView text) -> base::Status {
    REDNODE_TRY(const auto card, parse_card(std::string(text)));
    cards.push_back({{"origin", card.peer.origin}, {"fingerprint", card.fingerprint}});
    return {};
  };
  visitor.chunk = [&](schema::Chunk chunk, base::BytesView frame) -> base::Status {
    const auto [at, added] = logs.try_emplace(chunk.origin);
    if (added) {
      const auto card = keys.log_key(chunk.origin);
      if (card.has_value()) at->second.emplace(*card, *keys.keys(chunk.origin));
    }
    if (at->second.has_value()) at->second->take(std::move(chunk));
    progress.update(bytes += frame.size(), 0);
    return {};
  };
  const auto read = file.read(visitor);
  progress.clear();
  if (read.ok()) {
    checks.fits("digest", "the file is whole");
  } else {
    checks.wrong("file", read.error().message);
  }
  for (const Json& card : cards) {
    checks.add(Verdict::kNotChecked, "card of " + text_member(card, "origin"),
               "fingerprint " + text_member(card, "fingerprint") +
                   ": compare it over the telephone before adding it");
  }
  for (const auto& [origin, log] : logs) {
    if (log.has_value()) {
      log->judge(origin, checks);
    } else {
      checks.wrong("log of " + origin, keys.keys_of(origin).error().message);
    }
  }
  return checks.finish({{"file", options.file}, {"cards", cards}});
}

base::Result<Exit> print_card(Context& context, const BundleCardOptions& options) {
  std::string found;
  peers::BundleReader::Visitor visitor;
  visitor.card = [&](base::BytesView text) -> base::Status {
    REDNODE_TRY(const auto card, parse_card(std::string(text)));
    if (card.peer.origin == options.origin) found = text;
    return {};
  };
  visitor.chunk = [](const schema::Chunk&, base::BytesView) { return base::Status(); };
  REDNODE_CHECK(BundleFile(options.file).read(visitor));
  if (found.empty()) {
    return base::not_found(options.file + " has no card of " + options.origin);
  }
  if (context.out.is_table()) {
    context.out.text(found);
  } else {
    context.out.document({{"origin", options.origin}, {"card", found}});
  }
  return Exit::kDone;
}

}  // namespace

Exit run_bundle_verify(Context& context, const BundleVerifyOptions& options) {
  return run_plain(context, [&] { return verify_bundle(context, options); });
}

Exit run_bundle_card(Context& context, const BundleCardOptions& options) {
  return run_plain(context, [&] { return print_card(context, options); });
}

}  // namespace rednode::node
