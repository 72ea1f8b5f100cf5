#include "catalogue/json_record.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;
using Kind = SourceRecord::Kind;

// What nlohmann::json says of a syntax error, without its own preamble and the bytes it read.
std::string reason_of(std::string_view what) {
  if (const auto at = what.find("syntax error"); at != std::string_view::npos)
    what.remove_prefix(at);
  if (const auto last = what.find("; last read"); last != std::string_view::npos) {
    const auto expected = what.find("; expected", last);
    std::string reason(what.substr(0, last));
    if (expected != std::string_view::npos) reason += what.substr(expected);
    what = {};
    if (base::is_utf8(reason) && reason.size() < 200) return "it is no JSON: " + reason;
  }
  if (what.find("UTF-8") != std::string_view::npos) return "a text is not UTF-8";
  if (what.empty() || what.size() > 200 || !base::is_utf8(what)) return "it is no JSON";
  return "it is no JSON: " + std::string(what);
}

// Tells how far nlohmann::json has come, which a SAX handler is not told.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, std::size_t* count) : at_(at), count_(count) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    if (count_ != nullptr) ++*count_;
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  std::size_t* count_;
};

// Receives what nlohmann::json's SAX parser meets, and builds below `root`.
class Builder {
 public:
  Builder(SourceRecord& record, SourceRecord::Id root) : record_(record), root_(root) {}

  std::optional<JsonFault> fault;
  std::size_t position = 0;  // of the character that is read next

  bool null() { return leaf(Kind::kEmpty, {}); }
  bool boolean(bool value) { return leaf(Kind::kBoolean, value ? "true" : "false"); }
  bool number_integer(std::int64_t value) { return leaf(Kind::kNumber, std::to_string(value)); }
  bool number_unsigned(std::uint64_t value) { return leaf(Kind::kNumber, std::to_string(value)); }
  bool number_float(double, const std::string& written) { return leaf(Kind::kNumber, written); }
  bool string(const std::string& value) { return leaf(Kind::kText, value); }
  bool binary(const nlohmann::json::binary_t&) { return false; }
  bool start_object(std::size_t) { return start(Kind::kObject); }
  bool start_array(std::size_t) { return start(Kind::kList); }
  bool end_object() { return end(); }
  bool end_array() { return end(); }

  bool key(const std::string& name) {
    if (has_twice(open_.back(), name)) return stop("it has the name '" + name + "' twice");
    name_ = name;
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) {
    if (!fault) fault = JsonFault{position > 0 ? position - 1 : 0, reason_of(error.what())};
    return false;
  }

 private:
  // A list or an object that has not ended.
  struct Open {
    SourceRecord::Id id = SourceRecord::kRoot;
    std::size_t members = 0;
    std::unordered_set<std::string> names;  // of its members, where they are many
  };
  static constexpr std::size_t kFewMembers = 32;

  bool has_twice(Open& object, const std::string& name) {
    if (++object.members <= kFewMembers) return record_.has_member(object.id, name);
    if (object.names.empty()) {
      for (auto id = record_.first(object.id); id != SourceRecord::kNone; id = record_.next(id)) {
        object.names.emplace(record_.name(id));
      }
    }
    return !object.names.insert(name).second;
  }

  bool stop(std::string reason) {
    if (reason.size() > limits::kUnmappedExampleBytesMax) reason = "it has a long name twice";
    fault = JsonFault{position > 0 ? position - 1 : 0, std::move(reason)};
    return false;
  }

  bool add(Kind kind, std::string_view text, SourceRecord::Id& id) {
    if (record_.size() >= limits::kSourceValuesMax) {
      return stop("it has more than " + std::to_string(limits::kSourceValuesMax) + " values");
    }
    const SourceRecord::Id parent = open_.back().id;
    id = record_.kind(parent) == Kind::kObject ? record_.add_member(parent, name_, kind, text)
                                               : record_.add_element(parent, kind, text);
    return true;
  }

  bool leaf(Kind kind, std::string_view text) {
    if (open_.empty()) return stop("it is no object");
    SourceRecord::Id id = 0;
    return add(kind, text, id);
  }

  bool start(Kind kind) {
    if (open_.empty()) {
      record_.make_container(root_, kind);
      open_.push_back({root_, 0, {}});
      return true;
    }
    if (open_.size() >= limits::kJsonNestingMax) {
      return stop("it nests deeper than " + std::to_string(limits::kJsonNestingMax));
    }
    SourceRecord::Id id = 0;
    if (!add(kind, {}, id)) return false;
    open_.push_back({id, 0, {}});
    return true;
  }

  bool end() {
    open_.pop_back();
    return true;
  }

  SourceRecord& record_;
  const SourceRecord::Id root_;
  std::vector<Open> open_;
  std::string name_;
};

std::optional<JsonFault> parse_below(std::string_view text, SourceRecord& record,
                                     SourceRecord::Id root) {
  Builder builder(record, root);
  const char* const end = text.data() + text.size();
  const bool done = nlohmann::json::sax_parse(CountingIterator(text.data(), &builder.position),
                                              CountingIterator(end, nullptr), &builder);
  if (done && !builder.fault) return std::nullopt;
  if (!builder.fault) builder.fault = JsonFault{0, "it is no JSON"};
  return std::move(builder.fault);
}

bool looks_like_json(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  const auto last = text.find_last_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  return (text[first] == '[' && text[last] == ']') || (text[first] == '{' && text[last] == '}');
}

}  // namespace

std::optional<JsonFault> parse_json_record(std::string_view text, SourceRecord& record) {
  record.clear();
  return parse_below(text, record, SourceRecord::kRoot);
}

void open_embedded_json(SourceRecord& record) {
  const std::size_t size = record.size();
  for (SourceRecord::Id id = 0; id < size; ++id) {
    if (record.kind(id) != Kind::kText || !looks_like_json(record.text(id))) continue;
    const std::string text(record.text(id));
    const std::size_t before = record.size();
    if (parse_below(text, record, id) || record.size() == before) record.undo(id, before);
  }
}

}  // namespace rednode::catalogue
