#include "catalogue/record_mapper.h"

#include <algorithm>
#include <functional>

#include "base/limits.h"
#include "catalogue/iri.h"
#include "catalogue/mapped_value.h"
#include "catalogue/mapping_words.h"
#include "catalogue/names.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;
using Found = SourceRecord::Found;

bool is_text_like(SourceRecord::Kind kind) {
  return kind == SourceRecord::Kind::kText || kind == SourceRecord::Kind::kNumber ||
         kind == SourceRecord::Kind::kBoolean;
}

std::vector<std::string_view> pieces_of(std::string_view text, const std::string& separator) {
  if (separator.empty()) return {text};
  std::vector<std::string_view> pieces;
  for (;;) {
    const auto at = text.find(separator);
    const std::string_view piece = trimmed(text.substr(0, at));
    if (!piece.empty()) pieces.push_back(piece);
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + separator.size());
  }
}

std::string paths_of(const std::vector<SourcePath>& paths) {
  std::string list;
  for (const SourcePath& path : paths) {
    if (!list.empty()) list += ", ";
    list += written_path({path.names.begin(), path.names.end()});
  }
  return list;
}

bool makes_iri(As as) {
  return as == As::kIri || as == As::kUrl;
}

}  // namespace

void RecordMapper::open() {
  for (const Mapping::Pairs& pairs : mapping_.pairs) {
    record_->open_pairs(pairs.at, pairs.name, pairs.value);
  }
  for (const SourcePath& path : mapping_.open) record_->open(path);
}

void RecordMapper::identify(SourceRecord& record) {
  record_ = &record;
  open();
  iri_ = node_iri(mapping_.record, {});
}

base::Status RecordMapper::map(SourceRecord& record) {
  record_ = &record;
  dataset_.clear();
  iri_.clear();
  ++number_;
  blanks_ = nodes_ = 0;
  too_large_ = false;
  open();
  if (!has_needs(mapping_.record, {})) {
    return base::invalid("it has none of " + paths_of(mapping_.record.needs) +
                         ": is it a record of this format?");
  }
  iri_ = node_iri(mapping_.record, {});
  if (!iri_.empty() && seen_.contains(std::hash<std::string>{}(iri_))) {
    return base::invalid("another record of this document has the IRI <" + iri_ +
                         "> already: give each one of its own");
  }
  TermId term = 0;
  if (!node(mapping_.record, {}, term) || dataset_.empty()) {
    return base::invalid("no rule of the mapping '" + mapping_.name + "' takes anything of it");
  }
  if (too_large_) {
    return base::invalid("it makes more than " + std::to_string(limits::kRecordStatementsMax) +
                         " statements, or its parts nest deeper than " +
                         std::to_string(limits::kMappedNestingMax));
  }
  if (!iri_.empty()) seen_.insert(std::hash<std::string>{}(iri_));
  return {};
}

// The first template that can be filled and makes an IRI.
std::string RecordMapper::node_iri(const NodeRules& rules, const Place& place) {
  for (const Template& form : rules.iri) {
    Filled filled;
    if (!fill(form, place, {place.id, place.name}, true, filled)) continue;
    std::string iri = checked_iri(filled.text);
    if (iri.empty()) continue;
    use_all(filled.leaves);
    return iri;
  }
  return {};
}

bool RecordMapper::has_needs(const NodeRules& rules, const Place& place) const {
  return rules.needs.empty() ||
         std::any_of(rules.needs.begin(), rules.needs.end(), [&](const SourcePath& path) {
           return !record_->find(place.id, path).empty();
         });
}

// False where nothing is said about it and no IRI names it: then it is not worth a blank node.
bool RecordMapper::node(const NodeRules& rules, const Place& place, TermId& term) {
  if (place.depth > limits::kMappedNestingMax) too_large_ = true;
  if (++nodes_ > limits::kRecordStatementsMax) too_large_ = true;
  if (too_large_ || !has_needs(rules, place)) return false;
  const std::string iri = node_iri(rules, place);
  term = iri.empty()
             ? dataset_.blank("m" + std::to_string(number_) + "n" + std::to_string(++blanks_))
             : dataset_.iri(iri);
  const std::size_t before = dataset_.quads().size();
  apply(rules, place, term);
  const bool described = dataset_.quads().size() > before;
  if (!described && iri.empty()) return false;
  for (const std::string& type : rules.classes) add(term, names::kRdfType, dataset_.iri(type));
  return true;
}

void RecordMapper::apply(const NodeRules& rules, const Place& place, TermId subject) {
  for (const Rule& rule : rules.rules) {
    if (!too_large_) apply(rule, place, subject);
  }
}

void RecordMapper::apply(const Rule& rule, const Place& place, TermId subject) {
  if (rule.from.empty() && rule.form && carry(rule, place, subject, {place.id, place.name})) return;
  // Each path is tried for what the rule asks for, then the first with a value is made the best of.
  for (std::size_t i = 0; i < rule.from.size(); ++i) {
    const Values values = record_->find(place.id, rule.from[i], rule.as == As::kJson);
    if (!from_path(rule, place, subject, values)) continue;
    settle_others(rule, place, i);
    return;
  }
  if (rule.otherwise != Otherwise::kReport) {
    for (std::size_t i = 0; i < rule.from.size(); ++i) {
      bool rescued = false;
      for (const Found& value : record_->find(place.id, rule.from[i])) {
        rescued = rescue(rule, place, subject, value) || rescued;
      }
      if (!rescued) continue;
      settle_others(rule, place, i);
      return;
    }
  }
  if (!rule.constant) return;
  std::string fault;
  make_term(rule, *rule.constant, language_of(rule, place, {place.id, place.name}), subject, fault);
}

// True where at least one value became what the rule asks for. Then the others are rescued too.
bool RecordMapper::from_path(const Rule& rule, const Place& place, TermId subject,
                             const Values& values) {
  Values left;
  bool carried = false;
  for (const Found& value : values) {
    if (carry(rule, place, subject, value)) {
      carried = true;
    } else {
      left.push_back(value);
    }
  }
  if (carried && rule.otherwise != Otherwise::kReport) {
    for (const Found& value : left) rescue(rule, place, subject, value);
  }
  return carried;
}

bool RecordMapper::carry(const Rule& rule, const Place& place, TermId subject, Found value) {
  if (rule.as == As::kNode) {
    TermId object = 0;
    if (!node(mapping_.nodes[rule.node], {value.id, value.name, place.depth + 1}, object))
      return false;
    add(subject, rule.to, object);
    return true;
  }
  if (rule.as == As::kJson) {
    add(subject, rule.to, dataset_.literal(record_->to_json(value.id), rule.datatype));
    record_->use(value.id);
    return true;
  }
  return carry_text(rule, place, subject, value);
}

bool RecordMapper::carry_text(const Rule& rule, const Place& place, TermId subject, Found value) {
  const bool from_template = rule.from.empty();
  if (!from_template && !is_text_like(record_->kind(value.id))) return false;
  const std::string language = language_of(rule, place, value);
  bool all = true;
  std::string fault;
  const std::string whole = from_template ? std::string() : std::string(record_->text(value.id));
  for (const std::string_view piece : pieces_of(whole, rule.split)) {
    Filled filled{std::string(piece), {}};
    if (rule.form) {
      if (!fill(*rule.form, place, value, makes_iri(rule.as), filled)) {
        if (!from_template) record_->fail(value.id, "its template lacks another value");
        return false;
      }
    }
    if (make_term(rule, filled.text, language, subject, fault)) {
      use_all(filled.leaves);
    } else {
      all = false;
    }
  }
  if (from_template) return all;
  if (all) {
    record_->use(value.id);
  } else {
    record_->fail(value.id, fault);
  }
  return all;
}

bool RecordMapper::make_term(const Rule& rule, std::string_view text, std::string_view language,
                             TermId subject, std::string& fault) {
  MappedValue made = mapped_value(mapping_, rule, text, language);
  if (!made.fault.empty()) {
    fault = std::move(made.fault);
    return false;
  }
  if (!made.nothing) add(subject, rule.to, dataset_.intern(made.term));
  return true;
}

// A value that cannot become what the rule asks for is kept as the rule says.
bool RecordMapper::rescue(const Rule& rule, const Place& place, TermId subject, Found value) {
  if (rule.otherwise == Otherwise::kNode) {
    TermId object = 0;
    const Place there{value.id, value.name, place.depth + 1};
    if (!node(mapping_.nodes[rule.otherwise_node], there, object)) return false;
    add(subject, rule.to, object);
    return true;
  }
  if (!is_text_like(record_->kind(value.id))) return false;
  add(subject, rule.to, dataset_.literal(record_->text(value.id)));
  record_->use(value.id);
  return true;
}

// What the other paths of a rule have is either the same once more, or must be told.
void RecordMapper::settle_others(const Rule& rule, const Place& place, std::size_t taken) {
  if (rule.from.size() < 2 || rule.as == As::kJson) return;
  const Values values = record_->find(place.id, rule.from[taken]);
  for (std::size_t i = 0; i < rule.from.size(); ++i) {
    if (i == taken) continue;
    for (const Found& other : record_->find(place.id, rule.from[i])) {
      if (!is_text_like(record_->kind(other.id))) continue;
      const bool same = std::any_of(values.begin(), values.end(), [&](const Found& value) {
        return record_->text(value.id) == record_->text(other.id);
      });
      if (same) {
        record_->use(other.id);
      } else if (record_->fate(other.id) == SourceRecord::Fate::kUntouched) {
        record_->fail(other.id, paths_of({rule.from[taken]}) + " was taken instead");
      }
    }
  }
}

std::string RecordMapper::language_of(const Rule& rule, const Place& place, Found value) {
  if (is_text_like(record_->kind(value.id)) &&
      record_->kind(value.id) != SourceRecord::Kind::kText) {
    return {};
  }
  for (const Template& form : rule.language) {
    Filled filled;
    if (!fill(form, place, value, false, filled) || !is_language_tag(filled.text)) continue;
    use_all(filled.leaves);
    return filled.text;
  }
  return {};
}

// False where a placeholder has no value. `filled.text` is what {.} stands for on entry.
bool RecordMapper::fill(const Template& form, const Place& place, Found value, bool encoded,
                        Filled& filled) const {
  const std::string own = std::move(filled.text);
  filled.text.clear();
  for (const Template::Part& part : form.parts) {
    std::string_view text;
    if (part.kind == Template::Kind::kText) {
      filled.text += part.text;
      continue;
    }
    if (part.kind == Template::Kind::kName) {
      text = value.name.empty() ? place.name : value.name;
    } else if (part.path.names.empty() && !part.path.from_record && !own.empty()) {
      text = own;
    } else {
      for (const Found& found : record_->find(place.id, part.path)) {
        if (!is_text_like(record_->kind(found.id))) continue;
        text = trimmed(record_->text(found.id));
        filled.leaves.push_back(found.id);
        break;
      }
    }
    if (text.empty()) return false;
    filled.text +=
        encoded && part.kind != Template::Kind::kRaw ? percent_encoded(text) : std::string(text);
  }
  return true;
}

void RecordMapper::add(TermId subject, std::string_view property, TermId object) {
  if (dataset_.quads().size() >= limits::kRecordStatementsMax) {
    too_large_ = true;
    return;
  }
  dataset_.add(subject, dataset_.iri(property), object);
}

void RecordMapper::use_all(const std::vector<SourceRecord::Id>& leaves) {
  for (const SourceRecord::Id leaf : leaves) record_->use(leaf);
}

}  // namespace rednode::catalogue
