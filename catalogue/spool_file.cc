#include "catalogue/spool_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace rednode::catalogue {
namespace {

constexpr std::size_t kPendingBytes = 1 << 20;

base::Error failed(const char* what) {
  return base::unavailable(std::string("temporary file of an import: ") + what + ": " +
                           std::strerror(errno));
}

}  // namespace

base::Result<SpoolFile> SpoolFile::create(const std::string& directory) {
  int descriptor = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) {  // file systems without O_TMPFILE
    std::string name = directory + "/rednode-import-XXXXXX";
    descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) return failed(("cannot create one in " + directory).c_str());
    ::unlink(name.c_str());
  }
  return SpoolFile(descriptor);
}

SpoolFile::SpoolFile(SpoolFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      pending_(std::move(other.pending_)) {}

SpoolFile& SpoolFile::operator=(SpoolFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(size_, other.size_);
  std::swap(pending_, other.pending_);
  return *this;
}

SpoolFile::~SpoolFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

base::Status SpoolFile::append(base::BytesView bytes) {
  pending_.append(bytes);
  size_ += bytes.size();
  if (pending_.size() >= kPendingBytes) return flush();
  return {};
}

base::Status SpoolFile::flush() {
  const char* at = pending_.data();
  std::size_t left = pending_.size();
  while (left > 0) {
    const ssize_t written = ::write(descriptor_, at, left);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("cannot write");
    at += written;
    left -= static_cast<std::size_t>(written);
  }
  pending_.clear();
  return {};
}

base::Status SpoolFile::read_at(std::uint64_t offset, char* buffer, std::size_t count) const {
  while (count > 0) {
    const ssize_t got = ::pread(descriptor_, buffer, count, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("cannot read");
    if (got == 0) return base::corrupt("temporary file of an import: it is shorter than written");
    buffer += got;
    offset += static_cast<std::uint64_t>(got);
    count -= static_cast<std::size_t>(got);
  }
  return {};
}

base::Status SpoolFileReader::read(char* to, std::size_t count) {
  while (count > 0) {
    if (at_ == filled_) {
      const std::uint64_t left = file_->size() - offset_;
      filled_ = static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), left));
      at_ = 0;
      if (filled_ == 0) return base::corrupt("temporary file of an import: unexpected end");
      REDNODE_CHECK(file_->read_at(offset_, buffer_.data(), filled_));
      offset_ += filled_;
    }
    const std::size_t part = std::min(count, filled_ - at_);
    std::memcpy(to, buffer_.data() + at_, part);
    to += part;
    at_ += part;
    count -= part;
  }
  return {};
}

base::Status SpoolFileReader::read_u32(std::uint32_t& value) {
  return read(reinterpret_cast<char*>(&value), sizeof(value));
}

}  // namespace rednode::catalogue
