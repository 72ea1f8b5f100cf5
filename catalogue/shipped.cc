#include "catalogue/shipped.h"

#include <algorithm>
#include <iterator>

// Made by rednode_embed (scripts/cmake/rednode.cmake).
extern "C" {
#include "catalogue/shipped_symbols.inc"
}

namespace rednode::catalogue {
namespace {

struct ShippedFile {
  std::string_view path;
  const char* begin;
  const char* end;
};

const ShippedFile kFiles[] = {
#include "catalogue/shipped_table.inc"
};

}  // namespace

std::optional<base::BytesView> shipped_file(std::string_view path) {
  const auto* const found =
      std::find_if(std::begin(kFiles), std::end(kFiles),
                   [path](const ShippedFile& file) { return file.path == path; });
  if (found == std::end(kFiles)) return std::nullopt;
  return base::BytesView(found->begin, static_cast<std::size_t>(found->end - found->begin));
}

std::vector<std::string_view> shipped_files(std::string_view prefix) {
  std::vector<std::string_view> paths;
  for (const ShippedFile& file : kFiles) {
    if (file.path.starts_with(prefix)) paths.push_back(file.path);
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace rednode::catalogue
