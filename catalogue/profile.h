// Profiles: what a record is judged by. A profile is a folder of data: profile.toml and the shapes
// of its levels (docs/formats/profiles.md). Several releases live side by side, because the law
// binds to "latest" and nations move at different times; a verdict names profile, release and
// level.
//
// Thread rule: immutable after loading, safe to share.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "catalogue/dataset.h"
#include "catalogue/shapes.h"
#include "catalogue/vocabulary.h"

namespace rednode::catalogue {

// The profile in force, by which everything is judged unless somebody says otherwise.
inline constexpr const char* kDefaultProfile = "healthdcat-ap/8";

struct ProfileLevel {
  std::string name;          // "non-public"
  std::string access_right;  // an IRI; "" where the profile does not tell by it
  std::vector<std::string> files;
};

struct ProfileInfo {
  std::string folder;   // "healthdcat-ap-8"
  std::string id;       // "healthdcat-ap"
  std::string release;  // "8"
  std::string title;
  std::string applies;  // a date, or ""
  std::vector<ProfileLevel> levels;
  // IRIs of properties and shapes that ask for what only a designated access body makes possible.
  std::vector<std::string> pending;

  // "healthdcat-ap/8/non-public": what an update says it was judged by.
  std::string judged_by(std::size_t level) const;
};

// The bytes of a file of a profile's folder, or why they cannot be read.
using ProfileFiles = std::function<base::Result<base::Bytes>(const std::string& path)>;

class Profile {
 public:
  // Of the profiles that ship, by folder ("healthdcat-ap-8"), by id and release ("healthdcat-ap/8")
  // or with one level only ("healthdcat-ap/8/public"). Errors: kNotFound, with those that there
  // are; kInvalid, naming file and field.
  static base::Result<Profile> shipped(std::string_view name, const Vocabularies& vocabularies);
  static std::vector<std::string> shipped_names();

  // Whether it is the name of one of these, as shipped() takes them.
  static bool ships(std::string_view name);

  // From files of the operator's: `files` is asked for `folder`/profile.toml and for the files that
  // it names. Errors: those of `files`; kInvalid, naming file, line and remedy, also where it calls
  // itself by the name of one that ships.
  static base::Result<Profile> load(const std::string& folder, const ProfileFiles& files,
                                    const Vocabularies& vocabularies);

  const ProfileInfo& info() const { return info_; }
  // What of its shapes is not checked, and why; each once.
  std::vector<std::string> warnings() const;
  // REQUIRES: level < info().levels.size().
  const Shapes& shapes(std::size_t level) const { return *shapes_[level]; }

  // By the record's dct:accessRights, an older IRI as what it is now; the first level where it says
  // nothing or something else. `vocabularies` is asked for older IRIs.
  std::size_t level_for(const Dataset& record, std::string_view record_iri,
                        const Vocabularies& vocabularies) const;

 private:
  static base::Result<Profile> read(const std::string& folder, const ProfileFiles& files,
                                    const Vocabularies& vocabularies);

  ProfileInfo info_;
  std::vector<std::unique_ptr<Shapes>> shapes_;
};

}  // namespace rednode::catalogue
