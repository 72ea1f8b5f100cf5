// A temporary file without a name, written once from front to back and then read; and a buffered
// reader of it. For catalogue/file_spool.cc.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace rednode::catalogue {

class SpoolFile {
 public:
  static base::Result<SpoolFile> create(const std::string& directory);
  SpoolFile(SpoolFile&& other) noexcept;
  SpoolFile& operator=(SpoolFile&& other) noexcept;
  ~SpoolFile();

  base::Status append(base::BytesView bytes);
  base::Status flush();
  std::uint64_t size() const { return size_; }
  // REQUIRES: flushed, and offset + count <= size().
  base::Status read_at(std::uint64_t offset, char* buffer, std::size_t count) const;

 private:
  explicit SpoolFile(int descriptor) : descriptor_(descriptor) {}

  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::string pending_;
};

// Reads a file from front to back. REQUIRES: the file outlives it and is flushed.
class SpoolFileReader {
 public:
  SpoolFileReader(const SpoolFile& file, std::size_t buffer) : file_(&file), buffer_(buffer) {}

  bool at_end() const { return at_ == filled_ && offset_ == file_->size(); }
  base::Status read(char* to, std::size_t count);
  base::Status read_u32(std::uint32_t& value);

 private:
  const SpoolFile* file_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  std::uint64_t offset_ = 0;  // of what follows the buffer
};

}  // namespace rednode::catalogue
