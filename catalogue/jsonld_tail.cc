#include "catalogue/jsonld_tail.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "catalogue/input_buffer.h"
#include "catalogue/json_extent.h"

namespace rednode::catalogue {
namespace {

// From the '{' of the document to its '}', member by member.
class Tail {
 public:
  explicit Tail(const ByteSource& source) : input_(source, events_) {}

  base::Result<JsonLdTail> find() {
    JsonLdTail tail;
    while (input_.view().size() < kMark.size() && !input_.at_eof()) REDNODE_CHECK(input_.more());
    if (input_.view().starts_with(kMark)) input_.consume(kMark.size());
    REDNODE_TRY(bool next, take('{'));
    while (next) {
      REDNODE_TRY(const Kept key, value());
      REDNODE_TRY(const bool colon, take(':'));
      if (!colon) return JsonLdTail{};
      REDNODE_TRY(Kept member, value());
      if (key.text != "\"@graph\"" && !keep(key.text, std::move(member), tail)) return JsonLdTail{};
      REDNODE_TRY(next, take(','));
    }
    REDNODE_TRY(const bool closed, take('}'));
    tail.plain = closed && !tail.context.text.empty();
    return tail;
  }

 private:
  static constexpr std::string_view kMark = "\xef\xbb\xbf";
  static constexpr std::size_t kKept = base::limits::kContextBytesMax;

  struct Kept {
    std::string text;  // "" where it is too long
    Position at;
  };

  static bool keep(const std::string& key, Kept&& member, JsonLdTail& tail) {
    JsonLdTail::Part* const part = key == "\"@context\"" ? &tail.context
                                   : key == "\"@id\""    ? &tail.id
                                                         : nullptr;
    if (part == nullptr || !part->text.empty() || member.text.empty()) return false;
    *part = {std::move(member.text), member.at};
    return true;
  }

  void consume(std::size_t count) {
    advance(position_, input_.view().substr(0, count));
    input_.consume(count);
  }

  base::Status skip_space() {
    for (;;) {
      const auto at = input_.view().find_first_not_of(" \t\r\n");
      consume(std::min(at, input_.view().size()));
      if (at != std::string_view::npos || input_.at_eof()) return {};
      REDNODE_CHECK(input_.more());
    }
  }

  base::Result<bool> take(char c) {
    REDNODE_CHECK(skip_space());
    if (!input_.view().starts_with(c)) return false;
    consume(1);
    return true;
  }

  base::Result<Kept> value() {
    REDNODE_CHECK(skip_space());
    Kept kept{{}, position_};
    JsonExtent extent;
    extent.start();
    bool whole = true;
    while (!extent.find_end(input_.view(), input_.at_eof())) {
      if (input_.view().size() >= kKept) {
        whole = false;
        consume(extent.let_go());
      }
      REDNODE_CHECK(input_.more());
    }
    if (whole) kept.text = input_.view().substr(0, extent.size());
    consume(extent.size());
    return kept;
  }

  const ReaderEvents events_;
  InputBuffer input_;
  Position position_{1, 1};
};

}  // namespace

base::Result<JsonLdTail> find_tail(const ByteSource& source) {
  return Tail(source).find();
}

}  // namespace rednode::catalogue
