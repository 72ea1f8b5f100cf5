// BundleFile: an offline bundle on disk, read from its beginning as often as one likes.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "peers/bundle.h"

namespace rednode::node {

class BundleFile {
 public:
  explicit BundleFile(std::string path) : path_(std::move(path)) {}

  // kNotFound where it cannot be read; else what peers::BundleReader::read() says, with the name of
  // the file.
  base::Status read(const peers::BundleReader::Visitor& visitor) const;

  // Octets; nothing where that cannot be known, as of a pipe.
  std::optional<std::uint64_t> bytes() const;

 private:
  const std::string path_;
};

}  // namespace rednode::node
