#include "catalogue/json_value.h"

#include <charconv>
#include <cstdlib>

namespace rednode::catalogue {

JsonValue::JsonValue() = default;
JsonValue::~JsonValue() = default;
JsonValue::JsonValue(JsonValue&&) noexcept = default;
JsonValue& JsonValue::operator=(JsonValue&&) noexcept = default;

JsonValue JsonValue::boolean(bool value, JsonPlace place) {
  JsonValue made;
  made.value_ = value;
  made.place = place;
  return made;
}

JsonValue JsonValue::number(std::string written, JsonPlace place) {
  JsonValue made;
  made.value_ = Number{std::move(written)};
  made.place = place;
  return made;
}

JsonValue JsonValue::string(std::string text, JsonPlace place) {
  JsonValue made;
  made.value_ = std::move(text);
  made.place = place;
  return made;
}

JsonValue JsonValue::array(JsonPlace place) {
  JsonValue made;
  made.value_ = Array();
  made.place = place;
  return made;
}

JsonValue JsonValue::object(JsonPlace place) {
  JsonValue made;
  made.value_ = std::make_unique<JsonObject>();
  made.place = place;
  return made;
}

double JsonValue::number() const {
  const std::string& text = written();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // Beyond the doubles from_chars gives nothing; strtod tells too large from too small.
  return error == std::errc::result_out_of_range ? std::strtod(text.c_str(), nullptr) : value;
}

const JsonValue* JsonValue::find(std::string_view key) const {
  return is_object() ? members().find(key) : nullptr;
}

JsonValue JsonValue::clone() const {
  JsonValue copy;
  copy.place = place;
  if (is_array()) {
    Array items;
    items.reserve(this->items().size());
    for (const JsonValue& item : this->items()) items.push_back(item.clone());
    copy.value_ = std::move(items);
  } else if (is_object()) {
    auto object = std::make_unique<JsonObject>();
    for (const JsonMember& member : members()) {
      object->add({member.key, member.place, member.value.clone()});
    }
    copy.value_ = std::move(object);
  } else if (is_string()) {
    copy.value_ = text();
  } else if (kind() == Kind::kNumber) {
    copy.value_ = Number{written()};
  } else if (kind() == Kind::kBoolean) {
    copy.value_ = boolean();
  }
  return copy;
}

bool JsonValue::operator==(const JsonValue& other) const {
  if (kind() != other.kind()) return false;
  if (!is_object()) return value_ == other.value_;
  if (members().size() != other.members().size()) return false;
  for (const JsonMember& member : members()) {
    const JsonValue* same = other.find(member.key);
    if (same == nullptr || !(*same == member.value)) return false;
  }
  return true;
}

const JsonValue* JsonObject::find(std::string_view key) const {
  if (members_.size() <= kSmall) {
    for (const JsonMember& member : members_) {
      if (member.key == key) return &member.value;
    }
    return nullptr;
  }
  const auto found = index_->find(key);
  return found == index_->end() ? nullptr : &members_[found->second].value;
}

JsonValue* JsonObject::find(std::string_view key) {
  return const_cast<JsonValue*>(std::as_const(*this).find(key));
}

bool JsonObject::add(JsonMember member) {
  if (contains(member.key)) return false;
  if (members_.size() == kSmall) {
    index_ = std::make_unique<Index>();
    for (std::size_t i = 0; i < members_.size(); ++i) index_->emplace(members_[i].key, i);
  }
  if (index_ != nullptr) index_->emplace(member.key, members_.size());
  members_.push_back(std::move(member));
  return true;
}

JsonValue& JsonObject::at(std::string_view key) {
  if (JsonValue* found = find(key)) return *found;
  add({std::string(key), {}, {}});
  return members_.back().value;
}

}  // namespace rednode::catalogue
