#include "catalogue/shape_pattern.h"

#include <re2/re2.h>

#include <string>

namespace rednode::catalogue {
namespace {

constexpr std::int64_t kMemory = 8 << 20;  // of one expression's automaton

// The first and the other characters of an XML name (\i and \c), as RE2 writes them, without
// brackets.
constexpr std::string_view kNameStart = "_:\\p{L}";
constexpr std::string_view kNameChar = "_:\\-.\\p{L}\\p{N}\\p{M}";

// Writes the few escapes that RE2 has otherwise. Errors: what it does not have.
base::Result<std::string> translate(std::string_view expression) {
  std::string out;
  bool in_class = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (c == '\\' && i + 1 < expression.size()) {
      const char escaped = expression[++i];
      if (escaped >= '1' && escaped <= '9') {
        return base::invalid("back-references cannot be used in a pattern");
      }
      const bool negated = escaped == 'I' || escaped == 'C';
      if (escaped == 'i' || escaped == 'c' || negated) {
        if (in_class && negated) return base::invalid("\\I and \\C cannot be used in brackets");
        const auto set = escaped == 'i' || escaped == 'I' ? kNameStart : kNameChar;
        if (!in_class) out += negated ? "[^" : "[";
        out += set;
        if (!in_class) out += ']';
        continue;
      }
      out += c;
      out += escaped;
      continue;
    }
    if (c == '[') {
      if (in_class) {
        return base::invalid("class subtraction and nested brackets cannot be used in a pattern");
      }
      in_class = true;
    } else if (c == ']') {
      in_class = false;
    }
    out += c;
  }
  return out;
}

std::string without_space(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') out += c;
  }
  return out;
}

}  // namespace

struct Pattern::Engine {
  Engine(const std::string& expression, const RE2::Options& options) : re(expression, options) {}
  RE2 re;
};

Pattern::Pattern(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Pattern::~Pattern() = default;

base::Result<std::shared_ptr<const Pattern>> Pattern::compile(std::string_view expression,
                                                              std::string_view flags) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMemory);
  options.set_never_capture(true);
  std::string text(expression);
  std::string modes;
  for (const char flag : flags) {
    switch (flag) {
      case 'i':
        options.set_case_sensitive(false);
        break;
      case 's':
      case 'm':
        modes += flag;
        break;
      case 'x':
        text = without_space(text);
        break;
      case 'q':
        options.set_literal(true);
        break;
      default:
        return base::invalid("the flag \"" + std::string(1, flag) +
                             "\" is not one of i, m, q, s, x");
    }
  }
  if (!options.literal()) {
    REDNODE_TRY(text, translate(text));
    if (!modes.empty()) text = "(?" + modes + ")" + text;
  }
  auto engine = std::make_unique<Engine>(text, options);
  if (!engine->re.ok()) {
    return base::invalid("the pattern \"" + std::string(expression) +
                         "\" cannot be used: " + engine->re.error());
  }
  return std::shared_ptr<const Pattern>(new Pattern(std::move(engine)));
}

bool Pattern::matches(std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), engine_->re);
}

}  // namespace rednode::catalogue
