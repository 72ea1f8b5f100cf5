#include "catalogue/ntriples.h"

#include <array>

#include "catalogue/iri.h"
#include "catalogue/names.h"
#include "catalogue/utf8.h"

namespace rednode::catalogue {
namespace {

enum class Class : unsigned char { kPlain, kQuote, kBackslash, kControl, kHigh };

// How the octets of a quoted string matter. kControl may stand there but is escaped canonically.
constexpr std::array<Class, 256> make_classes() {
  std::array<Class, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = Class::kControl;
  table[0x7f] = Class::kControl;
  table['"'] = Class::kQuote;
  table['\\'] = Class::kBackslash;
  table[0xef] = Class::kHigh;  // U+FFFE and U+FFFF begin with it
  return table;
}
constexpr std::array<Class, 256> kClasses = make_classes();

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char c : text) all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
  return all < 0x80;
}

bool is_tag_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

}  // namespace

void append_nquad(base::Bytes& out, const QuadText& quad) {
  out.append(quad.subject).push_back(' ');
  out.append(quad.predicate).push_back(' ');
  out.append(quad.object).push_back(' ');
  if (!quad.graph.empty()) out.append(quad.graph).push_back(' ');
  out.append(".\n");
}

base::Bytes to_nquads(const Dataset& dataset) {
  base::Bytes out;
  for (const Quad& quad : dataset.quads()) append_nquad(out, dataset.texts(quad));
  return out;
}

bool NQuadsParser::fail(std::string reason) {
  reason_ = std::move(reason);
  return false;
}

void NQuadsParser::skip_space() {
  while (at_ < line_.size() && (line_[at_] == ' ' || line_[at_] == '\t')) ++at_;
}

NQuadsParser::Outcome NQuadsParser::parse(std::string_view line, QuadText& quad) {
  line_ = line;
  at_ = 0;
  subject_ = {};
  skip_space();
  if (at_end() || peek() == '#') return Outcome::kNothing;
  if (!is_ascii(line) && !base::is_utf8(line)) {
    fail("the line is not UTF-8");
    return Outcome::kError;
  }
  return statement(quad) ? Outcome::kQuad : Outcome::kError;
}

bool NQuadsParser::statement(QuadText& quad) {
  if (!resource(scratch_[0], quad.subject)) return false;
  subject_ = quad.subject;
  skip_space();
  if (peek() != '<') return fail("a predicate must be an IRI");
  if (!iri(scratch_[1], quad.predicate)) return false;
  skip_space();
  if (!(peek() == '"' ? literal(scratch_[2], quad.object) : resource(scratch_[2], quad.object))) {
    return false;
  }
  skip_space();
  quad.graph = {};
  if (graphs_allowed_ && (peek() == '<' || peek() == '_')) {
    if (!resource(scratch_[3], quad.graph)) return false;
    skip_space();
  }
  if (peek() != '.') {
    return fail(at_end() ? "the line ends before the statement's '.'" : "expected '.'");
  }
  ++at_;
  skip_space();
  if (!at_end() && peek() != '#') return fail("more than one statement on a line");
  return true;
}

bool NQuadsParser::resource(std::string& scratch, std::string_view& text) {
  if (peek() == '<') return iri(scratch, text);
  if (peek() == '_') return blank(text);
  return fail(peek() == '"' ? "a literal cannot stand here" : "expected an IRI or a blank node");
}

bool NQuadsParser::iri(std::string& scratch, std::string_view& text) {
  const std::size_t begin = at_;
  const std::size_t stop = forbidden_in_iri(line_.substr(begin + 1));
  if (stop == std::string_view::npos) return fail("an IRI does not end with '>'");
  at_ = begin + 1 + stop;
  if (peek() == '>') {
    ++at_;
    text = line_.substr(begin, at_ - begin);
  } else {
    scratch.assign(line_, begin, at_ - begin);
    while (peek() != '>') {
      if (at_end()) return fail("an IRI does not end with '>'");
      if (peek() == '\\') {
        if (line_.substr(at_, 2) != "\\u" && line_.substr(at_, 2) != "\\U") {
          return fail("an IRI holds a '\\' that is no \\u escape");
        }
        if (!escape(scratch)) return false;
      } else {
        scratch.push_back(line_[at_++]);
      }
    }
    ++at_;
    if (auto fault = iri_fault(std::string_view(scratch).substr(1)); !fault.empty()) {
      return fail(std::move(fault));
    }
    scratch.push_back('>');
    text = scratch;
  }
  if (!is_absolute_iri(iri_of(text))) {
    return fail("the IRI " + std::string(text) + " is relative, which this format does not allow");
  }
  return true;
}

bool NQuadsParser::blank(std::string_view& text) {
  const std::size_t begin = at_;
  if (line_.substr(at_, 2) != "_:") return fail("expected a blank node");
  at_ += 2;
  std::size_t end = at_;  // labels hold dots but do not end with one
  while (at_ < line_.size()) {
    const Character c = character_at(line_, at_);
    const bool first = at_ == begin + 2;
    const bool base = c.code == '_' || is_name_base(c.code) || (c.code >= '0' && c.code <= '9');
    if (!base && (first || (c.code != '.' && !is_name_character(c.code)))) break;
    at_ += c.length;
    if (c.code != '.') end = at_;
  }
  at_ = end;
  if (end == begin + 2) return fail("a blank node without a label");
  text = line_.substr(begin, end - begin);
  return true;
}

// Reads "..."; where that is canonical, `raw` is what stands between the quotes, else lexical_ is.
bool NQuadsParser::quoted(std::string_view& raw, bool& canonical) {
  const std::size_t begin = ++at_;
  std::size_t plain = begin;
  canonical = true;
  for (;; ++at_) {
    if (at_end()) return fail("a literal does not end on its line");
    const Class kind = kClasses[static_cast<unsigned char>(line_[at_])];
    if (kind == Class::kPlain) continue;
    if (kind == Class::kQuote) break;
    if (line_[at_] == '\r') return fail("a literal holds a bare line end");
    if (canonical) lexical_.clear();
    canonical = false;
    if (kind != Class::kBackslash) continue;
    lexical_.append(line_, plain, at_ - plain);
    if (!escape(lexical_)) return false;
    plain = at_--;
  }
  raw = line_.substr(begin, at_ - begin);
  if (!canonical) lexical_.append(line_, plain, at_ - plain);
  ++at_;
  return true;
}

bool NQuadsParser::literal(std::string& scratch, std::string_view& text) {
  const std::size_t begin = at_;
  std::string_view raw;
  std::string_view language;
  std::string_view datatype;
  bool canonical = true;
  if (!quoted(raw, canonical)) return false;
  const std::size_t quoted_end = at_;
  skip_space();  // the grammar allows it; canonical documents have none
  if (peek() != '@' && peek() != '^') at_ = quoted_end;
  bool spaced = at_ != quoted_end;
  if (peek() == '@') {
    const std::size_t tag = ++at_;
    while (!at_end() && is_tag_character(line_[at_])) ++at_;
    language = line_.substr(tag, at_ - tag);
    if (!is_language_tag(language)) {
      return fail("'@" + std::string(language) + "' is no language tag");
    }
  } else if (line_.substr(at_, 2) == "^^") {
    at_ += 2;
    const std::size_t datatype_begin = at_;
    skip_space();
    spaced = spaced || at_ != datatype_begin;
    if (peek() != '<') return fail("a datatype must be an IRI");
    if (!iri(datatype_, datatype)) return false;
    spaced = spaced || datatype.data() == datatype_.data();  // it was written with escapes
    datatype = iri_of(datatype);
  }
  if (canonical && spaced) {
    lexical_.assign(raw);
    canonical = false;
  }
  if (canonical) {
    const std::size_t end = datatype == names::kXsdString ? quoted_end : at_;
    text = line_.substr(begin, end - begin);
    return true;
  }
  scratch.clear();
  append_literal(scratch, lexical_, datatype, language);
  text = scratch;
  return true;
}

bool NQuadsParser::escape(std::string& out) {
  const char kind = at_ + 1 < line_.size() ? line_[at_ + 1] : '\0';
  if (kind == 'u' || kind == 'U') {
    const std::size_t digits = kind == 'u' ? 4 : 8;
    std::uint32_t code = 0;
    if (line_.size() - at_ - 2 < digits || !hex_value(line_.substr(at_ + 2, digits), code)) {
      return fail("\\u wants four hexadecimal digits, \\U eight");
    }
    if (!is_scalar(code)) return fail("an escape that is no Unicode character");
    append_utf8(out, code);
    at_ += 2 + digits;
    return true;
  }
  constexpr std::string_view kLetters = "tbnrf\"'\\";
  constexpr std::string_view kMeanings = "\t\b\n\r\f\"'\\";
  const auto which = kLetters.find(kind);
  if (kind == '\0' || which == std::string_view::npos) {
    return fail("a '\\' that begins no escape");
  }
  out.push_back(kMeanings[which]);
  at_ += 2;
  return true;
}

base::Status parse_nquads(base::BytesView bytes, Dataset& dataset) {
  dataset.clear();
  NQuadsParser parser(true);
  QuadText quad;
  std::size_t number = 0;
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    ++number;
    const auto outcome = parser.parse(line, quad);
    if (outcome == NQuadsParser::Outcome::kError) {
      return base::invalid("N-Quads line " + std::to_string(number) + ": " + parser.reason());
    }
    if (outcome == NQuadsParser::Outcome::kQuad) dataset.add(quad);
  }
  dataset.index();
  return {};
}

base::Result<Dataset> parse_nquads(base::BytesView bytes) {
  Dataset dataset;
  REDNODE_CHECK(parse_nquads(bytes, dataset));
  return dataset;
}

}  // namespace rednode::catalogue
