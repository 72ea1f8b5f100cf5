#include "node/ctl/explain_text.h"

#include "catalogue/explanation.h"
#include "catalogue/term.h"
#include "node/ctl/admin_client.h"
#include "node/ctl/quality_json.h"
#include "node/ctl/table.h"
#include "node/ctl/units.h"

namespace rednode::node {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Json member(const Json& json, const char* name) {
  return json.is_object() ? json.value(name, Json()) : Json();
}

std::string number_text(const Json& json, const char* name) {
  return count_text(number_member(json, name));
}

std::string joined(const Json& list, const char* separator = ", ") {
  std::string text;
  for (const Json& item : list) {
    if (item.is_string()) text += (text.empty() ? "" : separator) + item.get<std::string>();
  }
  return text;
}

std::string readable_iri(const std::string& iri) {
  return catalogue::readable_term(catalogue::iri_text(iri));
}

void add(Fields& fields, const char* name, std::string value) {
  if (!value.empty()) fields.emplace_back(name, std::move(value));
}

std::string section(const std::string& title, const Fields& fields) {
  return fields.empty() ? "" : "\n" + title + "\n" + fields_text(fields);
}

std::string head_text(const Json& document) {
  const std::string state = text_member(document, "state");
  std::string text = printable(text_member(document, "iri")) + "\n";
  const std::string title = text_member(document, "title");
  if (!title.empty()) text += printable("\"" + title + "\"") + "\n";
  const std::string type = text_member(document, "type");
  text += type.empty() ? "a record" : "a " + readable_iri(type);
  const std::string origin = text_member(document, "origin");
  if (!origin.empty()) text += " of " + origin;
  if (state == "live") return text + ": live\n";
  if (state == "wanted") {
    return text + ": live, and its content has not arrived here yet; peers are asked for it\n";
  }
  if (state == "withdrawn") return text + ": withdrawn\n";
  return text + ": in quarantine, and in no catalogue here\n";
}

std::string update_text(const Json& document) {
  const Json update = member(document, "update");
  if (!update.is_object()) return {};
  Fields fields;
  add(fields, "sequence",
      number_text(update, "sequence") + " of the log of " + text_member(document, "origin") + ": " +
          text_member(update, "kind", "?"));
  add(fields, "time", text_member(update, "time", "?"));
  add(fields, "reason", text_member(update, "reason"));
  const Json content = member(document, "content");
  std::string here =
      text_member(content, "id").substr(0, 16) + ", " + number_text(content, "size") + " octets";
  if (const auto problem = text_member(content, "problem"); !problem.empty()) {
    here += "; not readable here: " + problem;
  }
  add(fields, "content", std::move(here));
  add(fields, "confirmed", text_member(document, "confirmed"));
  add(fields, "history",
      plural(number_member(document, "updates"), "update") +
          (flag_member(document, "updates_all") ? "" : ", and perhaps older ones") +
          ": redctl record history " + text_member(document, "iri"));
  return section("UPDATE", fields);
}

// Those whose signed word covers the update, or does not.
std::string holders_text(const Json& log, bool covering) {
  std::string text;
  for (const Json& holder : list_member(log, "held_by")) {
    if (flag_member(holder, "covers_update") != covering) continue;
    text += (text.empty() ? "" : ", ") + text_member(holder, "origin", "?") + " up to " +
            number_text(holder, "size") + " (" + text_member(holder, "signed", "?") + ")";
  }
  return text;
}

std::string log_text(const Json& log, bool own) {
  if (!log.is_object()) return {};
  Fields fields;
  const std::string origin = text_member(log, "origin");
  const bool covers = flag_member(log, "covers_update");
  std::string state = text_member(log, "state", "unknown");
  const std::string when = text_member(log, "signed");
  state += when.empty() ? "; not known when it was signed last" : ", signed last on " + when;
  add(fields, "state", std::move(state));
  if (flag_member(log, "contradicted")) {
    add(fields, "contradicted",
        "YES: the origin signed two histories; redctl log head --origin " + origin +
            " shows the evidence");
  }
  if (!text_member(log, "root").empty()) {
    add(fields, "checkpoint",
        "size " + number_text(log, "size") + ", root " + text_member(log, "root") +
            (covers ? "; it covers this update" : "; it does not cover this update yet"));
  }
  add(fields, "signature", text_member(log, "signature"));
  const std::string holders = holders_text(log, true);
  add(fields, "held by",
      !holders.empty() ? holders
      : own            ? "nobody else has said so"
                       : "this node; nobody else has said so here");
  add(fields, "not yet by", holders_text(log, false));
  add(fields, "to prove it", "redctl log verify --origin " + origin);
  return section("LOG", fields);
}

std::string verdict_text(const Json& verdict) {
  const std::string by = text_member(verdict, "profile");
  return text_member(verdict, "verdict", "not judged") + (by.empty() ? "" : ", by " + by);
}

std::string judged_text(const Json& document, const std::string& findings) {
  const Json judged = member(document, "judged");
  if (!judged.is_object()) return {};
  Fields fields;
  add(fields, "in the log", verdict_text(judged));
  const Json now = member(document, "now");
  if (!now.is_object()) {
    add(fields, "now", text_member(document, "not_judged_because"));
    return section("VERDICT", fields);
  }
  std::string text = verdict_text(now);
  if (const auto problem = text_member(now, "problem"); !problem.empty()) {
    text = "could not be judged: " + problem;
  } else {
    text += ": " + plural(number_member(now, "violations"), "violation") + ", " +
            plural(number_member(now, "warnings"), "warning");
  }
  add(fields, "now", std::move(text));
  if (flag_member(document, "judged_otherwise")) {
    add(fields, "differs",
        flag_member(document, "own") ? "redctl record rejudge writes the present verdict"
                                     : "the log has the word of its origin, by its own profile");
  }
  for (const Json& term : list_member(now, "older_terms")) {
    add(fields, "older list",
        readable_iri(text_member(term, "property")) + ": " + text_member(term, "value") +
            " is now " + text_member(term, "now"));
  }
  return section("VERDICT", fields) + findings;
}

std::string article_51_text(const Json& law) {
  std::string text;
  for (const Json& category : list_member(law, "categories")) {
    text += (text.empty() ? "" : ", ") + text_member(category, "letter") + " (" +
            text_member(category, "code") + ") " +
            (flag_member(category, "now") ? "since " : "from ") + text_member(category, "applies");
  }
  return text.empty() ? "no category of the Article is named" : text;
}

std::string access_text(const Json& access) {
  std::string text = text_member(access, "body", text_member(access, "body_iri"));
  for (const char* const way : {"emails", "pages", "access_urls"}) {
    const std::string list = joined(list_member(access, way));
    if (!list.empty()) text += (text.empty() ? "" : ", ") + list;
  }
  return text.empty() ? "nothing says how: no access body, no access URL" : text;
}

std::string law_text(const Json& law) {
  if (!law.is_object()) return {};
  Fields fields;
  add(fields, "problem", text_member(law, "problem"));
  if (fields.empty()) {
    const Json holder = member(law, "holder");
    const Json elements = member(law, "elements");
    const std::string confirmed = text_member(law, "confirmed");
    add(fields, "yearly check",
        text_member(law, "state") +
            (confirmed.empty() ? ""
                               : ": due by " + text_member(law, "due") + ", last confirmed on " +
                                     confirmed + " by " + text_member(law, "confirmed_by")));
    add(fields, "Article 51", article_51_text(law));
    add(fields, "unknown values", joined(list_member(law, "unknown_categories")));
    const std::string missing = joined(list_member(elements, "missing"));
    add(fields, "elements",
        number_text(elements, "present") + " of " + number_text(elements, "of") +
            (missing.empty() ? "" : "; missing: " + missing));
    add(fields, "holder",
        text_member(holder, "name", text_member(holder, "iri", "(no holder)")) +
            (flag_member(holder, "trusted") ? ", trusted" : ""));
    add(fields, "ask access of", access_text(member(law, "access")));
    for (const char* const note : {"fees", "terms", "ip_note"}) {
      add(fields, note, text_member(law, note));
    }
  }
  return section("LAW" + (text_member(law, "on").empty() ? "" : ", on " + text_member(law, "on")),
                 fields);
}

std::string languages_text(const Json& document) {
  Fields fields;
  for (const Json& property : list_member(document, "languages")) {
    std::string languages;
    const Json counts = member(property, "languages");
    for (const auto& [language, count] : counts.items()) {
      languages += (languages.empty() ? "" : ", ") + language;
      if (number_member(count, "supplied") == 0) languages += " (machine)";
    }
    if (number_member(property, "untagged") > 0) {
      languages += std::string(languages.empty() ? "" : ", ") + "(no tag)";
    }
    fields.emplace_back(readable_steps(text_member(property, "property")), languages);
  }
  return section("LANGUAGES", fields);
}

std::string known_as_text(const Json& identity) {
  if (!identity.is_object()) return {};
  Fields fields;
  const Json holder = member(identity, "holder");
  add(fields, "holder", text_member(holder, "iri", text_member(holder, "name")));
  add(fields, "identifier", joined(list_member(identity, "identifiers")));
  for (const Json& other : list_member(identity, "also_known_as")) {
    const bool iri = text_member(other, "relation") == "same-iri";
    add(fields, "also known as",
        text_member(other, "iri") + " of " + text_member(other, "origin") + ", " +
            text_member(other, "status") +
            (iri ? " (the same IRI)" : " (the same holder and identifier)"));
  }
  if (list_member(identity, "also_known_as").empty()) {
    add(fields, "also known as",
        list_member(identity, "identifiers").empty() ? "it has no identifier to be known by"
                                                     : "no other record that is known here");
  }
  std::string searched = plural(number_member(identity, "searched"), "record");
  if (!flag_member(identity, "complete")) searched += ", not all: there was no time for the rest";
  add(fields, "searched", std::move(searched));
  const Json found = member(identity, "found");
  const std::uint64_t known =
      number_member(found, "same-iri") + number_member(found, "same-identity");
  if (const auto listed = list_member(identity, "also_known_as").size(); known > listed) {
    add(fields, "and", plural(known - listed, "more record"));
  }
  const std::uint64_t members = number_member(found, "member");
  if (members > 0) add(fields, "members", plural(members, "record") + " of the series");
  return section("IDENTITY", fields);
}

std::string quarantine_text(const Json& document) {
  std::string text;
  for (const Json& entry : list_member(document, "quarantine")) {
    std::string place = text_member(entry, "source", "?");
    if (number_member(entry, "line") > 0) {
      place += ":" + std::to_string(number_member(entry, "line"));
    }
    Fields fields;
    add(fields, "place", place);
    add(fields, "time", text_member(entry, "time"));
    add(fields, "field", text_member(entry, "field"));
    add(fields, "reason", text_member(entry, "reason"));
    add(fields, "remedy", text_member(entry, "remedy"));
    add(fields, "original", "redctl quarantine show " + std::to_string(number_member(entry, "id")));
    text += section("QUARANTINE", fields);
  }
  if (text.empty()) return {};
  const bool live = text_member(document, "state") != "quarantined";
  return text + "\n" +
         (live ? "What was refused is not what is in the catalogue: that is the last good "
                 "description.\n"
               : "") +
         "Mend the file and import it again: the entries of the same file are replaced.\n";
}

}  // namespace

std::string explain_text(const Json& document, const std::string& findings) {
  return head_text(document) + update_text(document) +
         log_text(member(document, "log"), flag_member(document, "own")) +
         judged_text(document, findings) + law_text(member(document, "law")) +
         languages_text(document) + known_as_text(member(document, "identity")) +
         quarantine_text(document);
}

std::string unknown_text(const Json& looked) {
  std::string text = "Looked for it in";
  const char* separator = " ";
  for (const Json& log : list_member(looked, "logs")) {
    text += separator + text_member(log, "origin", "?") + " (" + number_text(log, "live") +
            " live, " + number_text(log, "withdrawn") + " withdrawn, " + text_member(log, "state") +
            ")";
    separator = ", ";
  }
  text += std::string(separator) + "and the quarantine.\n";
  const Json nearest = list_member(looked, "nearest");
  for (const Json& near : nearest) {
    text += "  " + printable(text_member(near, "iri")) + " of " + text_member(near, "origin") +
            ", " + text_member(near, "status") + "\n";
  }
  if (!nearest.empty()) text.insert(text.find('\n') + 1, "Nearest to it are:\n");
  const bool complete = flag_member(looked, "complete");
  if (nearest.empty() && complete) {
    text += "No IRI is near to it: redctl record list shows them all.\n";
  }
  if (!complete) {
    text += "There was time to compare it with " +
            plural(number_member(looked, "searched"), "record") +
            " alone: redctl record list shows them all.\n";
  }
  return text;
}

}  // namespace rednode::node
