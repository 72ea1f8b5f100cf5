#include "catalogue/compliance.h"

#include <algorithm>

#include "base/limits.h"
#include "catalogue/names.h"
#include "catalogue/record_walk.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kTitle = "http://purl.org/dc/terms/title";
constexpr std::string_view kModified = "http://purl.org/dc/terms/modified";
constexpr std::string_view kIssued = "http://purl.org/dc/terms/issued";
constexpr std::string_view kHdab = "http://healthdataportal.eu/ns/health#hdab";
constexpr std::string_view kDistribution = "http://www.w3.org/ns/dcat#distribution";
constexpr std::string_view kAccessUrl = "http://www.w3.org/ns/dcat#accessURL";
constexpr std::string_view kContactPoint = "http://data.europa.eu/m8g/contactPoint";
// Of the contact point (Releases 6 and later), and of the body itself (Release 5).
constexpr std::string_view kEmails[] = {"http://data.europa.eu/m8g/email",
                                        "http://www.w3.org/2006/vcard/ns#hasEmail",
                                        "http://xmlns.com/foaf/0.1/mbox"};
constexpr std::string_view kPages[] = {"http://data.europa.eu/m8g/contactPage",
                                       "http://www.w3.org/2006/vcard/ns#hasURL",
                                       "http://xmlns.com/foaf/0.1/homepage"};

template <typename T>
void tidy(std::vector<T>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

std::optional<Day> latest(const Dataset& graph, TermId subject, std::string_view property, Day on) {
  std::optional<Day> best;
  visit_objects(graph, subject, property, [&](TermId object) {
    const std::string_view text = graph.text(object);
    const auto day = is_literal(text) ? day_of_literal(text) : std::nullopt;
    // A day to come confirms nothing yet.
    if (day && *day <= on && (!best || *day > *best)) best = day;
  });
  return best;
}

std::optional<Day> catalogue_record_day(const Dataset& graph, TermId record, Day on) {
  std::optional<Day> best;
  const auto topic = graph.find_iri(names::kFoafPrimaryTopic);
  if (!topic) return best;
  for (const Quad& quad : graph.quads()) {
    if (quad.predicate != *topic || quad.object != record) continue;
    const auto day = latest(graph, quad.subject, kModified, on);
    if (day && (!best || *day > *best)) best = day;
  }
  return best;
}

void find_confirmation(const Dataset& graph, TermId record,
                       const ComplianceCheck::Question& question, Standing& standing) {
  const auto take = [&standing](std::optional<Day> day, ConfirmedBy by) {
    if (!day || standing.confirmed) return;
    standing.confirmed = day;
    standing.by = by;
  };
  take(question.logged, ConfirmedBy::kLog);
  if (!question.logged) {
    take(catalogue_record_day(graph, record, question.on), ConfirmedBy::kCatalogueRecord);
    take(latest(graph, record, kModified, question.on), ConfirmedBy::kModified);
    take(latest(graph, record, kIssued, question.on), ConfirmedBy::kIssued);
  }
  standing.check = check_state(standing.confirmed, question.on);
}

// Links and texts, without "mailto:".
void add_value(const Dataset& graph, TermId object, std::vector<std::string>& into) {
  const std::string_view text = graph.text(object);
  std::string value;
  if (is_iri(text)) value = iri_of(text);
  if (is_literal(text)) value = lexical_of(text);
  if (value.starts_with("mailto:")) value.erase(0, std::string_view("mailto:").size());
  if (!value.empty() && into.size() < base::limits::kAccessLinksMax) into.push_back(value);
}

void find_contact(const Dataset& graph, TermId node, AccessRoute& access) {
  for (const std::string_view property : kEmails) {
    visit_objects(graph, node, property, [&](TermId o) { add_value(graph, o, access.emails); });
  }
  for (const std::string_view property : kPages) {
    visit_objects(graph, node, property, [&](TermId o) { add_value(graph, o, access.pages); });
  }
}

AccessRoute access_route(const Dataset& graph, TermId record) {
  AccessRoute access;
  visit_objects(graph, record, kHdab, [&](TermId body) {
    if (access.body_iri.empty() && is_iri(graph.text(body))) {
      access.body_iri = iri_of(graph.text(body));
    }
    for (LocalText& name : names_of(graph, body)) access.body_names.push_back(std::move(name));
    find_contact(graph, body, access);
    visit_objects(graph, body, kContactPoint, [&](TermId o) { find_contact(graph, o, access); });
  });
  visit_objects(graph, record, kDistribution, [&](TermId distribution) {
    visit_objects(graph, distribution, kAccessUrl,
                  [&](TermId o) { add_value(graph, o, access.access_urls); });
  });
  tidy(access.body_names);
  tidy(access.emails);
  tidy(access.pages);
  tidy(access.access_urls);
  return access;
}

}  // namespace

std::string_view confirmed_by_name(ConfirmedBy by) {
  switch (by) {
    case ConfirmedBy::kLog:
      return "log";
    case ConfirmedBy::kCatalogueRecord:
      return "catalogue-record";
    case ConfirmedBy::kModified:
      return "modified";
    case ConfirmedBy::kIssued:
      return "issued";
    case ConfirmedBy::kNothing:
      return "nothing";
  }
  return "";
}

void ComplianceCheck::find_categories(const Dataset& graph, TermId record, Day on,
                                      Standing& standing) const {
  visit_objects(graph, record, names::kHealthCategory, [&](TermId object) {
    const std::string_view text = graph.text(object);
    const HealthCategory* const category =
        is_iri(text) ? categories_.find(iri_of(text), vocabularies_.aliases()) : nullptr;
    if (category != nullptr) {
      standing.categories.push_back(category);
      standing.applies_now |= category->applies <= on;
    } else {
      add_value(graph, object, standing.unknown_categories);
    }
  });
  tidy(standing.unknown_categories);
  std::sort(standing.categories.begin(), standing.categories.end(),
            [](const auto* a, const auto* b) { return a->letter < b->letter; });
  // An old IRI and a new one of the same category.
  standing.categories.erase(std::unique(standing.categories.begin(), standing.categories.end()),
                            standing.categories.end());
}

base::Result<Standing> ComplianceCheck::check(const Dataset& graph, const Question& question) {
  const auto record = graph.find_iri(question.iri);
  if (!record || graph.about(*record).empty()) {
    return base::not_found("the graph says nothing about <" + std::string(question.iri) + ">");
  }
  Standing standing;
  standing.holder = holder_of(graph, *record);
  standing.trusted = annotations_.trusted(standing.holder);
  standing.annotation = annotations_.record(question.iri);
  visit_objects(graph, *record, kTitle, [&](TermId object) {
    const std::string_view text = graph.text(object);
    if (is_literal(text)) {
      standing.titles.push_back({std::string(language_of(text)), lexical_of(text)});
    }
  });
  tidy(standing.titles);
  find_confirmation(graph, *record, question, standing);
  find_categories(graph, *record, question.on, standing);
  standing.access = access_route(graph, *record);
  REDNODE_TRY(standing.verdict, judge_.judge(graph, question.iri, question.alone));
  return standing;
}

}  // namespace rednode::catalogue
