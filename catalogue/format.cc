#include "catalogue/format.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "catalogue/json_kind.h"
#include "catalogue/ntriples.h"
#include "catalogue/statement_cutter.h"

namespace rednode::catalogue {
namespace {

struct Row {
  Format format;
  std::string_view name;
  std::string_view media_type;
  std::string_view file_endings;  // each with a space behind it
};

constexpr std::array<Row, 11> kRows = {{
    {Format::kTurtle, "turtle", "text/turtle", "ttl turtle n3 "},
    {Format::kNTriples, "ntriples", "application/n-triples", "nt ntriples "},
    {Format::kNQuads, "nquads", "application/n-quads", "nq nquads "},
    {Format::kTrig, "trig", "application/trig", "trig "},
    {Format::kRdfXml, "rdfxml", "application/rdf+xml", "rdf xml owl "},
    {Format::kJsonLd, "jsonld", "application/ld+json", "jsonld json "},
    {Format::kUdata, "udata", "application/json", ""},
    {Format::kCkan, "ckan", "application/json", ""},
    {Format::kCsv, "csv", "text/csv", "csv tsv "},
    {Format::kMapped, "mapped", "application/json", ""},
    {Format::kJsonLines, "jsonl", "application/x-ndjson", "jsonl "},
}};

const Row& row_of(Format format) {
  return *std::find_if(kRows.begin(), kRows.end(),
                       [format](const Row& r) { return r.format == format; });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool is_written(Format format) {
  return format != Format::kUdata && format != Format::kCkan && format != Format::kMapped;
}

// "a, b or c": the names of the formats that pass.
std::string names_where(bool (*passes)(Format)) {
  std::vector<std::string_view> names;
  for (const Row& row : kRows) {
    if (passes(row.format)) names.push_back(row.name);
  }
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

std::string_view without_space(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text;
}

bool starts_name(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// "<rdf:RDF xmlns..." and not "<http://...>": an IRI holds no space, and no IRI is followed by
// "</".
bool is_xml(std::string_view head) {
  if (head.starts_with("<?xml") || head.starts_with("<!")) return true;
  if (head.size() < 2 || head[0] != '<' || !starts_name(head[1])) return false;
  const auto end = head.find_first_of("> \t\r\n/", 1);
  if (end == std::string_view::npos) return false;
  if (head[end] == '>') return head.find("</", end) != std::string_view::npos;
  return head[end] != '/' || head.substr(end, 2) == "/>";
}

bool is_json(std::string_view head) {
  if (head.empty() || (head[0] != '{' && head[0] != '[')) return false;
  const std::string_view rest = without_space(head.substr(1));
  if (rest.empty()) return true;
  if (head[0] == '{') return rest[0] == '"' || rest[0] == '}';
  return rest[0] == '{' || rest[0] == '[';
}

struct Lines {
  std::size_t triples = 0, quads = 0, others = 0;
};

Lines count_lines(std::string_view head, bool whole) {
  Lines lines;
  NQuadsParser parser(true);
  QuadText quad;
  while (!head.empty()) {
    const auto end = head.find('\n');
    if (end == std::string_view::npos && !whole) break;  // a line cut in two
    std::string_view line = head.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
    const auto outcome = parser.parse(line, quad);
    if (outcome == NQuadsParser::Outcome::kError) ++lines.others;
    if (outcome == NQuadsParser::Outcome::kQuad)
      ++(quad.graph.empty() ? lines.triples : lines.quads);
  }
  return lines;
}

bool opens_a_graph(std::string_view head) {
  StatementCutter cutter(true);
  for (;;) {
    const auto cut = cutter.next(head, true);
    if (cut.kind == StatementCutter::Kind::kOpen) return true;
    if (cut.kind == StatementCutter::Kind::kEnd || cut.consumed == 0) return false;
    head.remove_prefix(cut.consumed);
  }
}

bool holds_directive(std::string_view head) {
  StatementCutter cutter(false);
  const auto cut = cutter.next(head, true);
  return cut.directive;
}

// XML may be in UTF-16, and the parser reads it: whether this is such a document. Its beginning is
// looked at as far as it is ASCII.
bool is_utf16_xml(base::BytesView head) {
  if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) head.remove_prefix(2);
  if (head.size() < 2 || (head[0] == '\0') == (head[1] == '\0')) return false;
  std::string ascii;
  for (std::size_t i = head[0] == '\0' ? 1 : 0; i < head.size(); i += 2) {
    if (head[i ^ 1] != '\0') break;
    ascii.push_back(head[i]);
  }
  return is_xml(without_space(ascii));
}

// Of a file that is named as a table: does its content say that it is something else?
bool is_rdf_line(std::string_view text) {
  return text.starts_with("@prefix") || text.starts_with("@base") || text.starts_with("PREFIX ") ||
         text.starts_with("<http") || text.starts_with("_:");
}

base::Status refuse_other_encodings(base::BytesView head) {
  if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff") ||
      (head.size() > 1 && (head[0] == '\0' || head[1] == '\0'))) {
    return base::invalid(
        "the document is in UTF-16 or binary: only XML may be, other documents "
        "are read in UTF-8");
  }
  if (head.starts_with("\x1f\x8b"))
    return base::invalid("the document is compressed (gzip): unpack it first");
  if (head.starts_with("\xfd"
                       "7zXZ") ||
      head.starts_with("BZh"))
    return base::invalid("the document is compressed (xz or bzip2): unpack it first");
  if (head.starts_with("PK\x03\x04"))
    return base::invalid("the document is a ZIP archive: unpack it first");
  // POSIX.1-1988 (ustar): the header of the first file begins with its name.
  constexpr std::size_t kTarMagic = 257;
  if (head.size() > kTarMagic && head.substr(kTarMagic).starts_with("ustar"))
    return base::invalid("the document is a tar archive: unpack it first");
  return {};
}

}  // namespace

std::string_view format_name(Format format) {
  return row_of(format).name;
}

std::string_view media_type(Format format) {
  return row_of(format).media_type;
}

std::optional<Format> format_from_name(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.format;
  }
  return std::nullopt;
}

std::optional<Format> format_from_file_name(std::string_view file_name) {
  if (const std::string whole = lower(file_name);
      whole.ends_with(".gz") || whole.ends_with(".zst")) {
    file_name = file_name.substr(0, file_name.rfind('.'));
  }
  const auto dot = file_name.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == file_name.size()) return std::nullopt;
  const std::string ending = lower(file_name.substr(dot + 1)) + " ";
  for (const Row& row : kRows) {
    const auto at = row.file_endings.find(ending);
    if (at == 0 || (at != std::string_view::npos && row.file_endings[at - 1] == ' '))
      return row.format;
  }
  return std::nullopt;
}

bool holds_graphs(Format format) {
  return format == Format::kNQuads || format == Format::kTrig || format == Format::kJsonLd;
}

bool is_mapped(Format format) {
  return format == Format::kUdata || format == Format::kCkan || format == Format::kCsv ||
         format == Format::kMapped;
}

base::Status check_readable(Format format) {
  if (format != Format::kJsonLines) return {};
  return base::invalid(
      "jsonl is a format to write: JSON lines are read as udata, ckan or mapped, by the name of "
      "what they hold");
}

base::Status check_writable(Format format) {
  if (is_written(format)) return {};
  return base::invalid("this release does not write " + std::string(format_name(format)) +
                       ": write " + writable_format_names());
}

std::string readable_format_names() {
  return names_where([](Format format) { return check_readable(format).ok(); });
}

std::string writable_format_names() {
  return names_where(is_written);
}

base::Result<Format> detect_format(base::BytesView head, std::string_view file_name) {
  const bool whole = head.size() < kDetectBytes;
  if (is_utf16_xml(head)) return Format::kRdfXml;
  REDNODE_CHECK(refuse_other_encodings(head));
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  const std::string_view text = without_space(head);
  const auto named = format_from_file_name(file_name);
  if (text.empty()) return named.value_or(Format::kTurtle);
  if (is_json(text)) return detect_json(text, named);
  if (is_xml(text)) {
    const std::string start = lower(text.substr(0, 512));
    if (start.starts_with("<!doctype html") || start.starts_with("<html")) {
      return base::invalid("this is a web page (HTML), not a catalogue");
    }
    return Format::kRdfXml;
  }
  if (named == Format::kCsv && !is_rdf_line(text)) return Format::kCsv;
  const Lines lines = count_lines(head, whole);
  const bool by_lines = named == Format::kNTriples || named == Format::kNQuads;
  const bool mostly_lines = lines.others < lines.triples + lines.quads;
  if (lines.others == 0 || (mostly_lines && !holds_directive(text))) {
    if (lines.quads > 0 || named == Format::kNQuads) return Format::kNQuads;
    if (lines.triples > 0)
      return named == Format::kTrig || named == Format::kTurtle ? *named : Format::kNTriples;
    return by_lines ? *named : named == Format::kTrig ? Format::kTrig : Format::kTurtle;
  }
  if (opens_a_graph(head) || named == Format::kTrig) return Format::kTrig;
  if (by_lines && !holds_directive(text) && lines.triples + lines.quads > 0) return *named;
  return Format::kTurtle;
}

}  // namespace rednode::catalogue
