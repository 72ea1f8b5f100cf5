#include "catalogue/jsonld_quads.h"

#include <algorithm>
#include <cstdio>

#include "base/bytes.h"
#include "base/limits.h"
#include "catalogue/iri.h"
#include "catalogue/json_canonical.h"
#include "catalogue/jsonld_numbers.h"
#include "catalogue/names.h"
#include "catalogue/utf8.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

constexpr std::string_view kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
constexpr std::string_view kRdfJson = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
constexpr std::string_view kI18n = "https://www.w3.org/ns/i18n#";
constexpr std::string_view kOwnLabels = "anon-";

// BLANK_NODE_LABEL of N-Quads, without the colon that only some readers take.
bool is_label(std::string_view label) {
  if (label.empty() || label.back() == '.') return false;
  for (std::size_t at = 0; at < label.size();) {
    const Character c = character_at(label, at);
    const bool first = at == 0;
    const bool digit = c.code >= '0' && c.code <= '9';
    const bool good = first ? is_name_base(c.code) || c.code == '_' || digit
                            : is_name_character(c.code) || c.code == '.';
    if (!good) return false;
    at += c.length;
  }
  return true;
}

std::string remedy_for(std::string_view iri) {
  if (iri.starts_with("_:")) return {};
  if (!is_absolute_iri(iri)) {
    return "write it as an absolute IRI, or say with --base what it is relative to";
  }
  return forbidden_in_iri(iri) == std::string_view::npos
             ? ""
             : "correct the IRI; what no IRI may hold is written as %20 and so on";
}

bool is_node(const JsonValue& value) {
  return value.is_object() && !is_value_object(value) && !is_list_object(value);
}

// Of several classes the one that decides whether a record ends here.
std::string class_of(const JsonValue& node) {
  const JsonValue* types = node.find("@type");
  if (types == nullptr || !types->is_array()) return {};
  std::string chosen;
  for (const JsonValue& type : types->items()) {
    const std::string& iri = type.text();
    const bool decides = iri == names::kDcatDataset || iri == names::kDcatDatasetSeries ||
                         iri == names::kDcatDataService || iri == names::kDcatCatalog ||
                         iri == names::kSkosConceptScheme;
    if (!iri_fault(iri).empty() || (!decides && !chosen.empty())) continue;
    chosen = iri_text(iri);
    if (iri == names::kDcatCatalog) break;
  }
  return chosen;
}

}  // namespace

std::string JsonLdQuads::new_blank() {
  char label[40];
  std::snprintf(label, sizeof label, "_:anon-%010llu", static_cast<unsigned long long>(++blanks_));
  return label;
}

std::string JsonLdQuads::term(std::string_view id, std::string& fault) const {
  if (id.size() > limits::kRdfIriBytesMax) {
    fault = "an IRI or label of more than " + std::to_string(limits::kRdfIriBytesMax) + " bytes";
    return {};
  }
  if (!id.starts_with("_:")) {
    fault = iri_fault(id);
    // RFC 3987 has one fragment. Other formats of RDF do not ask, so for an import neither do we.
    if (mode_.strict && std::count(id.begin(), id.end(), '#') > 1) fault = "two fragments";
    return fault.empty() ? iri_text(id) : std::string();
  }
  const std::string_view label = id.substr(2);
  std::string text = "_:";
  // Documents that follow one another have blank nodes of their own.
  if (document_ > 1) text += "anon-d" + std::to_string(document_) + "-";
  if (!is_label(label)) {
    text += "anon-h-" + base::to_hex(label);  // no label in RDF's other formats
  } else if (label.starts_with(kOwnLabels)) {
    text.append("anon-x-").append(label);
  } else {
    text += label;
  }
  return text;
}

base::Status JsonLdQuads::deliver(const ExpandedPiece& piece, const std::string& graph,
                                  const FindSubjects& find_subjects) {
  piece_ = piece;
  find_subjects_ = &find_subjects;
  return deliver_all(piece.nodes->items(), {graph, false});
}

base::Status JsonLdQuads::refuse(const ExpandedPiece& piece, const FindSubjects& find_subjects) {
  piece_ = piece;
  find_subjects_ = &find_subjects;
  return deliver_all(piece.nodes->items(), {{}, true});
}

base::Status JsonLdQuads::deliver_all(const JsonValue::Array& nodes, const Graph& graph) {
  for (const JsonValue& node : nodes) {
    std::string term, fault;
    if (is_node(node)) REDNODE_CHECK(visit(node, graph, term, fault));
  }
  return {};
}

void JsonLdQuads::add_fault(Node& node, std::string reason, std::string remedy,
                            const JsonPlace& at) {
  if (node.faulty) {
    ++node.fault.others;
    return;
  }
  node.faulty = true;
  node.fault = {std::move(reason), at.at.line > 0 ? at : node.json->place, {}, 0};
  node.remedy = std::move(remedy);
}

base::Status JsonLdQuads::visit(const JsonValue& json, const Graph& graph, std::string& term,
                                std::string& fault) {
  Node node{&json, &graph, {}, {}, {}, {}, {}, false};
  const JsonValue* id = json.find("@id");
  if (id == nullptr) {
    node.subject = new_blank();
  } else if (id->is_string()) {
    node.subject = this->term(id->text(), fault);
  } else {
    fault = "an @id that looks like a keyword is none";
  }
  term = node.subject;
  node.keep(node.subject);
  const auto known =
      json.place.end > 0 ? piece_.faults->find(json.place.begin) : piece_.faults->end();
  if (known != piece_.faults->end()) {
    node.faulty = true;
    node.fault = known->second;
  } else if (!fault.empty()) {
    add_fault(node, fault, id->is_string() ? remedy_for(id->text()) : "", id->place);
  } else if (graph.refused) {
    add_fault(node, "it stands in a graph whose name could not be read", "", json.place);
  }
  for (const JsonMember& member : json.members()) REDNODE_CHECK(visit_member(node, member));
  return flush(node);
}

base::Status JsonLdQuads::visit_member(Node& node, const JsonMember& member) {
  if (member.key == "@type") {
    const std::uint32_t predicate = node.keep(iri_text(names::kRdfType));
    for (const JsonValue& type : member.value.items()) {
      std::string fault;
      std::string text = term(type.text(), fault);
      if (!fault.empty()) add_fault(node, fault, remedy_for(type.text()), type.place);
      node.statements.push_back({0, predicate, std::move(text)});
    }
    return {};
  }
  if (member.key == "@reverse") return visit_reverse(node, member.value.members());
  if (member.key == "@graph") {
    return deliver_all(member.value.items(), {node.subject, node.subject.empty()});
  }
  if (member.key == "@included") return deliver_all(member.value.items(), *node.graph);
  if (is_keyword(member.key)) return {};
  const std::uint32_t predicate = node.keep(this->predicate(node, member));
  for (const JsonValue& value : member.value.items()) {
    std::string object;
    REDNODE_CHECK(this->object(node, value, object));
    node.statements.push_back({0, predicate, std::move(object)});
  }
  return {};
}

// "" where it is none.
std::string JsonLdQuads::predicate(Node& node, const JsonMember& member) {
  const JsonPlace& at = member.value.place;
  if (member.key.starts_with("_:")) {
    add_fault(node, "the property " + member.key + " is a blank node, which RDF does not have",
              "give the property an IRI", at);
    return {};
  }
  std::string fault;
  std::string text = term(member.key, fault);
  if (!fault.empty()) {
    add_fault(node, fault, remedy_for(member.key), at);
  }
  return text;
}

base::Status JsonLdQuads::visit_reverse(Node& node, const JsonObject& reverse) {
  for (const JsonMember& member : reverse) {
    const std::uint32_t predicate = node.keep(this->predicate(node, member));
    for (const JsonValue& item : member.value.items()) {
      std::string subject, fault;
      REDNODE_CHECK(visit(item, *node.graph, subject, fault));
      if (!fault.empty()) add_fault(node, fault, "", item.place);
      node.statements.push_back({node.keep(std::move(subject)), predicate, node.subject});
    }
  }
  return {};
}

base::Status JsonLdQuads::object(Node& node, const JsonValue& value, std::string& term) {
  if (const JsonValue* items = value.find("@list")) return list(node, items->items(), term);
  if (is_value_object(value)) {
    term = literal(node, value);
    return {};
  }
  std::string fault;
  REDNODE_CHECK(visit(value, *node.graph, term, fault));
  if (fault.empty()) return {};
  const JsonValue* id = value.find("@id");
  add_fault(node, fault, id->is_string() ? remedy_for(id->text()) : "", id->place);
  return {};
}

// Section 8.5
base::Status JsonLdQuads::list(Node& node, const JsonValue::Array& items, std::string& term) {
  const std::uint32_t first = node.keep(iri_text(names::kRdfFirst));
  const std::uint32_t rest = node.keep(iri_text(names::kRdfRest));
  term = iri_text(names::kRdfNil);
  std::uint32_t cell = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::string next = new_blank();
    if (i == 0) {
      term = next;
    } else {
      node.statements.push_back({cell, rest, next});
    }
    cell = node.keep(std::move(next));
    std::string object;
    REDNODE_CHECK(this->object(node, items[i], object));
    node.statements.push_back({cell, first, std::move(object)});
  }
  if (!items.empty()) node.statements.push_back({cell, rest, iri_text(names::kRdfNil)});
  return {};
}

// Section 8.2.2, with values only. "" where it is none.
std::string JsonLdQuads::literal(Node& node, const JsonValue& json) {
  const JsonValue& value = *json.find("@value");
  const JsonValue* type = json.find("@type");
  const JsonValue* language = json.find("@language");
  const std::string_view datatype = type != nullptr ? type->text() : std::string_view{};
  const bool is_json = datatype == "@json";
  std::string fault;
  if (!datatype.empty() && !is_json) fault = iri_fault(datatype);
  if (language != nullptr && !is_language_tag(language->text())) {
    fault = "\"" + language->text() + "\" is no language tag";
  }
  std::string lexical;
  std::string_view natural = names::kXsdString;
  if (is_json) {
    natural = kRdfJson;
    if (!append_canonical_json(lexical, value)) fault = "a number is too large for a double";
  } else if (value.kind() == JsonValue::Kind::kBoolean) {
    lexical = value.boolean() ? "true" : "false";
    natural = names::kXsdBoolean;
  } else if (value.kind() == JsonValue::Kind::kNumber) {
    const JsonLdNumber number =
        rdf_number(value.written(), value.number(), datatype == names::kXsdDouble);
    lexical = number.lexical;
    natural = number.is_double ? names::kXsdDouble : names::kXsdInteger;
    if (lexical.empty()) fault = "a number is too large for a double";
  } else {
    lexical = value.text();
  }
  if (lexical.size() > limits::kRdfTermBytesMax) {
    fault = "a text of more than " + std::to_string(limits::kRdfTermBytesMax) + " bytes";
  }
  if (!fault.empty()) {
    add_fault(node, std::move(fault), "", value.place);
    return {};
  }
  if (json.find("@direction") != nullptr) return directed(node, lexical, json);
  if (language != nullptr) return literal_text(lexical, {}, language->text());
  return literal_text(lexical, datatype.empty() || is_json ? natural : datatype);
}

// A text with a direction.
std::string JsonLdQuads::directed(Node& node, const std::string& lexical, const JsonValue& value) {
  const JsonValue* tag = value.find("@language");
  const std::string& direction = value.find("@direction")->text();
  if (direction_ == RdfDirection::kNone) {
    if (!mode_.strict) {
      notes_.count(JsonLdNotes::Kind::kDirection, {}, value.find("@value")->place.at);
    }
    return literal_text(lexical, {}, tag != nullptr ? std::string_view(tag->text()) : "");
  }
  std::string language = tag != nullptr ? tag->text() : std::string();
  std::transform(language.begin(), language.end(), language.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (direction_ == RdfDirection::kI18nDatatype) {
    return literal_text(lexical, std::string(kI18n) + language + "_" + direction);
  }
  const std::string compound = new_blank();
  const std::uint32_t subject = node.keep(compound);
  const auto say = [&](std::string_view name, const std::string& text) {
    const std::uint32_t predicate = node.keep(iri_text(std::string(kRdf).append(name)));
    node.statements.push_back({subject, predicate, literal_text(text)});
  };
  say("value", lexical);
  if (!language.empty()) say("language", language);
  say("direction", direction);
  return compound;
}

base::Status JsonLdQuads::flush(Node& node) {
  const bool says = !node.statements.empty() || node.fault.lost.end > 0;
  if (!mode_.strict && node.faulty) return says ? report_fault(node) : base::Status{};
  for (const Statement& statement : node.statements) {
    const QuadText quad{node.texts[statement.subject], node.texts[statement.predicate],
                        statement.object, node.graph->text};
    // Only to the letter, where a term that is none takes its statement with it.
    if (quad.subject.empty() || quad.predicate.empty() || quad.object.empty() ||
        node.graph->refused) {
      continue;
    }
    REDNODE_CHECK(budget_.spend_octets(quad.subject.size() + quad.predicate.size() +
                                       quad.object.size() + quad.graph.size()));
    ++counts_.quads;
    REDNODE_CHECK(events_.on_quad(quad, node.json->place.at));
  }
  return {};
}

base::Status JsonLdQuads::report_fault(Node& node) {
  SyntaxError error;
  error.statement = node.json->place.at;
  error.at = node.fault.at.at.line > 0 ? node.fault.at.at : error.statement;
  error.reason = std::move(node.fault.reason);
  error.remedy = std::move(node.remedy);
  if (node.fault.others > 0) {
    error.reason += " (and " + std::to_string(node.fault.others) + " more in this node)";
  }
  error.subject = node.subject;
  error.type = class_of(*node.json);
  const auto part = [this](const JsonPlace& place) {
    return piece_.text.substr(place.begin, place.end - place.begin);
  };
  if (node.fault.lost.end > 0) error.others = (*find_subjects_)(part(node.fault.lost));
  error.original = quarantine_part(part(node.json->place));
  return report(events_, std::move(error), counts_);
}

}  // namespace rednode::catalogue
