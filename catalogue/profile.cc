#include "catalogue/profile.h"

#include <toml++/toml.h>

#include <algorithm>

#include "catalogue/rdf_reader.h"
#include "catalogue/shipped.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kFolder = "profiles/";
constexpr std::string_view kTable = "/profile.toml";
constexpr std::string_view kAccessRights = "http://purl.org/dc/terms/accessRights";

base::Result<std::string> text_field(const toml::table& table, const std::string& file,
                                     std::string_view key, bool needed) {
  const toml::node* const node = table.get(key);
  if (node == nullptr) {
    if (!needed) return std::string();
    return base::invalid(file + ": " + std::string(key) + " is missing");
  }
  const auto text = node->value<std::string>();
  if (!text) {
    return base::invalid(file + ", line " + std::to_string(node->source().begin.line) + ": " +
                         std::string(key) + " must be text");
  }
  return *text;
}

base::Result<std::vector<std::string>> list_field(const toml::table& table, const std::string& file,
                                                  std::string_view key) {
  std::vector<std::string> list;
  const toml::array* const array = table[key].as_array();
  if (array == nullptr) return list;
  for (const toml::node& node : *array) {
    const auto text = node.value<std::string>();
    if (!text) {
      return base::invalid(file + ", line " + std::to_string(node.source().begin.line) + ": " +
                           std::string(key) + " must be a list of texts");
    }
    list.push_back(*text);
  }
  return list;
}

base::Result<ProfileLevel> read_level(const toml::table& table, const std::string& file) {
  ProfileLevel level;
  REDNODE_TRY(level.name, text_field(table, file, "name", true));
  REDNODE_TRY(level.access_right, text_field(table, file, "access_right", false));
  REDNODE_TRY(level.files, list_field(table, file, "shapes"));
  for (const std::string& name : level.files) {
    if (name.find('/') != std::string::npos) {
      return base::invalid(file + ": " + name + " must be a file in the same folder");
    }
  }
  if (level.files.empty()) {
    return base::invalid(file + ": level " + level.name + " has no shapes");
  }
  return level;
}

base::Result<ProfileInfo> read_info(const std::string& folder, const std::string& file,
                                    base::BytesView text) {
  toml::table table;
  try {
    table = toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    return base::invalid(file + ", line " + std::to_string(error.source().begin.line) + ": " +
                         std::string(error.description()));
  }
  ProfileInfo info;
  info.folder = folder;
  REDNODE_TRY(info.id, text_field(table, file, "id", true));
  REDNODE_TRY(info.release, text_field(table, file, "release", true));
  REDNODE_TRY(info.title, text_field(table, file, "title", true));
  REDNODE_TRY(info.applies, text_field(table, file, "applies", false));
  REDNODE_TRY(info.pending, list_field(table, file, "pending"));
  if (const toml::array* const levels = table["level"].as_array()) {
    for (const toml::node& node : *levels) {
      if (!node.is_table()) return base::invalid(file + ": level must be a table");
      REDNODE_TRY(ProfileLevel level, read_level(*node.as_table(), file));
      info.levels.push_back(std::move(level));
    }
  }
  if (info.levels.empty()) return base::invalid(file + ": there is no [[level]]");
  return info;
}

std::optional<base::Bytes> read_shipped(const std::string& path) {
  const auto bytes = shipped_file(std::string(kFolder) + path);
  if (!bytes) return std::nullopt;
  return base::Bytes(*bytes);
}

}  // namespace

std::string ProfileInfo::judged_by(std::size_t level) const {
  return id + "/" + release + "/" + levels[level].name;
}

base::Result<Profile> Profile::load(const std::string& folder, const ProfileFiles& files,
                                    const Vocabularies& vocabularies) {
  const std::string file = folder + std::string(kTable);
  const auto table = files(file);
  if (!table) return base::not_found("there is no " + file);
  Profile profile;
  REDNODE_TRY(profile.info_, read_info(folder, file, *table));
  for (const ProfileLevel& level : profile.info_.levels) {
    std::vector<ShapesFile> graphs;
    for (const std::string& name : level.files) {
      const std::string path = folder + "/" + name;
      const auto text = files(path);
      if (!text) return base::not_found(file + " names " + name + ", which is not there");
      auto graph = read_dataset(*text, Format::kTurtle, "urn:rednode:" + path);
      if (!graph.ok()) return base::invalid(path + ": " + graph.error().message);
      graphs.push_back({path, std::move(*graph)});
    }
    Dataset background;
    for (const Vocabulary& vocabulary : vocabularies.all()) vocabulary.append_to(background);
    REDNODE_TRY(Shapes shapes, Shapes::read(graphs, std::move(background)));
    profile.shapes_.push_back(std::make_unique<Shapes>(std::move(shapes)));
  }
  return profile;
}

std::vector<std::string> Profile::shipped_names() {
  std::vector<std::string> names;
  for (std::string_view path : shipped_files(kFolder)) {
    if (!path.ends_with(kTable)) continue;
    path.remove_prefix(kFolder.size());
    names.emplace_back(path.substr(0, path.size() - kTable.size()));
  }
  return names;
}

base::Result<Profile> Profile::shipped(std::string_view name, const Vocabularies& vocabularies) {
  std::string known;
  for (const std::string& folder : shipped_names()) {
    const std::string file = folder + std::string(kTable);
    REDNODE_TRY(ProfileInfo info, read_info(folder, file, *read_shipped(file)));
    const std::string full = info.id + "/" + info.release;
    known += (known.empty() ? "" : ", ") + full;
    if (name == folder || name == full) return load(folder, read_shipped, vocabularies);
    for (std::size_t i = 0; i < info.levels.size(); ++i) {
      if (name != info.judged_by(i)) continue;
      REDNODE_TRY(Profile profile, load(folder, read_shipped, vocabularies));
      profile.info_.levels = {info.levels[i]};
      std::swap(profile.shapes_.front(), profile.shapes_[i]);
      profile.shapes_.resize(1);
      return profile;
    }
  }
  return base::not_found("there is no profile \"" + std::string(name) + "\": take one of " + known +
                         ", or name shapes files with --shapes");
}

std::size_t Profile::level_for(const Dataset& record, std::string_view record_iri,
                               const Vocabularies& vocabularies) const {
  const auto subject = record.find_iri(record_iri);
  const auto predicate = record.find_iri(kAccessRights);
  if (!subject || !predicate) return 0;
  for (const Quad& quad : record.about(*subject, *predicate)) {
    if (record.kind(quad.object) != TermKind::kIri) continue;
    const std::string_view iri = iri_of(record.text(quad.object));
    const std::string right = vocabularies.aliases().present(iri).value_or(std::string(iri));
    const auto level = std::find_if(info_.levels.begin(), info_.levels.end(),
                                    [&](const ProfileLevel& l) { return l.access_right == right; });
    if (level != info_.levels.end()) {
      return static_cast<std::size_t>(level - info_.levels.begin());
    }
  }
  return 0;
}

}  // namespace rednode::catalogue
