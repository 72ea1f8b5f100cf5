// Expansion of members whose keys are keywords: step 13.4 of section 5.1.2.

#include <algorithm>

#include "catalogue/jsonld_expand.h"

namespace rednode::catalogue {
namespace {

bool is_node_object(const JsonValue& value) {
  return value.is_object() && !is_value_object(value) && !is_list_object(value) &&
         value.find("@set") == nullptr;
}

}  // namespace

base::Status Expander::expand_keyword(Object& object, const JsonMember& member,
                                      const std::string& keyword) {
  const JsonValue& value = member.value;
  if (object.property != nullptr && *object.property == "@reverse") {  // 13.4.1
    return contexts_.fault("invalid reverse property map",
                           "an object under @reverse holds properties and no " + keyword,
                           member.place);
  }
  const bool may_repeat =
      keyword == "@included" || keyword == "@type" || (keyword == "@reverse" && !mode_.strict);
  if (object.result.members().contains(keyword) && !may_repeat) {  // 13.4.2
    return contexts_.fault("colliding keywords", keyword + " stands twice in one object",
                           member.place);
  }
  if (keyword == "@id") return expand_id(object, value);
  if (keyword == "@type") return expand_types(object, value);
  if (keyword == "@included") return expand_included(object, value);
  if (keyword == "@value") return expand_value(object, value);
  if (keyword == "@list") return expand_list(object, value);
  if (keyword == "@reverse") return expand_reverse(object, value);
  if (keyword == "@language" || keyword == "@direction" || keyword == "@index") {
    return expand_text_keyword(object, value, keyword);
  }
  if (keyword == "@nest") {
    object.nests.push_back(&member);
  } else if (keyword == "@graph") {
    REDNODE_TRY(JsonValue expanded, expand(object.active, &keyword, value));
    if (expanded.is_null()) expanded = JsonValue::array(value.place);
    object.result.members().add({"@graph", member.place, as_list(std::move(expanded))});
  } else if (keyword == "@set") {
    REDNODE_TRY(JsonValue expanded, expand(object.active, object.property, value));
    if (!expanded.is_null()) {
      object.result.members().add({"@set", member.place, std::move(expanded)});
    }
  }
  return {};
}

// 13.4.3
base::Status Expander::expand_id(Object& object, const JsonValue& value) {
  if (!value.is_string()) {
    return contexts_.fault("invalid @id value", "@id is one IRI, as a text", value.place);
  }
  REDNODE_TRY(Optional id, iri(*object.active, value.text(), IriUse::kDocument));
  object.result.members().add(
      {"@id", {}, id ? JsonValue::string(std::move(*id), value.place) : JsonValue()});
  return {};
}

// 13.4.4
base::Status Expander::expand_types(Object& object, const JsonValue& value) {
  const bool many = value.is_array();
  const std::size_t count = many ? value.items().size() : 1;
  JsonValue types = JsonValue::array(value.place);
  for (std::size_t i = 0; i < count; ++i) {
    const JsonValue& type = many ? value.items()[i] : value;
    if (!type.is_string()) {
      return contexts_.fault("invalid type value", "@type is an IRI or a list of IRIs", type.place);
    }
    REDNODE_TRY(Optional expanded, iri(*object.type_scoped, type.text(), IriUse::kEither));
    if (expanded) types.items().push_back(JsonValue::string(std::move(*expanded), type.place));
  }
  JsonObject& members = object.result.members();
  if (JsonValue* before = members.find("@type")) {
    *before = as_list(std::move(*before));
    add_value(members, "@type", std::move(types));
  } else if (!many && types.items().size() == 1) {
    members.add({"@type", {}, std::move(types.items().front())});
  } else {
    members.add({"@type", {}, std::move(types)});
  }
  return {};
}

// 13.4.6
base::Status Expander::expand_included(Object& object, const JsonValue& value) {
  if (mode_.version_1_0) return {};
  REDNODE_TRY(JsonValue expanded, expand(object.active, nullptr, value));
  expanded = as_list(std::move(expanded));
  const auto& nodes = expanded.items();
  const bool dropped = value.is_array() && !value.items().empty() && nodes.empty();
  if (dropped || !std::all_of(nodes.begin(), nodes.end(), is_node_object)) {
    return contexts_.fault("invalid @included value", "@included holds nodes and nothing else",
                           value.place);
  }
  add_value(object.result.members(), "@included", std::move(expanded));
  return {};
}

// 13.4.7
base::Status Expander::expand_value(Object& object, const JsonValue& value) {
  if (object.input_type == "@json") {
    if (mode_.version_1_0) {
      return contexts_.fault("invalid value object value", "@json is not of JSON-LD 1.0",
                             value.place);
    }
  } else if (!value.is_scalar() && !value.is_null()) {
    return contexts_.fault("invalid value object value",
                           "@value is a text, a number, true, false or null", value.place);
  }
  object.result.members().add({"@value", {}, value.clone()});
  return {};
}

// 13.4.8 to 13.4.10
base::Status Expander::expand_text_keyword(Object& object, const JsonValue& value,
                                           const std::string& keyword) {
  if (keyword == "@direction") {
    if (mode_.version_1_0) return {};
    if (!value.is_text("ltr") && !value.is_text("rtl")) {
      return contexts_.fault("invalid base direction", "@direction is \"ltr\" or \"rtl\"",
                             value.place);
    }
  } else if (!value.is_string()) {
    return contexts_.fault(
        keyword == "@language" ? "invalid language-tagged string" : "invalid @index value",
        keyword + " is a text", value.place);
  }
  object.result.members().add({keyword, {}, value.clone()});
  return {};
}

// 13.4.11
base::Status Expander::expand_list(Object& object, const JsonValue& value) {
  if (object.property == nullptr || *object.property == "@graph") {
    note(JsonLdNotes::Kind::kFreeValue, {}, value.place);
    return {};
  }
  REDNODE_TRY(JsonValue expanded, expand(object.active, object.property, value));
  if (expanded.is_null()) expanded = JsonValue::array(value.place);
  object.result.members().add({"@list", {}, as_list(std::move(expanded))});
  return {};
}

// 13.4.13
base::Status Expander::expand_reverse(Object& object, const JsonValue& value) {
  if (!value.is_object()) {
    return contexts_.fault("invalid @reverse value", "@reverse is an object", value.place);
  }
  static const std::string kReverse = "@reverse";
  REDNODE_TRY(JsonValue expanded, expand(object.active, &kReverse, value));
  if (!expanded.is_object()) return {};
  for (JsonMember& member : expanded.members()) {
    if (member.key != "@reverse") {
      REDNODE_CHECK(add_reverse(object, member.key, std::move(member.value), value));
      continue;
    }
    for (JsonMember& twice : member.value.members()) {  // reversed twice: as it was
      add_value(object.result.members(), twice.key, std::move(twice.value));
    }
  }
  return {};
}

// 13.13
base::Status Expander::add_reverse(Object& object, const std::string& property, JsonValue value,
                                   const JsonValue& source) {
  value = as_list(std::move(value));
  for (const JsonValue& item : value.items()) {
    if (is_value_object(item) || is_list_object(item)) {
      return contexts_.fault("invalid reverse property value",
                             "a reverse property leads to nodes, and to no text or list",
                             source.place);
    }
  }
  JsonValue& reverse = object.result.members().at("@reverse");
  if (reverse.is_null()) reverse = JsonValue::object(source.place);
  add_value(reverse.members(), property, std::move(value));
  return {};
}

}  // namespace rednode::catalogue
