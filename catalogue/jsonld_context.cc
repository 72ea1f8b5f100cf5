#include "catalogue/jsonld_context.h"

#include <algorithm>
#include <iterator>

#include "catalogue/iri.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kKeywords[] = {
    "@base",   "@container", "@context",  "@direction", "@graph",     "@id",
    "@import", "@index",     "@included", "@json",      "@language",  "@list",
    "@nest",   "@none",      "@prefix",   "@propagate", "@protected", "@reverse",
    "@set",    "@type",      "@value",    "@version",   "@vocab",
};

bool same_context(const LocalContext& a, const LocalContext& b) {
  if (a.json == nullptr || b.json == nullptr) return a.json == b.json;
  return a.json == b.json || *a.json == *b.json;
}

}  // namespace

std::string_view direction_name(TextDirection direction) {
  if (direction == TextDirection::kNone) return {};
  return direction == TextDirection::kLeftToRight ? "ltr" : "rtl";
}

bool TermDefinition::same_as(const TermDefinition& other) const {
  return iri == other.iri && prefix == other.prefix && reverse == other.reverse &&
         container == other.container && type == other.type && language == other.language &&
         direction == other.direction && index == other.index && nest == other.nest &&
         same_context(context, other.context);
}

TermDefinitionPtr ActiveContext::find_shared(std::string_view term) const {
  for (const ActiveContext* layer = this; layer != nullptr; layer = layer->below_.get()) {
    const auto found = layer->terms_.find(term);
    if (found != layer->terms_.end()) return found->second;
  }
  return nullptr;
}

void ActiveContext::define(const std::string& term, TermDefinitionPtr definition) {
  const TermDefinition* before = find(term);
  if (before != nullptr && before->is_protected) --protected_;
  if (definition != nullptr && definition->is_protected) ++protected_;
  terms_[term] = std::move(definition);
}

std::shared_ptr<ActiveContext> ActiveContext::upon(const ContextPtr& below) {
  auto layer = std::make_shared<ActiveContext>();
  layer->base = below->base;
  layer->vocabulary = below->vocabulary;
  layer->language = below->language;
  layer->direction = below->direction;
  layer->previous = below->previous;
  layer->below_ = below;
  layer->layers_ = below->layers_ + 1;
  layer->protected_ = below->protected_;
  return layer;
}

bool is_keyword(std::string_view text) {
  return text.starts_with('@') &&
         std::find(std::begin(kKeywords), std::end(kKeywords), text) != std::end(kKeywords);
}

bool looks_like_keyword(std::string_view text) {
  if (text.size() < 2 || text.front() != '@') return false;
  text.remove_prefix(1);
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

std::optional<std::string> expand_iri(const ActiveContext& context, std::string_view value,
                                      IriUse use) {
  if (is_keyword(value)) return std::string(value);
  if (looks_like_keyword(value)) return std::nullopt;
  const bool vocabulary = use == IriUse::kVocabulary || use == IriUse::kEither;
  if (const TermDefinition* term = context.find(value)) {
    if (term->iri && is_keyword(*term->iri)) return term->iri;
    if (vocabulary) return term->iri;
  }
  if (const auto colon = value.find(':', 1); !value.empty() && colon != std::string_view::npos) {
    const std::string_view prefix = value.substr(0, colon);
    const std::string_view suffix = value.substr(colon + 1);
    if (prefix == "_" || suffix.starts_with("//")) return std::string(value);
    const TermDefinition* term = context.find(prefix);
    if (term != nullptr && term->iri && term->prefix) return *term->iri + std::string(suffix);
    if (is_absolute_iri(value)) return std::string(value);
  }
  if (vocabulary && context.vocabulary != nullptr) {
    return *context.vocabulary + std::string(value);
  }
  if ((use == IriUse::kDocument || use == IriUse::kEither) && context.base != nullptr &&
      is_absolute_iri(*context.base)) {
    return resolve_iri(*context.base, value);
  }
  return std::string(value);
}

}  // namespace rednode::catalogue
