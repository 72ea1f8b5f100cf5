#include "catalogue/shape_pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <string>

namespace rednode::catalogue {
namespace {

constexpr std::int64_t kMemory = 8 << 20;  // of one expression's automaton

// Escapes that RE2 does not have or has for ASCII only, as it writes them within brackets: the
// words (all but punctuation, separators and control characters) and digits of XPath are Unicode's.
struct Escape {
  char letter;
  bool negated;
  std::string_view set;
};
constexpr std::string_view kNameStart = "_:\\p{L}";
constexpr std::string_view kNameChar = "_:\\-.\\p{L}\\p{N}\\p{M}";
constexpr std::array kEscapes = {
    Escape{'i', false, kNameStart},
    Escape{'I', true, kNameStart},
    Escape{'c', false, kNameChar},
    Escape{'C', true, kNameChar},
    Escape{'d', false, "\\p{Nd}"},
    Escape{'D', false, "\\P{Nd}"},
    Escape{'w', false, "\\p{L}\\p{M}\\p{N}\\p{S}"},
    Escape{'W', false, "\\p{P}\\p{Z}\\p{C}"},
};

base::Status append_escape(std::string& out, char letter, bool in_class) {
  if (letter >= '1' && letter <= '9') {
    return base::invalid("back-references cannot be used in a pattern");
  }
  const auto* const escape =
      std::find_if(kEscapes.begin(), kEscapes.end(),
                   [letter](const Escape& each) { return each.letter == letter; });
  if (escape == kEscapes.end()) {
    out += '\\';
    out += letter;
    return {};
  }
  if (in_class && escape->negated) {
    return base::invalid("\\I and \\C cannot be used in brackets");
  }
  if (!in_class) out += escape->negated ? "[^" : "[";
  out += escape->set;
  if (!in_class) out += ']';
  return {};
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// An expression of XPath as RE2 writes it. `spaced`: white space outside of brackets says nothing
// (the flag x). Errors: what RE2 does not have.
base::Result<std::string> translate(std::string_view expression, bool spaced) {
  std::string out;
  bool in_class = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (spaced && !in_class && is_space(c)) continue;
    if (c == '\\' && i + 1 < expression.size()) {
      REDNODE_CHECK(append_escape(out, expression[++i], in_class));
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
  std::string modes;
  bool spaced = false;
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
        spaced = true;
        break;
      case 'q':
        options.set_literal(true);
        break;
      default:
        return base::invalid("the flag \"" + std::string(1, flag) +
                             "\" is not one of i, m, q, s, x");
    }
  }
  std::string text(expression);
  if (!options.literal()) {  // with q, all flags but i say nothing
    REDNODE_TRY(text, translate(expression, spaced));
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
