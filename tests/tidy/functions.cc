#include "tests/tidy/functions.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace rednode::tidy {
namespace {

enum class Kind { kScope, kFunction, kOther };

struct Block {
  Kind kind;
  std::string header;
  std::size_t first_index;
};

bool begins_scope(std::string_view header) {
  constexpr std::array<std::string_view, 7> kWords = {"namespace", "struct ", "class ",  "enum ",
                                                      "union ",    "extern ", "template"};
  const bool named =
      std::ranges::any_of(kWords, [&](auto word) { return header.starts_with(word); });
  return named && (header.find('(') == header.npos || header.starts_with("class ") ||
                   header.starts_with("struct "));
}

class Reader {
 public:
  std::vector<Function> read(const std::vector<std::string>& code) {
    for (std::size_t i = 0; i < code.size(); ++i) {
      if (code[i].starts_with("#") || continues_macro(code, i)) continue;
      for (const char c : code[i]) take(c, i);
      if (!text_.empty() && text_.back() != ' ') text_ += ' ';
    }
    return std::move(functions_);
  }

 private:
  static bool continues_macro(const std::vector<std::string>& code, std::size_t i) {
    return i > 0 && code[i - 1].ends_with("\\");
  }

  bool in_function() const {
    return std::ranges::any_of(blocks_, [](const Block& b) { return b.kind == Kind::kFunction; });
  }

  Kind kind_here() const {
    if (in_function()) return Kind::kOther;
    if (begins_scope(text_)) return Kind::kScope;
    const auto bracket = text_.find('(');
    if (bracket == text_.npos) return Kind::kOther;
    const auto equals = text_.find(" = ");
    return equals < bracket ? Kind::kOther : Kind::kFunction;
  }

  // ": member{value}" among the initializers of a constructor: a value, not the body.
  bool is_member_value() const {
    if (text_.find(") :") == text_.npos || text_.empty()) return false;
    const char last = text_.back();
    return last != ' ' && last != ')';
  }

  void take(char c, std::size_t index) {
    if (c == '{') {
      const bool value = is_member_value();
      blocks_.push_back({value ? Kind::kOther : kind_here(), text_, first_});
      if (!value) text_.clear();
    } else if (c == '}') {
      close(index);
    } else if (c == ';') {
      text_.clear();
    } else if (c != ' ' || !text_.empty()) {
      if (text_.empty()) first_ = index;
      text_ += c;
    }
  }

  void close(std::size_t index) {
    if (blocks_.empty()) return;
    const Block block = std::move(blocks_.back());
    blocks_.pop_back();
    text_.clear();
    if (block.kind == Kind::kFunction)
      functions_.push_back({block.header, block.first_index, index});
    if (block.kind == Kind::kOther && block.header.find(") :") != block.header.npos &&
        !block.header.ends_with(' ') && !in_function()) {
      text_ = block.header + "{} ";
      first_ = block.first_index;
    }
  }

  std::vector<Block> blocks_;
  std::vector<Function> functions_;
  std::string text_;       // since the last brace or semicolon
  std::size_t first_ = 0;  // the line where that began
};

}  // namespace

std::vector<Function> functions_of(const std::vector<std::string>& code) {
  return Reader().read(code);
}

}  // namespace rednode::tidy
