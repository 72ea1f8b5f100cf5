#include "catalogue/profile.h"

#include <algorithm>

#include "catalogue/profile_table.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/shipped.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kFolder = "profiles/";
constexpr std::string_view kTable = "/profile.toml";
constexpr std::string_view kAccessRights = "http://purl.org/dc/terms/accessRights";

base::Result<base::Bytes> read_shipped(const std::string& path) {
  const auto bytes = shipped_file(std::string(kFolder) + path);
  if (!bytes) return base::not_found("there is no " + path);
  return base::Bytes(*bytes);
}

base::Result<ProfileInfo> shipped_info(const std::string& folder) {
  const std::string file = folder + std::string(kTable);
  REDNODE_TRY(const base::Bytes table, read_shipped(file));
  return read_profile_table(folder, file, table);
}

}  // namespace

std::string ProfileInfo::judged_by(std::size_t level) const {
  return id + "/" + release + "/" + levels[level].name;
}

base::Result<Profile> Profile::read(const std::string& folder, const ProfileFiles& files,
                                    const Vocabularies& vocabularies) {
  const std::string file = folder + std::string(kTable);
  REDNODE_TRY(const base::Bytes table, files(file));
  Profile profile;
  REDNODE_TRY(profile.info_, read_profile_table(folder, file, table));
  for (const ProfileLevel& level : profile.info_.levels) {
    std::vector<ShapesFile> graphs;
    for (const std::string& name : level.files) {
      const std::string path = folder + "/" + name;
      const auto text = files(path);
      if (!text.ok()) return base::with_context(file + " names " + name, text.error());
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

base::Result<Profile> Profile::load(const std::string& folder, const ProfileFiles& files,
                                    const Vocabularies& vocabularies) {
  REDNODE_TRY(Profile profile, read(folder, files, vocabularies));
  const std::string name = profile.info().id + "/" + profile.info().release;
  if (ships(name)) {
    return base::invalid(folder + std::string(kTable) + ": " + name +
                         " is a profile that ships, and a verdict by it must mean that one: give "
                         "yours another id or release");
  }
  return profile;
}

std::vector<std::string> Profile::warnings() const {
  std::vector<std::string> all;
  for (const auto& shapes : shapes_) {
    for (const std::string& warning : shapes->warnings()) {
      if (std::find(all.begin(), all.end(), warning) == all.end()) all.push_back(warning);
    }
  }
  return all;
}

bool Profile::ships(std::string_view name) {
  for (const std::string& folder : shipped_names()) {
    const auto info = shipped_info(folder);
    if (!info.ok()) continue;
    if (name == folder || name == info->id + "/" + info->release) return true;
    for (std::size_t i = 0; i < info->levels.size(); ++i) {
      if (name == info->judged_by(i)) return true;
    }
  }
  return false;
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
    REDNODE_TRY(const ProfileInfo info, shipped_info(folder));
    const std::string full = info.id + "/" + info.release;
    known += (known.empty() ? "" : ", ") + full;
    if (name == folder || name == full) return read(folder, read_shipped, vocabularies);
    for (std::size_t i = 0; i < info.levels.size(); ++i) {
      if (name != info.judged_by(i)) continue;
      REDNODE_TRY(Profile profile, read(folder, read_shipped, vocabularies));
      profile.info_.levels = {info.levels[i]};
      std::swap(profile.shapes_.front(), profile.shapes_[i]);
      profile.shapes_.resize(1);
      return profile;
    }
  }
  return base::not_found("there is no profile \"" + std::string(name) + "\": take one of " + known +
                         ", or the folder of one of your own");
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
