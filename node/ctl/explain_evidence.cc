#include "node/ctl/explain_evidence.h"

#include "base/digest.h"
#include "catalogue/ntriples.h"
#include "schema/checkpoint.h"

namespace rednode::node {
namespace {

Json update_at(const std::vector<Json>& updates, std::uint64_t sequence) {
  for (const Json& update : updates) {
    if (number_member(update, "sequence") == sequence) return update;
  }
  return nullptr;
}

class Gathering {
 public:
  Gathering(AdminClient& daemon, const KnownKeys& keys, const std::string& iri)
      : daemon_(daemon), keys_(keys), iri_(iri) {}

  base::Result<RecordEvidence> run(const std::string& origin) {
    REDNODE_CHECK(find_record(origin));
    REDNODE_CHECK(find_quarantine());
    if (evidence_.record.is_null()) return std::move(evidence_);
    REDNODE_CHECK(read_history());
    REDNODE_CHECK(read_log());
    REDNODE_CHECK(read_content());
    REDNODE_CHECK(find_related());
    return std::move(evidence_);
  }

 private:
  Json members() const { return {{"iri", iri_}, {"origin", evidence_.origin}}; }

  base::Status find_record(const std::string& origin) {
    Json members = {{"iri", iri_}, {"state_only", true}};
    if (!origin.empty()) members["origin"] = origin;
    const auto answer = daemon_.call("record", std::move(members));
    if (answer.ok()) {
      evidence_.record = answer->ok;
      evidence_.origin = text_member(answer->ok, "origin");
      return {};
    }
    return answer.error().code == base::Code::kNotFound ? base::Status()
                                                        : base::Status(answer.error());
  }

  base::Status find_quarantine() {
    const auto answer = daemon_.call("quarantine_list", {{"record", iri_}}, {},
                                     [this](const Json& entry, base::Bytes&&) -> base::Status {
                                       evidence_.quarantine.push_back(entry);
                                       return {};
                                     });
    return answer.ok() ? base::Status() : base::Status(answer.error());
  }

  base::Status read_history() {
    const auto answer = daemon_.call("history", members(), {},
                                     [this](const Json& update, base::Bytes&&) -> base::Status {
                                       evidence_.updates.push_back(update);
                                       return {};
                                     });
    return answer.ok() ? base::Status() : base::Status(answer.error());
  }

  // What was signed is read out of the note, and not believed of the daemon.
  base::Status read_log() {
    REDNODE_TRY(const auto head, daemon_.call("log_head", {{"origin", evidence_.origin}}));
    const std::uint64_t sequence = number_member(evidence_.record, "sequence");
    Json held_by = Json::array();
    for (Json holder : list_member(head.ok, "held_by")) {
      holder["covers_update"] = number_member(holder, "size") > sequence;
      held_by.push_back(std::move(holder));
    }
    evidence_.log = {{"origin", evidence_.origin},
                     {"state", text_member(head.ok, "state", "unknown")},
                     {"signed", head.ok.value("signed", Json())},
                     {"size", nullptr},
                     {"root", nullptr},
                     {"covers_update", nullptr},
                     {"signature", "there is no checkpoint yet"},
                     {"held_by", std::move(held_by)},
                     {"contradicted", flag_member(head.ok, "contradicted")}};
    const std::string note = text_member(head.ok, "note");
    if (note.empty()) return {};
    const auto parsed = schema::parse_note(note);
    if (!parsed.ok()) return parsed.error();
    REDNODE_TRY(const auto checkpoint, schema::parse_checkpoint_text(parsed->text));
    evidence_.log["size"] = checkpoint.size;
    evidence_.log["root"] = base::to_base64(checkpoint.root.view());
    evidence_.log["covers_update"] = checkpoint.size > sequence;
    evidence_.log["signature"] = signature_text(note);
    return {};
  }

  std::string signature_text(const std::string& note) const {
    const auto key = keys_.keys(evidence_.origin);
    if (!key.has_value()) return "not checked: no card of " + evidence_.origin + " is here";
    const auto opened = schema::open_checkpoint(note, *key);
    return opened.ok() ? "good" : "WRONG: " + opened.error().message;
  }

  base::Status read_content() {
    Json members = this->members();
    members["any_age"] = true;  // its age is a part of the answer
    auto answer = daemon_.call("record", std::move(members));
    if (daemon_.lost()) return answer.error();
    if (!answer.ok()) {
      evidence_.content_problem = answer.error().message;
      return {};
    }
    const std::string id = base::to_hex(base::sha256(answer->blob));
    if (id != text_member(answer->ok, "content_id")) {
      evidence_.content_problem =
          "the content is not the one that its update names: run redctl store check";
    } else if (const auto parsed = catalogue::parse_nquads(answer->blob, graph_); !parsed.ok()) {
      evidence_.content_problem = "its origin signed what is no N-Quads: " + parsed.error().message;
    } else {
      evidence_.content = std::move(answer->blob);
    }
    return {};
  }

  base::Status find_related() {
    REDNODE_TRY(auto answer, daemon_.call("record_related", members(), {},
                                          [this](const Json& item, base::Bytes&&) -> base::Status {
                                            evidence_.related.push_back(item);
                                            return {};
                                          }));
    evidence_.searched = number_member(answer.ok, "searched");
    evidence_.searched_all = flag_member(answer.ok, "complete");
    evidence_.found = answer.ok.value("found", Json());
    evidence_.context = std::move(answer.blob);
    return {};
  }

  AdminClient& daemon_;
  const KnownKeys& keys_;
  const std::string& iri_;
  catalogue::Dataset graph_;
  RecordEvidence evidence_;
};

}  // namespace

Json RecordEvidence::current() const {
  return update_at(updates, number_member(record, "sequence"));
}

base::Result<RecordEvidence> gather_evidence(AdminClient& daemon, const KnownKeys& keys,
                                             const std::string& iri, const std::string& origin) {
  return Gathering(daemon, keys, iri).run(origin);
}

base::Result<Json> where_looked(AdminClient& daemon, const std::string& iri) {
  REDNODE_TRY(const auto status, daemon.call("status"));
  Json logs = Json::array();
  for (const Json& log : list_member(status.ok, "logs")) {
    logs.push_back({{"origin", text_member(log, "origin", "?")},
                    {"live", number_member(log, "live")},
                    {"withdrawn", number_member(log, "withdrawn")},
                    {"state", text_member(log, "state", "unknown")}});
  }
  Json nearest = Json::array();
  REDNODE_TRY(const auto answer, daemon.call("record_nearest", {{"iri", iri}}, {},
                                             [&](const Json& item, base::Bytes&&) -> base::Status {
                                               nearest.push_back(item);
                                               return {};
                                             }));
  return Json{
      {"logs", std::move(logs)},
      {"quarantined", status.ok.value("store", Json::object()).value("quarantined", Json())},
      {"nearest", std::move(nearest)},
      {"searched", number_member(answer.ok, "searched")},
      {"complete", flag_member(answer.ok, "complete")}};
}

}  // namespace rednode::node
