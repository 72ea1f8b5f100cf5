#include "node/ctl/bundle_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace rednode::node {
namespace {

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

base::Status BundleFile::read(const peers::BundleReader::Visitor& visitor) const {
  const std::unique_ptr<std::FILE, Closer> file(std::fopen(path_.c_str(), "rbe"));
  if (file == nullptr) return base::not_found("cannot read " + path_ + ": " + std::strerror(errno));
  peers::BundleReader reader([&](char* room, std::size_t size) -> base::Result<std::size_t> {
    const std::size_t count = std::fread(room, 1, size, file.get());
    if (std::ferror(file.get()) != 0) {
      return base::unavailable(std::string("cannot be read: ") + std::strerror(errno));
    }
    return count;
  });
  const auto status = reader.read(visitor);
  if (!status.ok()) return base::with_context(path_, status.error());
  return {};
}

std::optional<std::uint64_t> BundleFile::bytes() const {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path_, error)) return std::nullopt;
  const auto size = std::filesystem::file_size(path_, error);
  if (error) return std::nullopt;
  return size;
}

}  // namespace rednode::node
