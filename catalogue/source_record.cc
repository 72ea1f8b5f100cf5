#include "catalogue/source_record.h"

#include <algorithm>
#include <cstdio>

#include "catalogue/json_canonical.h"

namespace rednode::catalogue {
namespace {

bool is_blank_text(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

void SourceRecord::clear() {
  nodes_.assign(1, Node{});
  nodes_[kRoot].kind = Kind::kObject;
  texts_.clear();
  reasons_.clear();
  opened_.clear();
}

std::uint32_t SourceRecord::keep(std::string_view text) {
  const auto at = static_cast<std::uint32_t>(texts_.size());
  texts_ += text;
  return at;
}

SourceRecord::Id SourceRecord::add(Id parent, bool element, std::string_view name, Kind kind,
                                   std::string_view text) {
  Node node;
  node.kind = kind == Kind::kText && is_blank_text(text) ? Kind::kEmpty : kind;
  node.element = element;
  node.name = keep(name);
  node.name_size = static_cast<std::uint32_t>(name.size());
  node.text = keep(text);
  node.text_size = static_cast<std::uint32_t>(text.size());
  const auto id = static_cast<Id>(nodes_.size());
  nodes_.push_back(node);
  Node& above = nodes_[parent];
  if (above.first == kNone) {
    above.first = id;
  } else {
    nodes_[above.last].next = id;
  }
  above.last = id;
  return id;
}

SourceRecord::Id SourceRecord::add_member(Id parent, std::string_view name, Kind kind,
                                          std::string_view text) {
  return add(parent, false, name, kind, text);
}

SourceRecord::Id SourceRecord::add_element(Id parent, Kind kind, std::string_view text) {
  return add(parent, true, {}, kind, text);
}

bool SourceRecord::has_member(Id object, std::string_view name) const {
  for (Id id = first(object); id != kNone; id = next(id)) {
    if (!is_element(id) && this->name(id) == name) return true;
  }
  return false;
}

void SourceRecord::make_container(Id text, Kind kind) {
  nodes_[text].kind = kind;
}

void SourceRecord::undo(Id text, std::size_t size) {
  nodes_.resize(size);
  nodes_[text].kind = Kind::kText;
  nodes_[text].first = nodes_[text].last = kNone;
}

void SourceRecord::relink(Id parent, const std::vector<Id>& children) {
  nodes_[parent].first = nodes_[parent].last = kNone;
  for (const Id child : children) {
    nodes_[child].next = kNone;
    if (nodes_[parent].first == kNone) {
      nodes_[parent].first = child;
    } else {
      nodes_[nodes_[parent].last].next = child;
    }
    nodes_[parent].last = child;
  }
}

void SourceRecord::open(const SourcePath& path) {
  for (const Found& found : find(kRoot, path)) {
    if (kind(found.id) == Kind::kObject && found.id != kRoot) opened_.push_back(found.id);
  }
}

// The value takes the name that the pair gives it; what else the element has stays in the element.
void SourceRecord::pair_up(Id list, Id element, std::string_view key, std::string_view value,
                           std::vector<Id>& members) {
  Id key_id = kNone;
  Id value_id = kNone;
  std::vector<Id> rest;
  for (Id id = first(element); id != kNone; id = next(id)) {
    if (key_id == kNone && name(id) == key && kind(id) == Kind::kText) {
      key_id = id;
    } else if (value_id == kNone && name(id) == value) {
      value_id = id;
    } else {
      rest.push_back(id);
    }
  }
  if (kind(element) != Kind::kObject || key_id == kNone || value_id == kNone) {
    members.push_back(element);
    return;
  }
  nodes_[value_id].name = nodes_[key_id].text;
  nodes_[value_id].name_size = nodes_[key_id].text_size;
  members.push_back(value_id);
  if (!rest.empty()) members.push_back(element);
  relink(element, rest);
  nodes_[list].kind = Kind::kObject;
}

void SourceRecord::open_pairs(const SourcePath& path, std::string_view key,
                              std::string_view value) {
  for (const Found& found : find(kRoot, path, true)) {
    if (kind(found.id) != Kind::kList) continue;
    std::vector<Id> elements;
    for (Id id = first(found.id); id != kNone; id = next(id)) elements.push_back(id);
    std::vector<Id> members;
    for (const Id element : elements) pair_up(found.id, element, key, value, members);
    relink(found.id, members);
    if (kind(found.id) == Kind::kObject) opened_.push_back(found.id);
  }
}

bool SourceRecord::is_empty(Id id) const {
  if (!is_container(id)) return kind(id) == Kind::kEmpty;
  for (Id child = first(id); child != kNone; child = next(child)) {
    if (!is_empty(child)) return false;
  }
  return true;
}

// Elements are gone through: what stands in a list has the list's place.
void SourceRecord::step(Id from, std::string_view name, std::vector<Found>& out,
                        std::string_view met) const {
  for (Id id = first(from); id != kNone; id = next(id)) {
    if (is_element(id)) {
      step(id, name, out, met);
    } else if (name == kAnyName) {
      out.push_back({id, this->name(id)});
    } else if (this->name(id) == name) {
      out.push_back({id, met});
    }
  }
}

void SourceRecord::finish(Found found, bool whole, std::vector<Found>& out) const {
  if (is_empty(found.id)) return;
  if (whole || kind(found.id) != Kind::kList) {
    out.push_back(found);
    return;
  }
  for (Id id = first(found.id); id != kNone; id = next(id)) finish({id, found.name}, whole, out);
}

std::vector<SourceRecord::Found> SourceRecord::find(Id from, const SourcePath& path,
                                                    bool whole) const {
  std::vector<Found> at = {{path.from_record ? kRoot : from, {}}};
  for (std::size_t i = 0; i < path.names.size(); ++i) {
    std::vector<Found> found;
    for (const Found& here : at) {
      step(here.id, path.names[i], found, here.name);
      // What the record says itself goes before what was opened into it.
      if (here.id != kRoot || path.names[i] == kAnyName) continue;
      const bool own = std::any_of(found.begin(), found.end(),
                                   [this](const Found& f) { return !is_empty(f.id); });
      for (const Id opened : opened_) {
        if (!own) step(opened, path.names[i], found, here.name);
      }
    }
    at = std::move(found);
  }
  std::vector<Found> out;
  for (const Found& found : at) finish(found, whole, out);
  return out;
}

void SourceRecord::use(Id id) {
  if (!is_container(id)) nodes_[id].fate = Fate::kUsed;
  for (Id child = first(id); child != kNone; child = next(child)) use(child);
}

void SourceRecord::fail(Id leaf, std::string reason) {
  Node& node = nodes_[leaf];
  if (node.fate == Fate::kUsed) return;
  node.fate = Fate::kFailed;
  node.reason = static_cast<std::uint32_t>(reasons_.size());
  reasons_.push_back(std::move(reason));
}

std::string_view SourceRecord::reason(Id leaf) const {
  const std::uint32_t reason = nodes_[leaf].reason;
  return reason == kNone ? std::string_view{} : std::string_view(reasons_[reason]);
}

void SourceRecord::visit_leaves(const LeafVisitor& visitor) const {
  std::vector<std::string_view> names;
  visit(kRoot, names, visitor);
}

void SourceRecord::visit(Id id, std::vector<std::string_view>& names,
                         const LeafVisitor& visitor) const {
  const bool named = id != kRoot && !is_element(id);
  if (named) names.push_back(name(id));
  if (!is_container(id) && kind(id) != Kind::kEmpty) visitor(id, names);
  for (Id child = first(id); child != kNone; child = next(child)) visit(child, names, visitor);
  if (named) names.pop_back();
}

std::string SourceRecord::to_json(Id id) const {
  std::string out;
  append_json(out, id);
  return out;
}

void SourceRecord::append_json(std::string& out, Id id) const {
  switch (kind(id)) {
    case Kind::kEmpty:
      out += "null";
      return;
    case Kind::kNumber:
    case Kind::kBoolean:
      out += text(id);
      return;
    case Kind::kText:
      append_json_string(out, text(id));
      return;
    case Kind::kList:
    case Kind::kObject:
      break;
  }
  const bool object = kind(id) == Kind::kObject;
  out += object ? '{' : '[';
  for (Id child = first(id); child != kNone; child = next(child)) {
    if (child != first(id)) out += ',';
    if (object) {
      append_json_string(out, name(child));
      out += ':';
    }
    append_json(out, child);
  }
  out += object ? '}' : ']';
}

}  // namespace rednode::catalogue
