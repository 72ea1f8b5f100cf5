#include "catalogue/annotations.h"

#include <toml++/toml.h>

#include <algorithm>
#include <initializer_list>

#include "base/limits.h"

namespace rednode::catalogue {

class AnnotationsReader {
 public:
  explicit AnnotationsReader(const std::string& file) : file_(file) {}

  base::Result<Annotations> read(base::BytesView text) {
    if (text.size() > base::limits::kAnnotationsBytesMax) {
      return base::invalid(file_ + " is larger than the " +
                           std::to_string(base::limits::kAnnotationsBytesMax >> 20) +
                           " MiB that annotations may have");
    }
    toml::table root;
    try {
      root = toml::parse(text, file_);
    } catch (const toml::parse_error& error) {
      add(error.source().begin.line, std::string(error.description()));
      return base::invalid(problems_);
    }
    read_root(root);
    if (!problems_.empty()) {
      problems_.pop_back();  // the last line's end
      return base::invalid(problems_);
    }
    return std::move(annotations_);
  }

 private:
  void add(std::uint32_t line, const std::string& what) {
    problems_ += file_ + ":" + std::to_string(line) + ": " + what + "\n";
  }
  void add(const toml::node& node, const std::string& what) { add(node.source().begin.line, what); }

  void read_root(const toml::table& root) {
    for (const auto& [key, node] : root) {
      const std::string name(key.str());
      if (name != "holder" && name != "record") {
        add(node, "unknown key " + name + ": the tables are [[holder]] and [[record]]");
        continue;
      }
      const toml::array* const tables = node.as_array();
      if (tables == nullptr || !tables->is_homogeneous(toml::node_type::table)) {
        add(node, name + " must be a list of tables: write [[" + name + "]]");
        continue;
      }
      for (const toml::node& table : *tables) {
        if (name == "holder") {
          read_holder(*table.as_table());
        } else {
          read_record(*table.as_table());
        }
      }
    }
  }

  void refuse_unknown(const toml::table& table, std::initializer_list<std::string_view> known) {
    for (const auto& [key, node] : table) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      std::string list;
      for (const std::string_view name : known)
        list += (list.empty() ? "" : ", ") + std::string(name);
      add(node, "unknown key " + std::string(key.str()) + ": the keys here are " + list);
    }
  }

  std::string text(const toml::table& table, std::string_view key) {
    const toml::node* const node = table.get(key);
    if (node == nullptr) return {};
    if (!node->is_string()) {
      add(*node, std::string(key) + " must be a text in quotes");
      return {};
    }
    std::string value = *node->value<std::string>();
    if (value.empty()) add(*node, std::string(key) + " is empty: leave the key out instead");
    return value;
  }

  std::string link(const toml::table& table, std::string_view key) {
    std::string value = text(table, key);
    if (value.empty() || value.starts_with("https://") || value.starts_with("http://"))
      return value;
    add(*table.get(key), std::string(key) + " must be a link that begins with https:// or http://");
    return {};
  }

  void read_holder(const toml::table& table) {
    refuse_unknown(table, {"name", "iri", "trusted"});
    const std::string name = text(table, "name");
    const std::string iri = text(table, "iri");
    if (name.empty() == iri.empty()) {
      return add(table, "a [[holder]] needs either iri or name, as its records have it");
    }
    const toml::node* const trusted = table.get("trusted");
    if (trusted == nullptr || !trusted->is_boolean()) {
      return add(trusted == nullptr ? table : *trusted,
                 "trusted must be true or false, without quotes");
    }
    const std::string& key = iri.empty() ? name : iri;
    if (!annotations_.holders_.emplace(key, *trusted->value<bool>()).second) {
      add(table, "the holder " + key + " is there twice: keep one of both");
    }
  }

  void read_record(const toml::table& table) {
    refuse_unknown(table, {"iri", "fees", "terms", "ip_note"});
    const std::string iri = text(table, "iri");
    RecordAnnotation record;
    record.fees = link(table, "fees");
    record.terms = link(table, "terms");
    record.ip_note = text(table, "ip_note");
    if (iri.empty()) return add(table, "iri is missing: a [[record]] needs the record's IRI");
    if (!annotations_.records_.emplace(iri, std::move(record)).second) {
      add(table, "the record " + iri + " is there twice: keep one of both");
    }
  }

  const std::string file_;
  Annotations annotations_;
  std::string problems_;
};

base::Result<Annotations> Annotations::parse(const std::string& file, base::BytesView text) {
  return AnnotationsReader(file).read(text);
}

bool Annotations::trusted(const Holder& holder) const {
  if (const auto found = holders_.find(holder.iri);
      !holder.iri.empty() && found != holders_.end()) {
    return found->second;
  }
  for (const LocalText& name : holder.names) {
    const auto found = holders_.find(name.text);
    if (found != holders_.end() && found->second) return true;
  }
  return false;
}

const RecordAnnotation* Annotations::record(std::string_view iri) const {
  const auto found = records_.find(iri);
  return found == records_.end() ? nullptr : &found->second;
}

}  // namespace rednode::catalogue
