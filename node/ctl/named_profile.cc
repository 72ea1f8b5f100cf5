#include "node/ctl/named_profile.h"

#include <filesystem>

#include "base/limits.h"
#include "node/ctl/text_file.h"

namespace rednode::node {
namespace {

base::Result<base::Bytes> read_file(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return base::not_found("there is no " + path);
  if (!std::filesystem::is_regular_file(path, error)) {
    return base::invalid(path + " is not a file");
  }
  return read_text_file(path, base::limits::kProfileFileBytesMax);
}

// Without a slash at the end, which would stand twice in messages.
std::string folder_of(std::string name) {
  while (name.size() > 1 && name.back() == '/') name.pop_back();
  return name;
}

}  // namespace

base::Result<catalogue::Profile> named_profile(const std::string& name,
                                               const catalogue::Vocabularies& vocabularies,
                                               Output& out) {
  std::error_code error;
  if (catalogue::Profile::ships(name) || !std::filesystem::exists(name, error)) {
    return catalogue::Profile::shipped(name, vocabularies);
  }
  if (!std::filesystem::is_directory(name, error)) {
    return base::invalid(name +
                         " is a file: a profile is a folder with a profile.toml; to judge "
                         "by shapes alone, validate takes --shapes");
  }
  REDNODE_TRY(auto profile, catalogue::Profile::load(folder_of(name), read_file, vocabularies));
  for (const std::string& warning : profile.warnings()) out.not_checked(warning);
  return profile;
}

}  // namespace rednode::node
