#include <map>

#include "base/limits.h"
#include "catalogue/categories.h"
#include "node/admin_call.h"
#include "storage/logs.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;

base::Result<schema::UpdateKind> kind_of(const Json& change) {
  static const std::map<std::string, schema::UpdateKind> kKinds = {
      {"put", schema::UpdateKind::kPut},
      {"judge", schema::UpdateKind::kPut},
      {"withdraw", schema::UpdateKind::kWithdraw},
      {"confirm", schema::UpdateKind::kConfirm}};
  const Json name = change.value("kind", Json("put"));
  const auto kind = name.is_string() ? kKinds.find(name.get<std::string>()) : kKinds.end();
  if (kind == kKinds.end()) return base::invalid("a change has a kind that is not known");
  return kind->second;
}

std::string text_of(const Json& change, const char* member) {
  const auto at = change.find(member);
  return at != change.end() && at->is_string() ? at->get<std::string>() : std::string();
}

bool only_judges(const Json& change) {
  return text_of(change, "kind") == "judge";
}

base::Status take_judged(const Json& json, peers::Change& change) {
  const auto octets = base::from_hex(text_of(json, "content_id"));
  const auto id = octets.ok() ? base::digest_from(*octets) : octets.error();
  if (!id.ok()) return base::invalid("a judge must name the content that it judged: content_id");
  change.judged = *id;
  return {};
}

// Takes the change's content off the front of the blob. Packing it here, on the connection's
// thread, leaves the engine's thread to the log.
base::Status take_content(const Json& json, base::BytesView& blob, peers::Change& change) {
  const auto bytes = json.find("bytes");
  if (bytes == json.end() || !bytes->is_number_unsigned()) {
    return base::invalid("a put must say how many bytes its content has");
  }
  const auto size = bytes->get<std::uint64_t>();
  if (size == 0 || size > limits::kContentBytesMax) {
    return base::invalid("the content of " + change.iri + " has " + std::to_string(size) +
                         " octets; a record has between 1 and " +
                         std::to_string(limits::kContentBytesMax));
  }
  if (size > blob.size()) return base::invalid("the blob is shorter than the changes say");
  change.categories =
      catalogue::health_categories(blob.substr(0, size), change.iri, limits::kCategoriesMax);
  change.content = schema::pack_content(blob.substr(0, size));
  blob.remove_prefix(size);
  return {};
}

base::Result<schema::Verdict> verdict_of(const Json& json) {
  const std::string name = text_of(json, "verdict");
  if (name.empty()) return schema::Verdict::kNotJudged;
  for (auto verdict :
       {schema::Verdict::kNotJudged, schema::Verdict::kConforms, schema::Verdict::kWarnings,
        schema::Verdict::kViolations, schema::Verdict::kPendingHdab}) {
    if (name == schema::verdict_name(verdict)) return verdict;
  }
  return base::invalid("the verdict \"" + name + "\" of a change is none that is known");
}

base::Result<peers::Submit> submit_from(const AdminCall& call) {
  peers::Submit submit;
  REDNODE_TRY(submit.cosign_now, call.flag("cosign_now"));
  const auto changes = call.request.find("changes");
  if (changes == call.request.end() || !changes->is_array() ||
      changes->size() > limits::kChangesPerCommand) {
    return base::invalid("\"changes\" must be a list of at most " +
                         std::to_string(limits::kChangesPerCommand));
  }
  base::BytesView blob = call.blob;
  for (const Json& json : *changes) {
    if (!json.is_object()) return base::invalid("a change is a JSON object");
    peers::Change change;
    REDNODE_TRY(change.kind, kind_of(json));
    change.iri = text_of(json, "iri");
    change.reason = text_of(json, "reason");
    change.profile = text_of(json, "profile");
    change.erase = change.kind == schema::UpdateKind::kWithdraw && json.value("erase", false);
    REDNODE_TRY(change.verdict, verdict_of(json));
    if (only_judges(json)) {
      REDNODE_CHECK(take_judged(json, change));
    } else if (change.kind == schema::UpdateKind::kPut) {
      REDNODE_CHECK(take_content(json, blob, change));
    }
    submit.changes.push_back(std::move(change));
  }
  if (!blob.empty()) return base::invalid("the blob is longer than the changes say");
  return submit;
}

// How a change of a submission was judged.
struct Asked {
  std::string profile;  // empty: it was not
  schema::Verdict verdict;
};

std::vector<Asked> asked_of(const peers::Submit& submit) {
  std::vector<Asked> asked;
  asked.reserve(submit.changes.size());
  for (const peers::Change& change : submit.changes) {
    asked.push_back({change.profile, change.verdict});
  }
  return asked;
}

// Whether a record that stays as it is was judged otherwise than this import did.
bool is_judged_otherwise(const AdminCall& call, const Asked& asked,
                         const peers::ChangeOutcome& outcome) {
  if (asked.profile.empty()) return false;
  const auto bytes =
      storage::read_update(call.context.store, call.context.config.origin, outcome.sequence);
  const auto update = bytes.ok() ? schema::decode_update(*bytes) : bytes.error();
  return update.ok() && update->kind == schema::UpdateKind::kPut &&
         (update->profile != asked.profile || update->verdict != asked.verdict);
}

Json outcome_json(const peers::ChangeOutcome& outcome) {
  using Kind = peers::ChangeOutcome::Kind;
  if (outcome.kind == Kind::kRefused) return {{"kind", "refused"}, {"message", outcome.message}};
  return {{"kind", outcome.kind == Kind::kAppended ? "appended" : "unchanged"},
          {"sequence", outcome.sequence}};
}

}  // namespace

base::Result<OpResult> op_submit(const AdminCall& call) {
  REDNODE_TRY(auto submit, submit_from(call));
  const std::vector<Asked> asked = asked_of(submit);
  REDNODE_TRY(const auto done, call.context.loop.call(std::move(submit)));
  REDNODE_CHECK(done.status);
  OpResult result;
  result.ok["outcomes"] = Json::array();
  for (std::size_t i = 0; i < done.outcomes.size(); ++i) {
    const peers::ChangeOutcome& outcome = done.outcomes[i];
    Json json = outcome_json(outcome);
    if (outcome.kind == peers::ChangeOutcome::Kind::kUnchanged &&
        is_judged_otherwise(call, asked[i], outcome)) {
      json["judged_otherwise"] = true;
    }
    result.ok["outcomes"].push_back(std::move(json));
  }
  if (done.checkpoint.has_value()) {
    result.ok["checkpoint"] = {{"origin", done.checkpoint->origin},
                               {"size", done.checkpoint->size},
                               {"root", base::to_base64(done.checkpoint->root.view())}};
  }
  return result;
}

base::Result<OpResult> op_await(const AdminCall& call) {
  constexpr std::uint64_t kTimeoutMax = 3'600;
  peers::Await await;
  REDNODE_TRY(await.origin, call.text_or("origin", ""));
  REDNODE_TRY(await.size, call.number_or("size", 0));
  REDNODE_TRY(await.count, call.number_or("count", 1));
  REDNODE_TRY(const auto seconds, call.number_or("timeout_seconds", 30));
  await.timeout = std::chrono::seconds(std::min(seconds, kTimeoutMax));
  REDNODE_TRY(const auto done, call.context.loop.call(await));
  if (!done.status.ok()) {
    auto error = done.status.error();
    for (const auto& holder : done.holders) error.message += " " + holder;
    return error;
  }
  return OpResult{{{"holders", done.holders}}, {}};
}

}  // namespace rednode::node
