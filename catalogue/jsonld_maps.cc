// Expansion of maps whose keys are languages, indexes, names or types: steps 13.7 and 13.8 of
// section 5.1.2.

#include "catalogue/jsonld_expand.h"

namespace rednode::catalogue {

// 13.7
base::Result<JsonValue> Expander::expand_language_map(const Object& object,
                                                      const TermDefinition& term,
                                                      const JsonValue& map) {
  const TextDirection direction = term.direction.value_or(object.active->direction);
  JsonValue result = JsonValue::array(map.place);
  for (const JsonMember& entry : map.members()) {
    REDNODE_TRY(const Optional language, iri(*object.active, entry.key, IriUse::kVocabulary));
    const bool many = entry.value.is_array();
    const std::size_t count = many ? entry.value.items().size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
      const JsonValue& item = many ? entry.value.items()[i] : entry.value;
      if (item.is_null()) {
        note(JsonLdNotes::Kind::kNull, {}, item.place);
        continue;
      }
      if (!item.is_string()) {
        return contexts_.fault("invalid language map value",
                               "a map of languages holds texts and lists of texts", item.place);
      }
      REDNODE_CHECK(budget_.spend_octets(entry.key.size()));
      JsonValue value = JsonValue::object(item.place);
      value.members().add({"@value", {}, item.clone()});
      if (language != "@none") {
        value.members().add({"@language", {}, JsonValue::string(entry.key, entry.place)});
      }
      if (direction != TextDirection::kNone) {
        value.members().add(
            {"@direction", {}, JsonValue::string(std::string(direction_name(direction)))});
      }
      result.items().push_back(std::move(value));
    }
  }
  return result;
}

// 13.8
base::Result<JsonValue> Expander::expand_index_map(const Object& object, const TermDefinition& term,
                                                   const JsonMember& member) {
  JsonValue result = JsonValue::array(member.value.place);
  const bool keyed = term.holds(kContainerId) || term.holds(kContainerType);
  const ContextPtr& outer = object.active;
  for (const JsonMember& entry : member.value.members()) {
    ContextPtr map_context = keyed && outer->previous != nullptr ? outer->previous : outer;
    const TermDefinition* type =
        term.holds(kContainerType) ? map_context->find(entry.key) : nullptr;
    if (type != nullptr && type->context.json != nullptr) {
      REDNODE_TRY(map_context, contexts_.process(map_context, type->context));
    } else if (!keyed) {
      map_context = outer;
    }
    JsonValue items;
    if (entry.value.is_array()) {
      REDNODE_TRY(items, expand_array(map_context, &member.key, entry.value, true));
    } else {
      REDNODE_TRY(items, expand(map_context, &member.key, entry.value, true));
      if (items.is_null()) continue;
      items = as_list(std::move(items));
    }
    for (JsonValue& item : items.items()) {
      if (term.holds(kContainerGraph) && !is_graph_object(item)) {
        JsonValue graph = JsonValue::object({item.place.at, 0, 0});
        graph.members().add({"@graph", {}, as_list(std::move(item))});
        item = std::move(graph);
      }
      REDNODE_CHECK(index_item(object, term, member.key, entry, item));
      result.items().push_back(std::move(item));
    }
  }
  return result;
}

// 13.8.3.7
base::Status Expander::index_item(const Object& object, const TermDefinition& term,
                                  const std::string& property, const JsonMember& entry,
                                  JsonValue& item) {
  const ActiveContext& active = *object.active;
  REDNODE_TRY(const Optional index, iri(active, entry.key, IriUse::kVocabulary));
  if (index == "@none" || !item.is_object()) return {};
  JsonObject& members = item.members();
  const auto prepend = [&members](std::string_view key, JsonValue first) {
    JsonValue list = JsonValue::array(first.place);
    list.items().push_back(std::move(first));
    if (JsonValue* others = members.find(key)) {
      JsonValue rest = as_list(std::move(*others));
      for (JsonValue& other : rest.items()) list.items().push_back(std::move(other));
    }
    members.at(key) = std::move(list);
  };
  if (term.holds(kContainerIndex) && !term.index.empty() && term.index != "@index") {
    REDNODE_TRY(JsonValue value,
                value_object(active, term.index, JsonValue::string(entry.key, entry.place)));
    REDNODE_TRY(const Optional key, iri(active, term.index, IriUse::kVocabulary));
    if (is_value_object(item) || !key) {
      return contexts_.fault("invalid value object",
                             "the values of \"" + property +
                                 "\" are indexed by a property, so "
                                 "they must be nodes",
                             entry.place);
    }
    prepend(*key, std::move(value));
  } else if (term.holds(kContainerIndex)) {
    if (!members.contains("@index")) {
      members.add({"@index", {}, JsonValue::string(entry.key, entry.place)});
    }
  } else if (term.holds(kContainerId)) {
    if (!members.contains("@id")) {
      REDNODE_TRY(Optional id, iri(active, entry.key, IriUse::kDocument));
      members.add({"@id", {}, id ? JsonValue::string(std::move(*id), entry.place) : JsonValue()});
    }
  } else if (term.holds(kContainerType) && index) {
    REDNODE_CHECK(budget_.spend_octets(index->size()));
    prepend("@type", JsonValue::string(*index, entry.place));
  }
  return {};
}

}  // namespace rednode::catalogue
