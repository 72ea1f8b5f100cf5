#include "node/ctl/document.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <utility>

#include "base/limits.h"
#include "catalogue/decompress.h"
#include "catalogue/iri.h"
#include "node/ctl/text_file.h"

namespace rednode::node {
namespace {

namespace fs = std::filesystem;
using catalogue::Format;

// By its name. What cannot be unpacked is taken too, and its reading says so: passing over it in
// silence would let a catalogue look smaller than it is.
bool may_be_document(const fs::path& path) {
  const std::string ending = path.extension().string();
  return ending == ".gz" || ending == ".bz2" || ending == ".xz" || ending == ".zst" ||
         ending == ".zip" || catalogue::format_from_file_name(path.string()).has_value();
}

DocumentPath document_at(const fs::path& path) {
  std::error_code error;
  DocumentPath document{path.string(), fs::absolute(path, error).lexically_normal().string(), {}};
  const auto bytes = fs::file_size(path, error);
  if (!error && fs::is_regular_file(path, error)) document.bytes = bytes;
  return document;
}

base::Status walk(const std::string& folder, std::vector<DocumentPath>& documents) {
  std::error_code error;
  std::vector<fs::path> files;
  fs::recursive_directory_iterator at(folder, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    std::error_code ignored;
    if (at->is_regular_file(ignored) && may_be_document(at->path())) files.push_back(at->path());
  }
  if (error) return base::not_found("cannot read the folder " + folder + ": " + error.message());
  if (files.empty()) {
    return base::not_found("no file in the folder " + folder +
                           " has the ending of a format (.ttl, .nt, .nq, .trig, .rdf and so on; "
                           ".gz or .zst may follow): name the files themselves");
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) documents.push_back(document_at(file));
  return {};
}

}  // namespace

base::Result<std::vector<DocumentPath>> find_documents(const std::vector<std::string>& paths) {
  std::vector<DocumentPath> documents;
  for (const std::string& path : paths) {
    std::error_code error;
    if (path == "-") {
      documents.push_back({"-", "-", {}});
    } else if (fs::is_directory(path, error)) {
      REDNODE_CHECK(walk(path, documents));
    } else if (access(path.c_str(), R_OK) != 0) {
      return base::not_found("cannot read " + path + ": " + std::strerror(errno));
    } else {
      documents.push_back(document_at(path));
    }
  }
  std::set<std::string> seen;
  for (const DocumentPath& document : documents) {
    if (!seen.insert(document.absolute).second) {
      return base::invalid(document.label + " is named twice");
    }
  }
  return documents;
}

base::Result<DocumentSource> DocumentSource::open(const std::string& path) {
  if (path == "-") return DocumentSource(STDIN_FILENO, path);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return base::not_found("cannot read " + path + ": " + std::strerror(errno));
  return DocumentSource(fd, path);
}

DocumentSource::DocumentSource(int fd, std::string label)
    : fd_(fd), start_(lseek(fd, 0, SEEK_CUR)), label_(std::move(label)) {}

DocumentSource::DocumentSource(DocumentSource&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      start_(other.start_),
      label_(std::move(other.label_)),
      bytes_read_(other.bytes_read_) {}

DocumentSource::~DocumentSource() {
  if (fd_ > STDIN_FILENO) close(fd_);
}

base::Result<std::size_t> DocumentSource::read(char* buffer, std::size_t capacity,
                                               const std::function<bool()>& stop) {
  ssize_t count = 0;
  do {
    if (stop && stop()) return base::unavailable("interrupted");
    count = ::read(fd_, buffer, capacity);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return base::not_found("cannot read " + label_ + ": " + std::strerror(errno));
  bytes_read_ += static_cast<std::uint64_t>(count);
  return static_cast<std::size_t>(count);
}

catalogue::ByteSource DocumentSource::source(std::function<bool()> stop) {
  return catalogue::decompressed(packed_source(std::move(stop)));
}

catalogue::ByteSource DocumentSource::packed_source(std::function<bool()> stop) {
  return [this, stop = std::move(stop)](char* buffer, std::size_t capacity) {
    return read(buffer, capacity, stop);
  };
}

base::Result<std::size_t> DocumentSource::read_at(std::uint64_t offset, char* buffer,
                                                  std::size_t capacity,
                                                  const std::function<bool()>& stop) const {
  ssize_t count = 0;
  do {
    if (stop && stop()) return base::unavailable("interrupted");
    count = ::pread(fd_, buffer, capacity, static_cast<off_t>(offset));
  } while (count < 0 && errno == EINTR);
  if (count < 0) return base::not_found("cannot read " + label_ + ": " + std::strerror(errno));
  return static_cast<std::size_t>(count);
}

catalogue::Reopen DocumentSource::reopen(std::function<bool()> stop) {
  catalogue::Reopen packed = packed_reopen(std::move(stop));
  if (!packed) return {};
  return [packed = std::move(packed)]() -> base::Result<catalogue::ByteSource> {
    REDNODE_TRY(auto source, packed());
    return catalogue::decompressed(std::move(source));
  };
}

catalogue::Reopen DocumentSource::packed_reopen(std::function<bool()> stop) {
  if (start_ < 0) return {};
  return [this, stop = std::move(stop)]() -> base::Result<catalogue::ByteSource> {
    return catalogue::ByteSource(
        [this, stop, offset = static_cast<std::uint64_t>(start_)](
            char* buffer, std::size_t capacity) mutable -> base::Result<std::size_t> {
          REDNODE_TRY(const std::size_t count, read_at(offset, buffer, capacity, stop));
          offset += count;
          return count;
        });
  };
}

base::Result<std::optional<Format>> readable_format(const std::string& name) {
  if (name.empty()) return std::optional<Format>();
  const auto format = catalogue::format_from_name(name);
  if (!format.has_value()) {
    return base::invalid("\"" + name + "\" is no format: " + catalogue::readable_format_names());
  }
  REDNODE_CHECK(catalogue::check_readable(*format));
  return format;
}

base::Result<Format> writable_format(const std::string& name) {
  const auto format = catalogue::format_from_name(name);
  if (!format.has_value()) {
    return base::invalid("\"" + name + "\" is no format: " + catalogue::writable_format_names());
  }
  REDNODE_CHECK(catalogue::check_writable(*format));
  return *format;
}

base::Result<std::vector<catalogue::NamedContext>> read_contexts(
    const std::vector<std::string>& named) {
  std::vector<catalogue::NamedContext> contexts;
  for (const std::string& one : named) {
    const auto equals = one.rfind('=');
    if (equals == std::string::npos || !catalogue::is_absolute_iri(one.substr(0, equals))) {
      return base::invalid("--context " + one + " is not URL=FILE");
    }
    REDNODE_TRY(std::string bytes,
                read_text_file(one.substr(equals + 1), base::limits::kContextBytesMax));
    contexts.push_back({one.substr(0, equals), std::move(bytes)});
  }
  return contexts;
}

base::Result<OpenDocument> detect_document(const catalogue::ByteSource& source,
                                           const std::string& label, std::optional<Format> format) {
  OpenDocument document;
  document.head.resize(catalogue::kDetectBytes);
  std::size_t size = 0;
  while (size < document.head.size()) {
    REDNODE_TRY(const std::size_t count,
                source(document.head.data() + size, document.head.size() - size));
    if (count == 0) break;
    size += count;
  }
  document.head.resize(size);
  if (format.has_value()) {
    document.format = *format;
    return document;
  }
  auto detected = catalogue::detect_format(document.head, label == "-" ? "" : label);
  if (!detected.ok()) return base::with_context(label, detected.error());
  document.format = *detected;
  return document;
}

catalogue::ByteSource with_head(const base::Bytes& head, const catalogue::ByteSource& rest) {
  return [first = catalogue::source_of(head), &rest](
             char* buffer, std::size_t capacity) -> base::Result<std::size_t> {
    REDNODE_TRY(const std::size_t count, first(buffer, capacity));
    return count > 0 ? base::Result<std::size_t>(count) : rest(buffer, capacity);
  };
}

}  // namespace rednode::node
