#include "catalogue/surroundings.h"

#include "base/limits.h"
#include "catalogue/names.h"
#include "catalogue/ntriples.h"
#include "catalogue/record_walk.h"

namespace rednode::catalogue {
namespace {

bool is_full(const base::Bytes& context) {
  return context.size() > base::limits::kContentBytesMax;
}

}  // namespace

Surroundings::Number Surroundings::number_of(std::string_view text) {
  const auto known = numbers_.find(text);
  if (known != numbers_.end()) return known->second;
  const auto number = static_cast<Number>(texts_.size());
  texts_.emplace_back(text);
  numbers_.emplace(text, number);
  return number;
}

void Surroundings::add(std::string_view iri, const Dataset& graph) {
  const auto record = graph.find_iri(iri);
  if (!record) return;
  std::vector<Number>& classes = classes_[std::string(iri)];
  visit_objects(graph, *record, names::kRdfType,
                [&](TermId object) { classes.push_back(number_of(graph.text(object))); });
  visit_objects(graph, *record, names::kDcatInSeries, [&](TermId object) {
    if (is_iri(graph.text(object))) members_[number_of(graph.text(object))].emplace_back(iri);
  });
}

base::Bytes Surroundings::of(std::string_view iri, const Dataset& graph) const {
  base::Bytes context;
  const std::string own = iri_text(iri);
  const std::string type = iri_text(names::kRdfType);
  const std::string in_series = iri_text(names::kDcatInSeries);
  const auto number = numbers_.find(own);
  const auto members = number == numbers_.end() ? members_.end() : members_.find(number->second);
  if (members != members_.end()) {
    for (const std::string& member : members->second) {
      if (is_full(context)) break;
      append_nquad(context, {iri_text(member), in_series, own, {}});
      add_classes(member, context);
    }
  }
  std::vector<bool> seen(graph.term_count());
  for (const Quad& quad : graph.quads()) {
    const std::string_view object = graph.text(quad.object);
    if (seen[quad.object] || !is_iri(object) || object == own) continue;
    if (graph.text(quad.predicate) == type) continue;
    seen[quad.object] = true;
    add_classes(std::string(iri_of(object)), context);
  }
  return context;
}

void Surroundings::add_classes(const std::string& iri, base::Bytes& context) const {
  const auto record = classes_.find(iri);
  if (record == classes_.end()) return;
  const std::string type = iri_text(names::kRdfType);
  for (const Number each : record->second) {
    if (!is_full(context)) append_nquad(context, {iri_text(iri), type, texts_[each], {}});
  }
}

}  // namespace rednode::catalogue
