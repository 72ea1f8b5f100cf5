// JsonValue: a JSON text in memory (RFC 8259), for documents that people must be able to correct:
// every value knows where it stands, members keep their order, numbers the form in which they were
// written.
//
// Thread rule: value types; const access from several threads is safe. Copies are made by clone()
// only, because a copy is a whole tree.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "catalogue/position.h"

namespace rednode::catalogue {

struct JsonPlace {
  Position at;
  std::uint32_t begin = 0;  // octets into the text that was parsed
  std::uint32_t end = 0;
};

class JsonObject;

class JsonValue {
 public:
  enum class Kind : std::uint8_t { kNull, kBoolean, kNumber, kString, kArray, kObject };
  using Array = std::vector<JsonValue>;

  JsonValue();
  ~JsonValue();
  JsonValue(JsonValue&&) noexcept;
  JsonValue& operator=(JsonValue&&) noexcept;

  static JsonValue boolean(bool value, JsonPlace place = {});
  // REQUIRES: a number as RFC 8259 writes it.
  static JsonValue number(std::string written, JsonPlace place = {});
  static JsonValue string(std::string text, JsonPlace place = {});
  static JsonValue array(JsonPlace place = {});
  static JsonValue object(JsonPlace place = {});

  Kind kind() const { return static_cast<Kind>(value_.index()); }
  bool is_null() const { return kind() == Kind::kNull; }
  bool is_string() const { return kind() == Kind::kString; }
  bool is_array() const { return kind() == Kind::kArray; }
  bool is_object() const { return kind() == Kind::kObject; }
  bool is_scalar() const { return !is_null() && !is_array() && !is_object(); }

  // REQUIRES: the kind (all below).
  bool boolean() const { return std::get<bool>(value_); }
  const std::string& written() const { return std::get<Number>(value_).written; }
  double number() const;  // the nearest double, infinity where there is none
  const std::string& text() const { return std::get<std::string>(value_); }
  const Array& items() const { return std::get<Array>(value_); }
  Array& items() { return std::get<Array>(value_); }
  const JsonObject& members() const { return *std::get<Members>(value_); }
  JsonObject& members() { return *std::get<Members>(value_); }

  // The member of an object, or null where it has none or this is no object.
  const JsonValue* find(std::string_view key) const;
  bool is_text(std::string_view text) const { return is_string() && this->text() == text; }

  JsonValue clone() const;
  // The same JSON; the order of members and where they stand do not count.
  bool operator==(const JsonValue& other) const;

  JsonPlace place;

 private:
  struct Number {
    std::string written;
    bool operator==(const Number&) const = default;
  };
  using Members = std::unique_ptr<JsonObject>;

  std::variant<std::monostate, bool, Number, std::string, Array, Members> value_;
};

struct JsonMember {
  std::string key;
  JsonPlace place;  // of the key
  JsonValue value;
};

class JsonObject {
 public:
  const JsonValue* find(std::string_view key) const;
  JsonValue* find(std::string_view key);
  bool contains(std::string_view key) const { return find(key) != nullptr; }
  // False, and nothing done, where the key is there.
  bool add(JsonMember member);
  // The value under the key, a null where there was none.
  JsonValue& at(std::string_view key);

  bool empty() const { return members_.empty(); }
  std::size_t size() const { return members_.size(); }
  auto begin() const { return members_.begin(); }
  auto end() const { return members_.end(); }
  auto begin() { return members_.begin(); }
  auto end() { return members_.end(); }

 private:
  static constexpr std::size_t kSmall = 12;  // up to here looking along the members is faster

  std::vector<JsonMember> members_;
  // A tree, and no hash table: the keys are chosen by whoever wrote the document.
  using Index = std::map<std::string, std::size_t, std::less<>>;
  std::unique_ptr<Index> index_;  // of more members than that
};

}  // namespace rednode::catalogue
