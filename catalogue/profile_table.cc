#include "catalogue/profile_table.h"

#include <toml++/toml.h>

#include <algorithm>

#include "base/limits.h"
#include "catalogue/iri.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

class ProfileTable {
 public:
  explicit ProfileTable(const std::string& file) : file_(file) {}

  base::Result<ProfileInfo> read(const toml::table& table) const {
    ProfileInfo info;
    REDNODE_TRY(info.id, name(table, "id", "the name of the profile, such as \"health-xx\""));
    REDNODE_TRY(info.release, name(table, "release", "such as \"2026.1\""));
    REDNODE_TRY(info.title, text(table, "title", "what people call it"));
    REDNODE_TRY(info.applies, text(table, "applies", ""));
    REDNODE_TRY(info.pending, list(table, "pending"));
    REDNODE_CHECK(read_levels(table, info));
    return info;
  }

 private:
  base::Error wrong(const toml::node& node, const std::string& what) const {
    return base::invalid(file_ + ", line " + std::to_string(node.source().begin.line) + ": " +
                         what);
  }

  // `needed`: what it is, for whom it is missing; "" for a field that may be.
  base::Result<std::string> text(const toml::table& table, const char* key,
                                 const std::string& needed) const {
    const toml::node* const node = table.get(key);
    if (node == nullptr) {
      if (needed.empty()) return std::string();
      const std::string what =
          std::string(key) + " is missing: write " + key + " = \"...\", " + needed;
      return table.source().begin.line > 1 ? wrong(table, what)
                                           : base::invalid(file_ + ": " + what);
    }
    const auto text = node->value<std::string>();
    if (!node->is_string() || !text) return wrong(*node, std::string(key) + " must be text");
    return *text;
  }

  // What stands in a verdict between slashes.
  base::Result<std::string> name(const toml::table& table, const char* key,
                                 const std::string& needed) const {
    REDNODE_TRY(std::string name, text(table, key, needed));
    if (!name.empty() && std::all_of(name.begin(), name.end(), is_name_character)) return name;
    return wrong(*table.get(key), std::string(key) + " \"" + name +
                                      "\" must be of letters, digits, '.', '_' and '-': verdicts "
                                      "are signed as by id/release/level");
  }

  base::Result<std::vector<std::string>> list(const toml::table& table, const char* key) const {
    std::vector<std::string> list;
    const toml::node* const node = table.get(key);
    if (node == nullptr) return list;
    if (!node->is_array()) return wrong(*node, std::string(key) + " must be a list of texts");
    for (const toml::node& item : *node->as_array()) {
      const auto text = item.value<std::string>();
      if (!text) return wrong(item, std::string(key) + " must be a list of texts");
      list.push_back(*text);
    }
    return list;
  }

  base::Status read_levels(const toml::table& table, ProfileInfo& info) const {
    if (const toml::array* const levels = table["level"].as_array()) {
      for (const toml::node& node : *levels) {
        if (!node.is_table()) return wrong(node, "level must be a table: write [[level]]");
        if (info.levels.size() == limits::kProfileLevelsMax) {
          return wrong(node, "more than " + std::to_string(limits::kProfileLevelsMax) + " levels");
        }
        REDNODE_TRY(ProfileLevel level, read_level(*node.as_table()));
        REDNODE_CHECK(check_level(node, info, level));
        info.levels.push_back(std::move(level));
      }
    }
    if (!info.levels.empty()) return {};
    return base::invalid(file_ +
                         ": there is no [[level]]: write at least one, with name and shapes");
  }

  base::Result<ProfileLevel> read_level(const toml::table& table) const {
    ProfileLevel level;
    for (const auto& [key, node] : table) {
      if (key.str() != "name" && key.str() != "access_right" && key.str() != "shapes") {
        return wrong(node, "unknown field " + std::string(key.str()) +
                               " of a level: it has name, access_right and shapes");
      }
    }
    REDNODE_TRY(level.name, name(table, "name", "of the level, such as \"all\""));
    REDNODE_TRY(level.access_right, text(table, "access_right", ""));
    if (!level.access_right.empty() && !is_absolute_iri(level.access_right)) {
      return wrong(*table.get("access_right"), "access_right must be an absolute IRI");
    }
    REDNODE_TRY(level.files, list(table, "shapes"));
    for (const std::string& file : level.files) {
      if (file.empty() || file.find('/') != std::string::npos) {
        return wrong(*table.get("shapes"),
                     "\"" + file + "\" must be a file in the same folder, without a path");
      }
    }
    if (level.files.empty()) {
      return wrong(table, "level " + level.name +
                              " has no shapes: write shapes = [\"FILE.ttl\"], of the same folder");
    }
    if (level.files.size() > limits::kProfileShapesFilesMax) {
      return wrong(table, "level " + level.name + " has more than " +
                              std::to_string(limits::kProfileShapesFilesMax) + " files");
    }
    return level;
  }

  // Each level has a name and an access right of its own, or no record could reach it; the first
  // one has also the records of no other (Profile::level_for).
  base::Status check_level(const toml::node& node, const ProfileInfo& info,
                           const ProfileLevel& level) const {
    for (const ProfileLevel& other : info.levels) {
      if (other.name == level.name) return wrong(node, "two levels are called " + level.name);
      if (!level.access_right.empty() && other.access_right == level.access_right) {
        return wrong(node, "levels " + other.name + " and " + level.name +
                               " have the same access_right: no record would be judged by the "
                               "second");
      }
    }
    if (!info.levels.empty() && level.access_right.empty()) {
      return wrong(node, "level " + level.name +
                             " has no access_right: no record would be judged by it, since the "
                             "first level is that of records of no other");
    }
    const std::string verdict = info.id + "/" + info.release + "/" + level.name;
    if (verdict.size() <= limits::kProfileBytesMax) return {};
    return wrong(node, "id, release and name together have more than " +
                           std::to_string(limits::kProfileBytesMax) +
                           " octets: choose shorter ones");
  }

  const std::string& file_;
};

}  // namespace

base::Result<ProfileInfo> read_profile_table(const std::string& folder, const std::string& file,
                                             base::BytesView text) {
  toml::table table;
  try {
    table = toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    return base::invalid(file + ", line " + std::to_string(error.source().begin.line) + ": " +
                         std::string(error.description()));
  }
  REDNODE_TRY(ProfileInfo info, ProfileTable(file).read(table));
  info.folder = folder;
  return info;
}

}  // namespace rednode::catalogue
