#include "catalogue/mapping.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/limits.h"
#include "catalogue/iri.h"
#include "catalogue/mapping_words.h"
#include "catalogue/names.h"
#include "catalogue/prefixes.h"
#include "catalogue/shipped.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

using Strings = std::vector<std::string>;

// Reads one file; the first mistake ends it, as a Fault that parse_mapping catches.
class MappingReader {
 public:
  struct Fault {
    std::uint32_t line;
    std::string message;
  };

  explicit MappingReader(const toml::table& root) : root_(root) {}

  Mapping read() {
    check_keys(root_,
               {"name", "title", "source", "prefixes", "ignore", "ignore_outside", "record", "node",
                "table"},
               "");
    mapping_.name = required(root_, "name");
    mapping_.title = text(root_, "title");
    read_prefixes();
    if (const auto* tables = table_at(root_, "table")) read_tables(*tables);
    if (const auto* nodes = table_at(root_, "node")) {
      for (const auto& [name, node] : *nodes) {
        mapping_.nodes.emplace_back().name = std::string(name.str());
      }
    }
    const auto* source = table_at(root_, "source");
    if (source == nullptr) fail(root_, "[source] is missing: say there which format it reads");
    read_source(*source);
    mapping_.ignored = ignored("ignore");
    mapping_.ignored_outside = ignored("ignore_outside");
    const auto* record = table_at(root_, "record");
    if (record == nullptr) fail(root_, "[record] is missing: its rules say what a record becomes");
    mapping_.record = node_rules(*record, "record");
    if (const auto* nodes = table_at(root_, "node")) {
      std::size_t index = 0;
      for (const auto& [name, node] : *nodes) {
        const std::string key = "node." + std::string(name.str());
        if (!node.is_table()) fail(node, key + " must be a table");
        mapping_.nodes[index++] = node_rules(*node.as_table(), key);
      }
    }
    return std::move(mapping_);
  }

 private:
  [[noreturn]] static void fail(const toml::node& at, std::string message) {
    throw Fault{at.source().begin.line, std::move(message)};
  }

  static void check_keys(const toml::table& table, std::initializer_list<std::string_view> known,
                         const std::string& where) {
    for (const auto& [key, value] : table) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      std::string list;
      for (const std::string_view word : known) list.append(list.empty() ? "" : ", ").append(word);
      fail(value, "'" + std::string(key.str()) + "' is no key" +
                      (where.empty() ? "" : " of " + where) + ": known are " + list);
    }
  }

  static const toml::table* table_at(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return nullptr;
    if (!node->is_table()) fail(*node, std::string(key) + " must be a table");
    return node->as_table();
  }

  static std::string text(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    if (!node->is_string()) fail(*node, std::string(key) + " must be a text in quotes");
    return node->as_string()->get();
  }

  static std::string required(const toml::table& table, std::string_view key) {
    std::string value = text(table, key);
    if (value.empty()) fail(table, "'" + std::string(key) + "' is missing");
    return value;
  }

  static bool flag(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return false;
    if (!node->is_boolean()) fail(*node, std::string(key) + " must be true or false");
    return node->as_boolean()->get();
  }

  // One text, or a list of texts.
  static Strings texts(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    if (node->is_string()) return {node->as_string()->get()};
    const std::string message = std::string(key) + " must be a text in quotes or a list of such";
    if (!node->is_array()) fail(*node, message);
    Strings values;
    for (const toml::node& item : *node->as_array()) {
      if (!item.is_string()) fail(item, message);
      values.push_back(item.as_string()->get());
    }
    return values;
  }

  static SourcePath path(const toml::node& at, std::string_view key, const std::string& written) {
    auto parsed = parse_source_path(written);
    if (!parsed.ok()) {
      fail(at, std::string(key) + ": the path '" + written + "': " + parsed.error().message);
    }
    return std::move(parsed).value();
  }

  static std::vector<SourcePath> paths(const toml::table& table, std::string_view key) {
    std::vector<SourcePath> out;
    for (const std::string& written : texts(table, key)) out.push_back(path(table, key, written));
    return out;
  }

  static std::vector<Template> templates(const toml::table& table, std::string_view key) {
    std::vector<Template> out;
    for (const std::string& written : texts(table, key)) {
      auto parsed = parse_template(written);
      if (!parsed.ok()) {
        fail(table,
             std::string(key) + ": the template '" + written + "': " + parsed.error().message);
      }
      out.push_back(std::move(parsed).value());
    }
    return out;
  }

  void read_prefixes() {
    for (const Prefix& prefix : usual_prefixes()) prefixes_[std::string(prefix.name)] = prefix.iri;
    const auto* own = table_at(root_, "prefixes");
    if (own == nullptr) return;
    for (const auto& [name, iri] : *own) {
      if (!iri.is_string() || !iri_fault(iri.as_string()->get()).empty()) {
        fail(iri, "prefixes." + std::string(name.str()) + " must be an IRI in quotes");
      }
      prefixes_[std::string(name.str())] = iri.as_string()->get();
    }
  }

  // "dct:title" or a whole IRI; "" where it is neither.
  std::string expanded(std::string_view written) const {
    const auto colon = written.find(':');
    if (colon == std::string_view::npos) return {};
    std::string iri(written);
    if (const auto found = prefixes_.find(written.substr(0, colon)); found != prefixes_.end()) {
      iri = found->second + std::string(written.substr(colon + 1));
    }
    return iri_fault(iri).empty() ? iri : std::string();
  }

  std::string iri(const toml::node& at, std::string_view key, std::string_view written) const {
    std::string expanded_iri = expanded(written);
    if (expanded_iri.empty()) {
      fail(at, std::string(key) + ": '" + std::string(written) +
                   "' is neither an IRI nor a name with a known prefix; declare it in [prefixes]");
    }
    return expanded_iri;
  }

  void read_tables(const toml::table& tables) {
    for (const auto& [name, rows] : tables) {
      LookupTable table;
      table.name = std::string(name.str());
      if (!rows.is_table()) fail(rows, "table." + table.name + " must be a table");
      for (const auto& [key, value] : *rows.as_table()) {
        if (!value.is_string()) fail(value, "table." + table.name + ": values are texts in quotes");
        const std::string& written = value.as_string()->get();
        const std::string meant = expanded(written);
        const std::string& kept = meant.empty() ? written : meant;
        if (key.str() == kAnyName) {
          table.any_other = kept;
        } else if (!table.rows.emplace(lookup_key(key.str()), kept).second) {
          fail(value, "table." + table.name + ": '" + std::string(key.str()) +
                          "' is there twice (letter case does not count)");
        }
      }
      mapping_.tables.push_back(std::move(table));
    }
  }

  void read_source(const toml::table& source) {
    check_keys(source,
               {"format", "records", "detect", "open", "pairs", "embedded_json", "separator",
                "encoding", "guarded", "dates"},
               "[source]");
    const std::string format = required(source, "format");
    if (format != "json" && format != "table") fail(source, "format must be \"json\" or \"table\"");
    mapping_.source = format == "json" ? Mapping::Source::kJson : Mapping::Source::kTable;
    mapping_.records = paths(source, "records");
    if (mapping_.source == Mapping::Source::kJson && mapping_.records.empty()) {
      fail(source,
           "'records' is missing: say where the records are, \".\" for the document itself");
    }
    mapping_.open = paths(source, "open");
    mapping_.embedded_json = flag(source, "embedded_json");
    mapping_.guarded = flag(source, "guarded");
    read_lists_of_tables(source);
    const std::string separator = text(source, "separator");
    if (separator.size() > 1) fail(source, "separator must be one ASCII character");
    if (!separator.empty()) mapping_.separator = separator.front();
    const std::string encoding = text(source, "encoding");
    if (encoding == "latin-1") {
      mapping_.encoding = Mapping::Encoding::kLatin1;
    } else if (encoding == "windows-1252") {
      mapping_.encoding = Mapping::Encoding::kWindows1252;
    } else if (!encoding.empty() && encoding != "utf-8") {
      fail(source, "encoding must be utf-8, latin-1 or windows-1252");
    }
    const std::string dates = text(source, "dates");
    if (!dates.empty() && dates != "day-first" && dates != "iso") {
      fail(source, "dates must be \"iso\" or \"day-first\"");
    }
    mapping_.day_first = dates == "day-first";
  }

  static std::vector<const toml::table*> list_of_tables(const toml::table& table,
                                                        std::string_view key) {
    std::vector<const toml::table*> out;
    const toml::node* node = table.get(key);
    if (node == nullptr) return out;
    const std::string message = std::string(key) + " must be a list of tables, [{ ... }, ...]";
    if (!node->is_array()) fail(*node, message);
    for (const toml::node& item : *node->as_array()) {
      if (!item.is_table()) fail(item, message);
      out.push_back(item.as_table());
    }
    return out;
  }

  void read_lists_of_tables(const toml::table& source) {
    for (const toml::table* item : list_of_tables(source, "detect")) {
      check_keys(*item, {"at", "members"}, "detect");
      Strings members = texts(*item, "members");
      if (members.empty()) fail(*item, "'members' is missing: the names that tell this format");
      const std::string at = required(*item, "at");
      const SourcePath parsed = path(*item, "at", at);
      mapping_.signatures.push_back(
          {written_path({parsed.names.begin(), parsed.names.end()}), std::move(members)});
    }
    for (const toml::table* item : list_of_tables(source, "pairs")) {
      check_keys(*item, {"at", "name", "value"}, "pairs");
      mapping_.pairs.push_back({path(*item, "at", required(*item, "at")), required(*item, "name"),
                                required(*item, "value")});
    }
  }

  // Dotted keys of TOML are written as paths are: each key that leads to a text is one path.
  void add_ignored(const toml::table& table, std::string_view key, Strings& names,
                   std::vector<Ignored>& out) const {
    for (const auto& [name, reason] : table) {
      names.emplace_back(name.str());
      if (reason.is_table()) {
        add_ignored(*reason.as_table(), key, names, out);
      } else if (reason.is_string() && !reason.as_string()->get().empty()) {
        out.push_back({SourcePath{names, false}, reason.as_string()->get()});
      } else {
        fail(reason, std::string(key) + ": give the reason in quotes, for whoever reads it later");
      }
      names.pop_back();
    }
  }

  std::vector<Ignored> ignored(std::string_view key) const {
    std::vector<Ignored> out;
    Strings names;
    if (const auto* table = table_at(root_, key)) add_ignored(*table, key, names, out);
    return out;
  }

  NodeRules node_rules(const toml::table& table, const std::string& where) const {
    check_keys(table, {"iri", "class", "needs", "rules"}, "[" + where + "]");
    NodeRules node;
    node.name = where;
    node.iri = templates(table, "iri");
    node.needs = paths(table, "needs");
    for (const std::string& written : texts(table, "class")) {
      node.classes.push_back(iri(table, "class", written));
    }
    for (const toml::table* rule : list_of_tables(table, "rules"))
      node.rules.push_back(this->rule(*rule));
    return node;
  }

  Rule rule(const toml::table& table) const {
    check_keys(
        table,
        {"from", "to", "as", "node", "language", "form", "table", "split", "value", "otherwise"},
        "a rule");
    Rule rule;
    rule.from = paths(table, "from");
    rule.to = iri(table, "to", required(table, "to"));
    rule.language = templates(table, "language");
    rule.split = text(table, "split");
    auto forms = templates(table, "form");
    if (forms.size() > 1) fail(table, "form: one template only");
    if (!forms.empty()) rule.form = std::move(forms.front());
    read_kind(table, rule);
    if (const std::string name = text(table, "table"); !name.empty()) {
      rule.table = index_of(table, mapping_.tables, "table", name);
    }
    if (table.contains("value")) {
      rule.constant = text(table, "value");
      const bool is_iri = rule.as == As::kIri || rule.as == As::kUrl;
      if (is_iri) rule.constant = iri(table, "value", *rule.constant);
    }
    read_otherwise(table, rule);
    if (rule.from.empty() && !rule.form && !rule.constant) {
      fail(table, "a rule needs 'from', 'form' or 'value': where does its value come from?");
    }
    return rule;
  }

  void read_kind(const toml::table& table, Rule& rule) const {
    const std::string as = text(table, "as");
    if (const std::string node = text(table, "node"); !node.empty()) {
      if (!as.empty()) fail(table, "a rule has 'as' or 'node', not both");
      rule.as = As::kNode;
      rule.node = index_of(table, mapping_.nodes, "node", node);
      if (rule.from.empty())
        fail(table, "a rule with 'node' needs 'from'; \".\" is the value itself");
      return;
    }
    const auto kind = as.empty() ? std::optional(As::kText) : kind_from_word(as);
    if (kind) {
      rule.as = *kind;
      if (rule.as == As::kJson) rule.datatype = prefixes_.at("geo") + "geoJSONLiteral";
      return;
    }
    if (!as.starts_with("xsd:")) fail(table, "as: '" + as + "' is none of " + kind_words());
    rule.as = As::kTyped;
    rule.datatype = iri(table, "as", as);
  }

  void read_otherwise(const toml::table& table, Rule& rule) const {
    const std::string otherwise = text(table, "otherwise");
    if (otherwise.empty()) {
      const bool literal = rule.as == As::kDate || rule.as == As::kTyped;
      rule.otherwise = literal ? Otherwise::kText : Otherwise::kReport;
    } else if (otherwise == "text") {
      rule.otherwise = Otherwise::kText;
    } else if (otherwise != "report") {
      rule.otherwise = Otherwise::kNode;
      rule.otherwise_node = index_of(table, mapping_.nodes, "node", otherwise);
    }
  }

  template <typename Named>
  static std::size_t index_of(const toml::node& at, const std::vector<Named>& list,
                              std::string_view what, const std::string& name) {
    const std::string full = what == "node" ? "node." + name : name;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list[i].name == name || list[i].name == full) return i;
    }
    fail(at, "there is no [" + std::string(what) + "." + name + "]: add it, or correct the name");
  }

  const toml::table& root_;
  Mapping mapping_;
  std::map<std::string, std::string, std::less<>> prefixes_;
};

base::Error faulty(std::string_view name, std::uint32_t line, std::string_view message) {
  return base::invalid("the mapping " + std::string(name) + ", line " + std::to_string(line) +
                       ": " + std::string(message));
}

constexpr std::string_view kFolder = "mappings/";
constexpr std::string_view kEnding = ".toml";

}  // namespace

base::Result<Mapping> parse_mapping(base::BytesView toml, std::string_view name) {
  if (toml.size() > limits::kConfigBytesMax) {
    return base::invalid("the mapping " + std::string(name) + " has more than " +
                         std::to_string(limits::kConfigBytesMax) + " bytes");
  }
  try {
    const toml::table root = toml::parse(toml);
    return MappingReader(root).read();
  } catch (const toml::parse_error& e) {
    return faulty(name, e.source().begin.line, e.description());
  } catch (const MappingReader::Fault& fault) {
    return faulty(name, fault.line, fault.message);
  }
}

base::Result<std::shared_ptr<const Mapping>> shipped_mapping(std::string_view name) {
  const std::string path = std::string(kFolder) + std::string(name) + std::string(kEnding);
  const auto file = shipped_file(path);
  if (!file) {
    std::string known;
    for (const std::string& other : shipped_mappings())
      known += (known.empty() ? "" : ", ") + other;
    return base::not_found("no mapping '" + std::string(name) + "' comes with rednode: there are " +
                           known);
  }
  REDNODE_TRY(Mapping mapping, parse_mapping(*file, path));
  return std::make_shared<const Mapping>(std::move(mapping));
}

std::vector<std::string> shipped_mappings() {
  std::vector<std::string> names;
  for (std::string_view path : shipped_files(kFolder)) {
    path.remove_prefix(kFolder.size());
    if (path.ends_with(kEnding)) names.emplace_back(path.substr(0, path.size() - kEnding.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace rednode::catalogue
