#include "node/ctl/local_notes.h"

#include <filesystem>

#include "base/limits.h"
#include "node/ctl/text_file.h"

namespace rednode::node {
namespace {

base::Result<catalogue::Annotations> read_annotations(const std::string& file) {
  REDNODE_TRY(const std::string text, read_text_file(file, base::limits::kAnnotationsBytesMax));
  return catalogue::Annotations::parse(file, text);
}

}  // namespace

base::Result<catalogue::Annotations> find_annotations(const Context& context,
                                                      const std::string& asked,
                                                      const Config* known) {
  if (!asked.empty()) return read_annotations(asked);
  std::optional<Config> read;
  if (known == nullptr) {
    auto config = load_config(context);
    const bool absent = !config.ok() && config.error().code == base::Code::kNotFound;
    if (absent && context.config_argument.empty()) return catalogue::Annotations();
    if (!config.ok()) return config.error();
    read.emplace(std::move(*config));
    known = &*read;
  }
  if (!known->annotations_file.empty()) return read_annotations(known->annotations_file);
  const auto beside = std::filesystem::path(known->file).parent_path() / "annotations.toml";
  std::error_code error;
  if (!std::filesystem::exists(beside, error)) return catalogue::Annotations();
  return read_annotations(beside.string());
}

}  // namespace rednode::node
