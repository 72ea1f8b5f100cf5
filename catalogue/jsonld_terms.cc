// Create Term Definition: JSON-LD 1.1 Processing Algorithms and API, section 4.2.2. The numbers are
// the steps there.

#include <algorithm>
#include <iterator>

#include "base/limits.h"
#include "catalogue/iri.h"
#include "catalogue/jsonld_contexts.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

bool is_true(const JsonValue* value) {
  return value != nullptr && value->kind() == JsonValue::Kind::kBoolean && value->boolean();
}

bool is_boolean(const JsonValue* value) {
  return value != nullptr && value->kind() == JsonValue::Kind::kBoolean;
}

bool is_iri_or_blank(std::string_view text) {
  return text.starts_with("_:") || is_absolute_iri(text);
}

bool ends_as_prefix(std::string_view iri) {
  return iri.starts_with("_:") ||
         (!iri.empty() && std::string_view(":/?#[]@").find(iri.back()) != std::string_view::npos);
}

// A colon that is neither the first nor the last character, or a slash.
bool looks_like_iri(std::string_view term) {
  const auto colon = term.find(':', 1);
  return (colon != std::string_view::npos && colon + 1 < term.size()) ||
         term.find('/') != std::string_view::npos;
}

struct ContainerName {
  std::string_view name;
  ContainerBit bit;
};
constexpr ContainerName kContainers[] = {
    {"@graph", kContainerGraph},       {"@id", kContainerId},     {"@index", kContainerIndex},
    {"@language", kContainerLanguage}, {"@list", kContainerList}, {"@set", kContainerSet},
    {"@type", kContainerType},
};

// Zero: not one that may stand there.
std::uint8_t container_bit(const JsonValue& value) {
  if (!value.is_string()) return 0;
  const auto* const found =
      std::find_if(std::begin(kContainers), std::end(kContainers),
                   [&value](const auto& c) { return c.name == value.text(); });
  return found == std::end(kContainers) ? std::uint8_t{0} : std::uint8_t{found->bit};
}

// 19.1: which keywords may stand together.
bool may_stand_together(std::uint8_t bits, std::size_t count) {
  if (count == 1) return true;
  const std::uint8_t others = bits & static_cast<std::uint8_t>(~kContainerSet);
  if ((others & kContainerGraph) != 0) {
    const std::uint8_t keys = others & static_cast<std::uint8_t>(~kContainerGraph);
    return keys == 0 || keys == kContainerId || keys == kContainerIndex;
  }
  const bool one = (others & (others - 1)) == 0;
  return one && (bits & kContainerSet) != 0 && others != kContainerList;
}

std::string quoted(std::string_view term) {
  return "\"" + std::string(term) + "\"";
}

}  // namespace

// IRI expansion with a local context, always with terms and @vocab: it may have to define others
// first.
base::Result<std::optional<std::string>> ContextProcessor::expand(Task& task,
                                                                  std::string_view value,
                                                                  const JsonPlace& place) {
  using Iri = std::optional<std::string>;
  if (is_keyword(value)) return Iri(std::string(value));
  if (looks_like_keyword(value)) return Iri();
  const auto define_first = [&](std::string_view term) -> base::Status {
    if (task.definitions->find(term) == nullptr) return {};
    return define(task, std::string(term), place);
  };
  REDNODE_CHECK(define_first(value));
  if (task.result->find(value) == nullptr) {
    const auto colon = value.empty() ? std::string_view::npos : value.find(':', 1);
    if (colon != std::string_view::npos && value.substr(0, colon) != "_" &&
        !value.substr(colon + 1).starts_with("//")) {
      REDNODE_CHECK(define_first(value.substr(0, colon)));
    }
  }
  Iri iri = expand_iri(*task.result, value, IriUse::kVocabulary);
  if (iri) {
    REDNODE_CHECK(budget_.spend_octets(iri->size()));
    if (iri->size() > limits::kRdfIriBytesMax) {
      return fault("invalid IRI mapping",
                   "the IRI of " + quoted(value) + " is longer than " +
                       std::to_string(limits::kRdfIriBytesMax) + " octets",
                   place);
    }
  }
  return iri;
}

base::Status ContextProcessor::define(Task& task, const std::string& term, const JsonPlace& place) {
  if (const auto found = task.defined.find(term); found != task.defined.end()) {  // 1
    if (found->second) return {};
    return fault("cyclic IRI mapping", "the term " + quoted(term) + " is defined by way of itself",
                 place);
  }
  if (term.empty()) {  // 2
    return fault("invalid term definition", "a term is no empty text", place);
  }
  if (task.depth >= limits::kJsonLdTermChainMax) {
    return fault("invalid term definition",
                 "more than " + std::to_string(limits::kJsonLdTermChainMax) +
                     " terms are defined by way of one another",
                 place);
  }
  REDNODE_CHECK(budget_.spend_terms(1));
  task.defined[term] = false;
  ++task.depth;
  auto status = define_new(task, term, place);
  --task.depth;
  task.defined[term] = true;
  return status;
}

base::Status ContextProcessor::define_new(Task& task, const std::string& term,
                                          const JsonPlace& place) {
  const JsonValue& value = *task.definitions->find(term);
  if (term == "@type") {  // 4
    REDNODE_CHECK(define_type_keyword(value, place));
  } else if (is_keyword(term)) {  // 5
    return fault("keyword redefinition", quoted(term) + " is a keyword and no term", place);
  } else if (looks_like_keyword(term)) {
    if (!mode_.strict) notes_.count(JsonLdNotes::Kind::kKeywordLike, term, place.at);
    return {};
  }
  const TermDefinitionPtr previous = task.result->find_shared(term);  // 6
  if (previous != nullptr) task.result->define(term, nullptr);
  if (!value.is_null() && !value.is_string() && !value.is_object()) {  // 9
    return fault("invalid term definition",
                 "the term " + quoted(term) + " is defined by an IRI, an object or null",
                 value.place);
  }
  TermDefinition definition;
  definition.is_protected = task.is_protected;                     // 10
  if (const JsonValue* is_protected = value.find("@protected")) {  // 11
    REDNODE_CHECK(only_1_1(*is_protected, "invalid term definition", "@protected"));
    if (!is_boolean(is_protected)) {
      return fault("invalid @protected value", "@protected is true or false", is_protected->place);
    }
    definition.is_protected = is_protected->boolean();
  }
  REDNODE_CHECK(set_type(task, value, definition));
  bool pass_over = false;
  if (value.find("@reverse") != nullptr) {
    REDNODE_CHECK(set_reverse(task, value, definition, pass_over));
  } else {
    REDNODE_CHECK(set_iri(task, term, value, value.is_string(), definition, pass_over));
    if (pass_over) return {};
    REDNODE_CHECK(set_container(value, definition));
    REDNODE_CHECK(set_index(task, value, definition));
    REDNODE_CHECK(set_scoped(task, value, definition));
    REDNODE_CHECK(set_text(value, definition));
    REDNODE_CHECK(set_rest(term, value, definition));
  }
  if (pass_over) return {};
  if (!task.use.override_protected && previous != nullptr && previous->is_protected) {  // 27
    if (!definition.same_as(*previous)) {
      return fault("protected term redefinition",
                   "the term " + quoted(term) + " is protected by the context around it", place);
    }
    task.result->define(term, previous);
    return {};
  }
  task.result->define(term, std::make_shared<const TermDefinition>(std::move(definition)));
  return {};
}

// 4
base::Status ContextProcessor::define_type_keyword(const JsonValue& value, const JsonPlace& place) {
  bool good = !mode_.version_1_0 && value.is_object() && !value.members().empty();
  if (good) {
    for (const JsonMember& member : value.members()) {
      const bool set = member.key == "@container" && member.value.is_text("@set");
      good = good && (set || member.key == "@protected");
    }
  }
  if (good) return {};
  return fault("keyword redefinition",
               "@type may only be given \"@container\": \"@set\" and \"@protected\"", place);
}

// 12
base::Status ContextProcessor::set_type(Task& task, const JsonValue& value,
                                        TermDefinition& definition) {
  const JsonValue* type = value.find("@type");
  if (type == nullptr) return {};
  if (!type->is_string()) {
    return fault("invalid type mapping", "@type of a term is an IRI or a keyword", type->place);
  }
  REDNODE_TRY(const std::optional<std::string> iri, expand(task, type->text(), type->place));
  const bool newer = iri && (*iri == "@json" || *iri == "@none");
  if (newer) REDNODE_CHECK(only_1_1(*type, "invalid type mapping", *iri));
  const bool keyword = newer || (iri && (*iri == "@id" || *iri == "@vocab"));
  if (!iri || (!keyword && (!is_absolute_iri(*iri)))) {
    return fault(
        "invalid type mapping",
        "@type of a term is @id, @vocab, @json, @none or an IRI, and not " + quoted(type->text()),
        type->place);
  }
  definition.type = iri;
  return {};
}

// 13
base::Status ContextProcessor::set_reverse(Task& task, const JsonValue& value,
                                           TermDefinition& definition, bool& pass_over) {
  const JsonValue& reverse = *value.find("@reverse");
  if (value.find("@id") != nullptr || value.find("@nest") != nullptr) {
    return fault("invalid reverse property", "@reverse stands with neither @id nor @nest",
                 reverse.place);
  }
  if (!reverse.is_string()) {
    return fault("invalid IRI mapping", "@reverse is an IRI", reverse.place);
  }
  if (looks_like_keyword(reverse.text()) && !is_keyword(reverse.text())) {
    pass_over = true;
    return {};
  }
  REDNODE_TRY(definition.iri, expand(task, reverse.text(), reverse.place));
  if (!definition.iri || !is_iri_or_blank(*definition.iri)) {
    return fault("invalid IRI mapping", "@reverse is an IRI, and not " + quoted(reverse.text()),
                 reverse.place);
  }
  if (const JsonValue* container = value.find("@container"); container && !container->is_null()) {
    const std::uint8_t bit = container_bit(*container);
    if (bit != kContainerSet && bit != kContainerIndex) {
      return fault("invalid reverse property",
                   "the @container of a reverse property is @set or "
                   "@index",
                   container->place);
    }
    definition.container = bit;
  }
  definition.reverse = true;
  return set_index(task, value, definition);  // step 13 does not say so, the suite (t0131) does
}

// 14 to 18
base::Status ContextProcessor::set_iri(Task& task, const std::string& term, const JsonValue& value,
                                       bool simple, TermDefinition& definition, bool& pass_over) {
  const JsonValue* id = value.is_object() ? value.find("@id") : &value;
  if (id == nullptr || id->is_text(term)) return set_own_iri(task, term, value, definition);
  if (id->is_null()) return {};
  return set_named_iri(task, term, *id, simple, definition, pass_over);
}

// 14.2
base::Status ContextProcessor::set_named_iri(Task& task, const std::string& term,
                                             const JsonValue& id, bool simple,
                                             TermDefinition& definition, bool& pass_over) {
  if (!id.is_string()) {
    return fault("invalid IRI mapping", "the @id of the term " + quoted(term) + " is an IRI",
                 id.place);
  }
  if (!is_keyword(id.text()) && looks_like_keyword(id.text())) {
    if (!mode_.strict) notes_.count(JsonLdNotes::Kind::kKeywordLike, id.text(), id.place.at);
    pass_over = true;
    return {};
  }
  REDNODE_TRY(definition.iri, expand(task, id.text(), id.place));
  if (!definition.iri || (!is_keyword(*definition.iri) && !is_iri_or_blank(*definition.iri))) {
    return fault("invalid IRI mapping",
                 "the term " + quoted(term) + " is defined as " + quoted(id.text()) +
                     ", which is no IRI: an absolute one, or a prefix that the context defines",
                 id.place);
  }
  if (*definition.iri == "@context") {
    return fault("invalid keyword alias", "no term stands for @context", id.place);
  }
  if (looks_like_iri(term)) {
    task.defined[term] = true;
    REDNODE_TRY(const std::optional<std::string> own, expand(task, term, id.place));
    if (own != definition.iri) {
      if (mode_.strict) {
        return fault("invalid IRI mapping",
                     "the term " + quoted(term) + " looks like one IRI and is defined as another",
                     id.place);
      }
      const std::string* file = task.local->url.get();
      notes_.count(JsonLdNotes::Kind::kMismatchedTerm, file != nullptr ? *file : "",
                   file != nullptr ? Position() : id.place.at);
    }
  } else if (term.find(':') == std::string::npos && simple) {
    definition.prefix = ends_as_prefix(*definition.iri);
  }
  return {};
}

// 15 to 18
base::Status ContextProcessor::set_own_iri(Task& task, const std::string& term,
                                           const JsonValue& value, TermDefinition& definition) {
  if (const auto colon = term.find(':', 1); colon != std::string::npos) {
    const std::string prefix = term.substr(0, colon);
    if (task.definitions->find(prefix) != nullptr && !term.substr(colon + 1).starts_with("//")) {
      REDNODE_CHECK(define(task, prefix, value.place));
    }
    const TermDefinition* known = task.result->find(prefix);
    definition.iri = known != nullptr && known->iri ? *known->iri + term.substr(colon + 1) : term;
  } else if (term.find('/') != std::string::npos) {
    definition.iri = expand_iri(*task.result, term, IriUse::kVocabulary);
    if (!definition.iri || !is_absolute_iri(*definition.iri)) {
      return fault("invalid IRI mapping", "the term " + quoted(term) + " is no absolute IRI",
                   value.place);
    }
  } else if (term == "@type") {
    definition.iri = term;
  } else if (task.result->vocabulary != nullptr) {
    definition.iri = *task.result->vocabulary + term;
  } else {
    return fault("invalid IRI mapping",
                 "the term " + quoted(term) + " has no @id, and there is no @vocab", value.place);
  }
  return budget_.spend_octets(definition.iri->size());
}

// 19
base::Status ContextProcessor::set_container(const JsonValue& value, TermDefinition& definition) {
  const JsonValue* container = value.find("@container");
  if (container == nullptr) return {};
  const bool many = container->is_array();
  const std::size_t count = many ? container->items().size() : 1;
  std::uint8_t bits = 0;
  bool good = count > 0 && count <= 3;
  for (std::size_t i = 0; good && i < count; ++i) {
    const std::uint8_t bit = container_bit(many ? container->items()[i] : *container);
    good = bit != 0 && (bits & bit) == 0;
    bits |= bit;
  }
  constexpr std::uint8_t kNewer = kContainerGraph | kContainerId | kContainerType;
  if (mode_.version_1_0 && (many || (bits & kNewer) != 0)) good = false;
  if (!good || !may_stand_together(bits, count)) {
    return fault("invalid container mapping",
                 "@container holds keywords that do not stand together", container->place);
  }
  definition.container = bits;
  if (definition.holds(kContainerType)) {
    if (!definition.type) definition.type = "@id";
    if (*definition.type != "@id" && *definition.type != "@vocab") {
      return fault("invalid type mapping",
                   "a term with the container @type is of type @id or "
                   "@vocab",
                   container->place);
    }
  }
  return {};
}

// 20
base::Status ContextProcessor::set_index(Task& task, const JsonValue& value,
                                         TermDefinition& definition) {
  const JsonValue* index = value.find("@index");
  if (index == nullptr) return {};
  REDNODE_CHECK(only_1_1(*index, "invalid term definition", "@index"));
  bool good = definition.holds(kContainerIndex) && index->is_string();
  if (good) {
    REDNODE_TRY(const std::optional<std::string> iri, expand(task, index->text(), index->place));
    good = iri && is_absolute_iri(*iri);
  }
  if (!good) {
    return fault("invalid term definition",
                 "@index is an IRI, and stands with the container @index only", index->place);
  }
  definition.index = index->text();
  return {};
}

// 21
base::Status ContextProcessor::set_scoped(Task& task, const JsonValue& value,
                                          TermDefinition& definition) {
  const JsonValue* context = value.find("@context");
  if (context == nullptr) return {};
  REDNODE_CHECK(only_1_1(*context, "invalid term definition", "@context"));
  definition.context = {{task.local->json, context}, task.local->url, task.local->lasting};
  Use use;
  use.override_protected = true;
  use.validate_scoped = false;
  const auto tried = remembered(task.result, definition.context, use, *task.remote);
  if (tried.ok()) return {};
  if (tried.error().code != base::Code::kInvalid) return tried.error();
  return fault("invalid scoped context", tried.error().message, fault_at_);
}

// 22 and 23
base::Status ContextProcessor::set_text(const JsonValue& value, TermDefinition& definition) {
  if (value.find("@type") != nullptr) return {};
  if (const JsonValue* language = value.find("@language")) {
    if (!language->is_null() && !language->is_string()) {
      return fault("invalid language mapping", "@language of a term is a language tag, or null",
                   language->place);
    }
    definition.language.emplace();
    if (language->is_string()) *definition.language = language->text();
  }
  if (const JsonValue* direction = value.find("@direction")) {
    if (!direction->is_null() && !direction->is_text("ltr") && !direction->is_text("rtl")) {
      return fault("invalid base direction", "@direction is \"ltr\", \"rtl\" or null",
                   direction->place);
    }
    definition.direction = direction->is_null()        ? TextDirection::kNone
                           : direction->is_text("ltr") ? TextDirection::kLeftToRight
                                                       : TextDirection::kRightToLeft;
  }
  return {};
}

// 24 to 26
base::Status ContextProcessor::set_rest(const std::string& term, const JsonValue& value,
                                        TermDefinition& definition) {
  if (const JsonValue* nest = value.find("@nest")) {
    REDNODE_CHECK(only_1_1(*nest, "invalid term definition", "@nest"));
    if (!nest->is_string() || (is_keyword(nest->text()) && nest->text() != "@nest")) {
      return fault("invalid @nest value", "@nest is a term, or @nest itself", nest->place);
    }
    definition.nest = nest->text();
  }
  if (const JsonValue* prefix = value.find("@prefix")) {
    REDNODE_CHECK(only_1_1(*prefix, "invalid term definition", "@prefix"));
    if (term.find_first_of(":/") != std::string::npos) {
      return fault("invalid term definition", quoted(term) + " can be no prefix", prefix->place);
    }
    if (!is_boolean(prefix)) {
      return fault("invalid @prefix value", "@prefix is true or false", prefix->place);
    }
    definition.prefix = prefix->boolean();
    if (is_true(prefix) && definition.iri && is_keyword(*definition.iri)) {
      return fault("invalid term definition", "a keyword is no prefix", prefix->place);
    }
  }
  if (!value.is_object()) return {};
  constexpr std::string_view kKnown[] = {"@id",     "@reverse",   "@container", "@context",
                                         "@nest",   "@direction", "@index",     "@language",
                                         "@prefix", "@protected", "@type"};
  for (const JsonMember& member : value.members()) {
    if (std::find(std::begin(kKnown), std::end(kKnown), member.key) == std::end(kKnown)) {
      return fault("invalid term definition",
                   quoted(member.key) + " has no place in the definition of " + quoted(term),
                   member.place);
    }
  }
  return {};
}

}  // namespace rednode::catalogue
