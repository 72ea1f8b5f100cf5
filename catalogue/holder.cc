#include "catalogue/holder.h"

#include <algorithm>

#include "catalogue/record_walk.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kCustodian = "http://data.europa.eu/930/custodian";
constexpr std::string_view kPublisher = "http://purl.org/dc/terms/publisher";

// White space at the ends and in rows is nobody's name.
std::string tidy(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) out.push_back(c);
    if (space && !out.empty() && out.back() != ' ') out.push_back(' ');
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

Holder read_holder(const Dataset& graph, TermId node) {
  Holder holder;
  holder.names = names_of(graph, node);
  for (LocalText& name : holder.names) name.text = tidy(name.text);
  std::erase_if(holder.names, [](const LocalText& name) { return name.text.empty(); });
  std::sort(holder.names.begin(), holder.names.end());
  holder.names.erase(std::unique(holder.names.begin(), holder.names.end()), holder.names.end());
  if (is_iri(graph.text(node))) {
    holder.iri = iri_of(graph.text(node));
    holder.key = graph.text(node);
  } else {
    // Not in the reader's language: what belongs together must not depend on who looks.
    holder.key = best_text(holder.names, {});
  }
  return holder;
}

}  // namespace

std::string Holder::name(const std::vector<std::string>& languages) const {
  const std::string_view text = best_text(names, languages);
  return text.empty() ? iri : std::string(text);
}

Holder holder_of(const Dataset& graph, TermId record) {
  Holder best;
  for (const std::string_view property : {kCustodian, kPublisher}) {
    visit_objects(graph, record, property, [&](TermId node) {
      Holder holder = read_holder(graph, node);
      if (holder.key.empty()) return;
      if (best.key.empty() || holder.key < best.key) best = std::move(holder);
    });
    if (!best.key.empty()) break;
  }
  return best;
}

}  // namespace rednode::catalogue
