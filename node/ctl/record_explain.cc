// redctl record explain: why a record stands as it does.

#include "base/limits.h"
#include "node/ctl/commands.h"
#include "node/ctl/explain_content.h"
#include "node/ctl/explain_evidence.h"
#include "node/ctl/explain_text.h"
#include "node/ctl/languages.h"
#include "node/ctl/local_notes.h"
#include "node/ctl/time_text.h"

namespace rednode::node {
namespace {

// As people copy it out of N-Triples.
std::string plain_iri(const std::string& words) {
  const bool bracketed = words.size() > 2 && words.front() == '<' && words.back() == '>';
  return bracketed ? words.substr(1, words.size() - 2) : words;
}

std::string state_of(const RecordEvidence& evidence) {
  if (evidence.record.is_null()) return "quarantined";
  const std::string status = text_member(evidence.record, "status");
  return status == "live" && flag_member(evidence.record, "wanted") ? "wanted" : status;
}

// Those of one relation, without what only the log of the other record knows.
Json related_json(const RecordEvidence& evidence, bool members) {
  Json list = Json::array();
  for (const Json& other : evidence.related) {
    if ((text_member(other, "relation") == "member") != members) continue;
    list.push_back({{"origin", text_member(other, "origin")},
                    {"iri", text_member(other, "iri")},
                    {"status", text_member(other, "status")},
                    {"relation", text_member(other, "relation")}});
  }
  return list;
}

std::string why_not_judged(const RecordEvidence& evidence, const std::string& profile) {
  if (state_of(evidence) == "withdrawn") return "not judged: it is not in the catalogue any more";
  if (evidence.content.empty()) return "not judged: its content is not here";
  return profile == "none" ? "not judged: import.profile is none" : "not judged";
}

// The log's verdict and ours. `profile`: what this node judges by.
Json verdicts_json(const RecordEvidence& evidence, const ContentAnswer& content,
                   const std::string& profile) {
  Json judged = {{"profile", evidence.record.value("profile", Json())},
                 {"verdict", text_member(evidence.record, "verdict")}};
  Json json = {{"judged", judged},
               {"now", content.now},
               {"judged_otherwise", nullptr},
               {"not_judged_because", nullptr}};
  if (content.now.is_null()) {
    json["not_judged_because"] = why_not_judged(evidence, profile);
  } else if (content.now.value("verdict", Json()).is_string()) {
    json["judged_otherwise"] =
        judged["profile"] != content.now["profile"] || judged["verdict"] != content.now["verdict"];
  }
  return json;
}

Json identity_json(const RecordEvidence& evidence, const ContentAnswer& content) {
  return {{"holder", content.holder},
          {"identifiers", content.identifiers},
          {"also_known_as", related_json(evidence, false)},
          {"members", related_json(evidence, true)},
          {"found", evidence.found},
          {"searched", evidence.searched},
          {"complete", evidence.searched_all}};
}

Json content_json(const RecordEvidence& evidence) {
  Json json = {{"id", text_member(evidence.record, "content_id")},
               {"size", number_member(evidence.record, "content_size")},
               {"here", !evidence.content.empty()},
               {"problem", nullptr}};
  if (!evidence.content_problem.empty()) json["problem"] = evidence.content_problem;
  return json;
}

Json document_of(const std::string& iri, const Config& config, const RecordEvidence& evidence,
                 const ContentAnswer& content, const std::string& profile) {
  Json json = {{"iri", iri},
               {"origin", nullptr},
               {"state", state_of(evidence)},
               {"title", content.title},
               {"type", content.type}};
  if (!evidence.record.is_null()) {
    json["origin"] = evidence.origin;
    json["own"] = evidence.origin == config.origin;
    json["changed"] = text_member(evidence.record, "changed");
    json["confirmed"] = text_member(evidence.record, "confirmed");
    json["update"] = evidence.current();
    json["updates"] = evidence.updates.size();
    json["updates_all"] = evidence.updates.size() < base::limits::kHistoryMax;
    json["content"] = content_json(evidence);
    json["log"] = evidence.log;
    json.update(verdicts_json(evidence, content, profile));
    json["law"] = content.law;
    json["languages"] = content.languages;
    json["identity"] = identity_json(evidence, content);
  }
  json["quarantine"] = evidence.quarantine;
  return json;
}

base::Result<Exit> report_unknown(Context& context, AdminClient& daemon, const std::string& iri,
                                  const std::string& origin) {
  REDNODE_TRY(const Json looked, where_looked(daemon, iri));
  const base::Error error = base::not_found(
      "no record <" + iri + ">" + (origin.empty() ? " in any catalogue here" : " of " + origin) +
      ", and none in quarantine");
  context.out.note(error.message);
  if (context.out.is_table()) {
    context.out.text(unknown_text(looked));
  } else {
    Json json = {{"error", error_json(error)}, {"iri", iri}};
    json.update(looked);
    context.out.document(json);
  }
  return Exit::kRefused;
}

base::Result<Exit> explain(Context& context, const Config& config, AdminClient& daemon,
                           const RecordExplainOptions& options) {
  const std::string iri = plain_iri(options.iri);
  const KnownKeys keys = KnownKeys::load(config);
  REDNODE_TRY(const auto evidence, gather_evidence(daemon, keys, iri, options.origin));
  if (!evidence.known()) return report_unknown(context, daemon, iri, options.origin);
  ContentQuestion question;
  question.iri = iri;
  question.profile = options.profile.empty() ? config.import_profile : options.profile;
  question.on = today(context.clock);
  question.languages = reader_languages(options.languages);
  ContentAnswer content;
  if (!evidence.content.empty()) {
    REDNODE_TRY(const auto annotations, find_annotations(context, "", &config));
    REDNODE_TRY(content, explain_content(evidence, question, annotations, context.out));
  }
  const Json document = document_of(iri, config, evidence, content, question.profile);
  if (context.out.is_table()) {
    context.out.text(explain_text(document, content.findings));
  } else {
    context.out.document(document);
  }
  return Exit::kDone;
}

}  // namespace

Exit run_record_explain(Context& context, const RecordExplainOptions& options) {
  return run_with_daemon(context, [&](const Config& config, AdminClient& daemon) {
    return explain(context, config, daemon, options);
  });
}

}  // namespace rednode::node
