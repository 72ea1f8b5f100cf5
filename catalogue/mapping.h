// Mapping: how the records of a national format (JSON or a table) become statements. A mapping is a
// TOML file, so that a nation writes or adapts one without compiling;
// docs/formats/mappings.md specifies the language, config/mappings/ holds the shipped ones.
//
// Thread rule: a value; const access from several threads is safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "catalogue/source_path.h"

namespace rednode::catalogue {

// What a rule makes of a value.
enum class As : std::uint8_t {
  kText,   // a literal, with a language where the rule names one
  kIri,    // an IRI
  kUrl,    // an IRI, from a web address as people type it
  kMail,   // a mailto: IRI, from an e-mail address
  kDate,   // xsd:date, xsd:dateTime, xsd:gYearMonth or xsd:gYear, as the value is
  kTyped,  // a literal of `datatype`
  kJson,   // a literal that holds the value as JSON
  kNode,   // a resource of its own, described by the rules of `node`
};

// What happens to a value that cannot become that.
enum class Otherwise : std::uint8_t { kReport, kText, kNode };

struct Rule {
  std::vector<SourcePath> from;  // the first that gives something; empty: a constant or a template
  std::string to;                // the property's IRI
  As as = As::kText;
  std::string datatype;  // kTyped, kJson; an IRI
  std::size_t node = 0;  // kNode: of Mapping::nodes
  std::vector<Template> language;
  std::optional<Template> form;         // what is made of the value first
  std::optional<std::size_t> table;     // of Mapping::tables
  std::string split;                    // separates several values in one text; empty: none
  std::optional<std::string> constant;  // said of every node, or where `from` gives nothing
  Otherwise otherwise = Otherwise::kReport;
  std::size_t otherwise_node = 0;
};

struct NodeRules {
  std::string name;
  std::vector<Template> iri;         // the first that gives an IRI; none: a blank node
  std::vector<std::string> classes;  // IRIs
  std::vector<SourcePath> needs;     // without a value at one of these there is no node
  std::vector<Rule> rules;
};

struct LookupTable {
  std::string name;
  // By trimmed, ASCII lower-case text. An empty value: it says nothing, on purpose.
  std::map<std::string, std::string, std::less<>> rows;
  std::optional<std::string> any_other;
};

struct Ignored {
  SourcePath path;  // and all below it
  std::string reason;
};

// A document is of this format where it has these members at this place.
struct Signature {
  std::string at;  // as written_path() writes it
  std::vector<std::string> members;
};

struct Mapping {
  enum class Source : std::uint8_t { kJson, kTable };
  enum class Encoding : std::uint8_t { kUtf8, kLatin1, kWindows1252 };
  struct Pairs {
    SourcePath at;
    std::string name;
    std::string value;
  };

  std::string name;
  std::string title;
  Source source = Source::kJson;
  std::vector<SourcePath> records;  // JSON: where they may be, the likeliest first
  std::vector<Signature> signatures;
  std::vector<SourcePath> open;
  std::vector<Pairs> pairs;
  bool embedded_json = false;  // texts that are JSON lists or objects are read as such
  char separator = 0;          // of a table; 0: found in its first line
  Encoding encoding = Encoding::kUtf8;
  bool guarded = false;    // cells may have the writer's apostrophe (catalogue/csv_cells.h)
  bool day_first = false;  // 31.12.2024 and 31/12/2024 are dates
  std::vector<Ignored> ignored;
  std::vector<Ignored> ignored_outside;  // of the document around the records
  NodeRules record;
  std::vector<NodeRules> nodes;
  std::vector<LookupTable> tables;
};

// `name` stands in messages: the file's path. Errors: kInvalid with the file, the line, the key and
// what to do.
base::Result<Mapping> parse_mapping(base::BytesView toml, std::string_view name);

// A mapping of config/mappings/, as carried in the program ("ckan", "hdruk").
// Errors: kNotFound where there is none of that name.
base::Result<std::shared_ptr<const Mapping>> shipped_mapping(std::string_view name);
// Their names, sorted.
std::vector<std::string> shipped_mappings();

}  // namespace rednode::catalogue
