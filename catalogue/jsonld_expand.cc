#include "catalogue/jsonld_expand.h"

#include <algorithm>

#include "catalogue/iri.h"
#include "catalogue/prefixes.h"

namespace rednode::catalogue {
namespace {

using Kind = JsonLdNotes::Kind;

// Members by their keys, for the steps that go through them in order.
std::vector<const JsonMember*> by_key(const JsonValue& object) {
  std::vector<const JsonMember*> members;
  for (const JsonMember& member : object.members()) members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](const auto* a, const auto* b) { return a->key < b->key; });
  return members;
}

bool at_top(const std::string* property) {
  return property == nullptr || *property == "@graph";
}

const TermDefinition* definition_of(const ActiveContext& active, const std::string* property) {
  return property == nullptr ? nullptr : active.find(*property);
}

bool is_usual_prefix(std::string_view name) {
  const auto prefixes = usual_prefixes();
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [name](const Prefix& prefix) { return prefix.name == name; });
}

}  // namespace

bool is_value_object(const JsonValue& value) {
  return value.find("@value") != nullptr;
}
bool is_list_object(const JsonValue& value) {
  return value.find("@list") != nullptr;
}
bool is_graph_object(const JsonValue& value) {
  if (value.find("@graph") == nullptr) return false;
  return std::all_of(value.members().begin(), value.members().end(), [](const JsonMember& member) {
    return member.key == "@graph" || member.key == "@id" || member.key == "@index";
  });
}

JsonValue as_list(JsonValue value) {
  if (value.is_array()) return value;
  JsonValue list = JsonValue::array(value.place);
  list.items().push_back(std::move(value));
  return list;
}

void add_value(JsonObject& object, std::string_view key, JsonValue value) {
  JsonValue& list = object.at(key);
  if (list.is_null() && value.is_array()) {
    list = std::move(value);
    return;
  }
  if (list.is_null()) list = JsonValue::array(value.place);
  if (!value.is_array()) {
    list.items().push_back(std::move(value));
    return;
  }
  for (JsonValue& item : value.items()) list.items().push_back(std::move(item));
}

base::Result<Expander::Optional> Expander::iri(const ActiveContext& active, std::string_view value,
                                               IriUse use) {
  Optional made = expand_iri(active, value, use);
  if (made) REDNODE_CHECK(budget_.spend_octets(made->size()));
  return made;
}

base::Result<JsonValue> Expander::expand_document(const ContextPtr& active,
                                                  std::shared_ptr<const JsonValue> source,
                                                  bool whole, bool lasting) {
  source_ = std::move(source);
  lasting_ = lasting;
  faults_.clear();
  REDNODE_TRY(JsonValue expanded, expand(active, nullptr, *source_));
  // Section 9.3: expand(), the last steps.
  const JsonValue* graph = expanded.find("@graph");
  if (whole && graph != nullptr && expanded.members().size() == 1) {
    JsonValue nodes = std::move(expanded.members().at("@graph"));
    expanded = std::move(nodes);
  }
  if (expanded.is_null()) return JsonValue::array(source_->place);
  return as_list(std::move(expanded));
}

// 5.1.2
base::Result<JsonValue> Expander::expand(const ContextPtr& active, const std::string* property,
                                         const JsonValue& element, bool from_map) {
  if (element.is_null()) {  // 1
    note(Kind::kNull, {}, element.place);
    return JsonValue();
  }
  if (element.is_array()) return expand_array(active, property, element, from_map);
  if (element.is_object()) return expand_object(active, property, element, from_map);
  return expand_scalar(active, property, element);
}

// 4
base::Result<JsonValue> Expander::expand_scalar(const ContextPtr& active,
                                                const std::string* property,
                                                const JsonValue& element) {
  if (at_top(property)) {
    note(Kind::kFreeValue, {}, element.place);
    return JsonValue();
  }
  const TermDefinition* term = active->find(*property);
  if (term == nullptr || term->context.json == nullptr) {
    return value_object(*active, *property, element);
  }
  ContextProcessor::Use use;
  use.override_protected = true;
  REDNODE_TRY(const ContextPtr scoped, contexts_.process(active, term->context, use));
  return value_object(*scoped, *property, element);
}

// 5
base::Result<JsonValue> Expander::expand_array(const ContextPtr& active,
                                               const std::string* property,
                                               const JsonValue& element, bool from_map) {
  const TermDefinition* term = definition_of(*active, property);
  const bool in_list = term != nullptr && term->holds(kContainerList);
  JsonValue result = JsonValue::array(element.place);
  result.items().reserve(element.items().size());
  for (const JsonValue& item : element.items()) {
    REDNODE_TRY(JsonValue expanded, expand(active, property, item, from_map));
    if (in_list && expanded.is_array()) {
      JsonValue list = JsonValue::object(item.place);
      list.members().add({"@list", {}, std::move(expanded)});
      expanded = std::move(list);
    }
    if (expanded.is_array()) {
      for (JsonValue& one : expanded.items()) result.items().push_back(std::move(one));
    } else if (!expanded.is_null()) {
      result.items().push_back(std::move(expanded));
    }
  }
  return result;
}

base::Result<JsonValue> Expander::expand_object(const ContextPtr& active,
                                                const std::string* property,
                                                const JsonValue& element, bool from_map) {
  Object object{&element, property, active, {}, {}, JsonValue::object(element.place), {}};
  REDNODE_CHECK(survive(object, element, enter(object, from_map)));
  if (object.type_scoped != nullptr) {
    REDNODE_CHECK(expand_members(object, element));
    REDNODE_CHECK(expand_nests(object));
  } else if (const JsonValue* id = element.find("@id")) {
    // Its contexts cannot be read, so nothing else of it can; but others may link to it.
    REDNODE_CHECK(survive(object, *id, expand_id(object, *id)));
  }
  return finish(object);
}

// A value, a list or a set, or what stands under "@reverse".
bool Expander::is_no_node(const Object& object) const {
  if (object.property != nullptr && *object.property == "@reverse") return true;
  const JsonObject& members = object.element->members();
  return std::any_of(members.begin(), members.end(), [&object](const JsonMember& member) {
    const Optional key = expand_iri(*object.active, member.key, IriUse::kVocabulary);
    return key == "@value" || key == "@list" || key == "@set";
  });
}

// In an import an error costs the node in which it happened, and no more.
base::Status Expander::survive(Object& object, const JsonValue& lost, base::Status status) {
  if (status.ok() || mode_.strict || status.error().code != base::Code::kInvalid ||
      is_no_node(object)) {
    return status;
  }
  const auto [found, first] = faults_.try_emplace(
      object.element->place.begin, NodeFault{status.error().message, fault_at(), lost.place, 0});
  if (!first) ++found->second.others;
  return {};
}

// 7 to 12
base::Status Expander::enter(Object& object, bool from_map) {
  const JsonValue& element = *object.element;
  const TermDefinition* term = definition_of(*object.active, object.property);
  const LocalContext scoped = term != nullptr ? term->context : LocalContext{};
  if (object.active->previous != nullptr && !from_map) {
    bool keeps = false;
    for (const JsonMember& member : element.members()) {
      REDNODE_TRY(const Optional key, iri(*object.active, member.key, IriUse::kVocabulary));
      keeps = keeps || key == "@value" || (key == "@id" && element.members().size() == 1);
    }
    if (!keeps) object.active = object.active->previous;
  }
  if (scoped.json != nullptr) {
    ContextProcessor::Use use;
    use.override_protected = true;
    REDNODE_TRY(object.active, contexts_.process(object.active, scoped, use));
  }
  if (const JsonValue* context = element.find("@context")) {
    REDNODE_TRY(object.active, contexts_.process(object.active, local(*context)));
  }
  return enter_types(object);
}

// 10 to 12
base::Status Expander::enter_types(Object& object) {
  const ContextPtr type_scoped = object.active;
  bool first = true;
  for (const JsonMember* member : by_key(*object.element)) {
    REDNODE_TRY(const Optional key, iri(*type_scoped, member->key, IriUse::kVocabulary));
    if (key != "@type") continue;
    std::vector<std::string> types;
    const bool many = member->value.is_array();
    const std::size_t count = many ? member->value.items().size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
      const JsonValue& type = many ? member->value.items()[i] : member->value;
      if (type.is_string()) types.push_back(type.text());
    }
    if (first && !types.empty()) {
      REDNODE_TRY(const Optional last, iri(*type_scoped, types.back(), IriUse::kVocabulary));
      object.input_type = last.value_or("");
      first = false;
    }
    std::sort(types.begin(), types.end());
    for (const std::string& type : types) {
      const TermDefinition* term = type_scoped->find(type);
      if (term == nullptr || term->context.json == nullptr) continue;
      ContextProcessor::Use use;
      use.propagate = false;
      REDNODE_TRY(object.active, contexts_.process(object.active, term->context, use));
    }
  }
  object.type_scoped = type_scoped;
  return {};
}

// 13; `element` is the object's own, or one nested in it.
base::Status Expander::expand_members(Object& object, const JsonValue& element) {
  for (const JsonMember& member : element.members()) {
    REDNODE_CHECK(survive(object, member.value, expand_member(object, member)));
  }
  return {};
}

base::Status Expander::expand_member(Object& object, const JsonMember& member) {
  if (member.key == "@context") return {};
  const std::string& key = member.key;
  REDNODE_TRY(const Optional property, iri(*object.active, key, IriUse::kVocabulary));
  const TermDefinition* term = object.active->find(key);
  if (!property || (property->find(':') == std::string::npos && !is_keyword(*property))) {
    note(property                  ? Kind::kUnknownTerm
         : looks_like_keyword(key) ? Kind::kKeywordLike
                                   : Kind::kIgnoredTerm,
         key, member.place);
    return {};
  }
  if (is_keyword(*property)) return expand_keyword(object, member, *property);
  if (term == nullptr && *property == key && is_usual_prefix(key.substr(0, key.find(':')))) {
    note(Kind::kUnknownPrefix, key.substr(0, key.find(':')), member.place);
  }
  static const TermDefinition kNone;
  const TermDefinition& definition = term != nullptr ? *term : kNone;
  const JsonValue& value = member.value;
  constexpr std::uint8_t kMaps = kContainerIndex | kContainerType | kContainerId;
  JsonValue expanded;
  if (definition.type == "@json") {
    expanded = JsonValue::object(value.place);
    expanded.members().add({"@value", {}, value.clone()});
    expanded.members().add({"@type", {}, JsonValue::string("@json")});
  } else if (definition.holds(kContainerLanguage) && value.is_object()) {
    REDNODE_TRY(expanded, expand_language_map(object, definition, value));
  } else if ((definition.container & kMaps) != 0 && value.is_object()) {
    REDNODE_TRY(expanded, expand_index_map(object, definition, member));
  } else {
    REDNODE_TRY(expanded, expand(object.active, &key, value));
  }
  if (expanded.is_null()) return {};
  if (definition.holds(kContainerList) && !is_list_object(expanded)) {  // 13.11
    JsonValue list = JsonValue::object(value.place);
    list.members().add({"@list", {}, as_list(std::move(expanded))});
    expanded = std::move(list);
  }
  constexpr std::uint8_t kKeyed = kContainerId | kContainerIndex;
  if (definition.holds(kContainerGraph) && (definition.container & kKeyed) == 0) {  // 13.12
    expanded = as_list(std::move(expanded));
    for (JsonValue& item : expanded.items()) {
      JsonValue graph = JsonValue::object({item.place.at, 0, 0});
      graph.members().add({"@graph", {}, as_list(std::move(item))});
      item = std::move(graph);
    }
  }
  if (definition.reverse) return add_reverse(object, *property, std::move(expanded), value);
  add_value(object.result.members(), *property, std::move(expanded));
  return {};
}

// 14
base::Status Expander::expand_nests(Object& object) {
  const std::vector<const JsonMember*> nests = std::move(object.nests);
  object.nests.clear();
  for (const JsonMember* nest : nests) {
    const bool many = nest->value.is_array();
    const std::size_t count = many ? nest->value.items().size() : 1;
    const ContextPtr outer = object.active;
    const TermDefinition* term = outer->find(nest->key);
    if (term != nullptr && term->context.json != nullptr) {
      ContextProcessor::Use use;
      use.override_protected = true;
      REDNODE_TRY(object.active, contexts_.process(outer, term->context, use));
    }
    for (std::size_t i = 0; i < count; ++i) {
      const JsonValue& value = many ? nest->value.items()[i] : nest->value;
      bool good = value.is_object();
      for (std::size_t k = 0; good && k < value.members().size(); ++k) {
        REDNODE_TRY(const Optional key,
                    iri(*object.active, (value.members().begin() + k)->key, IriUse::kVocabulary));
        good = key != "@value";
      }
      if (!good) {
        const base::Status fault = contexts_.fault(
            "invalid @nest value", "what is nested is an object without @value", value.place);
        REDNODE_CHECK(survive(object, value, fault));
        continue;
      }
      REDNODE_CHECK(expand_members(object, value));
      REDNODE_CHECK(expand_nests(object));
    }
    object.active = outer;
  }
  return {};
}

// 15
base::Status Expander::check_value_object(Object& object) {
  const JsonObject& members = object.result.members();
  for (const JsonMember& member : members) {
    if (member.key != "@direction" && member.key != "@index" && member.key != "@language" &&
        member.key != "@type" && member.key != "@value") {
      return contexts_.fault("invalid value object",
                             "an object with @value holds " + member.key + " too",
                             object.element->place);
    }
  }
  const JsonValue* type = members.find("@type");
  if (type != nullptr && (members.contains("@language") || members.contains("@direction"))) {
    return contexts_.fault("invalid value object",
                           "an object with @value has a @type, or a @language or @direction",
                           object.element->place);
  }
  const JsonValue& value = *members.find("@value");
  if (type != nullptr && type->is_text("@json")) return {};
  if (value.is_null()) return {};
  if (!value.is_string() && members.contains("@language")) {
    return contexts_.fault("invalid language-tagged value", "only a text has a @language",
                           object.element->place);
  }
  if (type != nullptr && (!type->is_string() || !iri_fault(type->text()).empty())) {
    return contexts_.fault("invalid typed value", "the @type of a value is one IRI", type->place);
  }
  return {};
}

// 15 to 20
base::Result<JsonValue> Expander::finish(Object& object) {
  JsonValue& result = object.result;
  JsonObject& members = result.members();
  const bool is_value = members.contains("@value");
  const JsonValue* set = members.find("@set");
  const JsonValue* list = members.find("@list");
  if (is_value) {
    REDNODE_CHECK(check_value_object(object));
    const JsonValue* type = members.find("@type");
    if (members.find("@value")->is_null() && (type == nullptr || !type->is_text("@json"))) {
      note(Kind::kNull, {}, object.element->place);
      return JsonValue();
    }
  } else if (JsonValue* type = members.find("@type")) {
    *type = as_list(std::move(*type));
  } else if (set != nullptr || list != nullptr) {
    if (members.size() > 2 || (members.size() == 2 && !members.contains("@index"))) {
      return contexts_.fault("invalid set or list object",
                             "an object with @set or @list holds something else, too",
                             object.element->place);
    }
    if (set != nullptr) {
      JsonValue items = std::move(members.at("@set"));
      result = std::move(items);
      if (!result.is_object()) return std::move(result);
    }
  }
  const JsonObject& kept = result.members();
  if (kept.size() == 1 && kept.contains("@language")) return JsonValue();
  if (at_top(object.property)) {
    const bool says_nothing = kept.empty() || kept.contains("@value") || kept.contains("@list");
    if (kept.contains("@value")) note(Kind::kFreeValue, {}, object.element->place);
    if (faults_.contains(object.element->place.begin)) return std::move(result);
    if (says_nothing || (kept.size() == 1 && kept.contains("@id"))) return JsonValue();
  }
  return std::move(result);
}

// 5.3.2
base::Result<JsonValue> Expander::value_object(const ActiveContext& active,
                                               const std::string& property,
                                               const JsonValue& value) {
  static const TermDefinition kNone;
  const TermDefinition* term = active.find(property);
  const TermDefinition& definition = term != nullptr ? *term : kNone;
  JsonValue result = JsonValue::object(value.place);
  const bool names = definition.type == "@id" || definition.type == "@vocab";
  if (names && value.is_string()) {
    const IriUse use = definition.type == "@id" ? IriUse::kDocument : IriUse::kEither;
    REDNODE_TRY(Optional id, iri(active, value.text(), use));
    result.members().add(
        {"@id", {}, id ? JsonValue::string(std::move(*id), value.place) : JsonValue()});
    return result;
  }
  result.members().add({"@value", {}, value.clone()});
  if (definition.type && !names && definition.type != "@none") {
    REDNODE_CHECK(budget_.spend_octets(definition.type->size()));
    result.members().add({"@type", {}, JsonValue::string(*definition.type, value.place)});
  } else if (value.is_string()) {
    const std::string* language = active.language.get();
    if (definition.language) language = *definition.language ? &**definition.language : nullptr;
    const TextDirection direction = definition.direction.value_or(active.direction);
    if (language != nullptr) {
      REDNODE_CHECK(budget_.spend_octets(language->size()));
      result.members().add({"@language", {}, JsonValue::string(*language, value.place)});
    }
    if (direction != TextDirection::kNone) {
      result.members().add(
          {"@direction", {}, JsonValue::string(std::string(direction_name(direction)))});
    }
  }
  return result;
}

}  // namespace rednode::catalogue
