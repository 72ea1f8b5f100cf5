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
#include "catalogue/iri.h"
#include "node/ctl/text_file.h"

namespace rednode::node {
namespace {

namespace fs = std::filesystem;
using catalogue::Format;

base::Error compressed(const std::string& label) {
  return base::invalid(label + " is compressed, and redctl does not unpack: gzip -dc " +
                       (label == "-" ? "FILE" : label) + " | redctl import -");
}

bool is_compressed_name(const std::string& path) {
  const std::string ending = fs::path(path).extension().string();
  return ending == ".gz" || ending == ".bz2" || ending == ".xz" || ending == ".zst" ||
         ending == ".zip";
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
    const std::string name = at->path().string();
    std::error_code ignored;
    if (!at->is_regular_file(ignored)) continue;
    if (is_compressed_name(name) || catalogue::format_from_file_name(name).has_value()) {
      files.push_back(at->path());
    }
  }
  if (error) return base::not_found("cannot read the folder " + folder + ": " + error.message());
  if (files.empty()) {
    return base::not_found("no file in the folder " + folder +
                           " has a known ending: .ttl, .nt, .nq, .trig");
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
    } else if (is_compressed_name(path)) {
      return compressed(path);
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

DocumentSource::DocumentSource(DocumentSource&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), label_(std::move(other.label_)), begun_(other.begun_) {}

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
  if (!std::exchange(begun_, true) && count >= 2 && std::memcmp(buffer, "\x1f\x8b", 2) == 0) {
    return compressed(label_);
  }
  return static_cast<std::size_t>(count);
}

catalogue::ByteSource DocumentSource::source(std::function<bool()> stop) {
  return [this, stop = std::move(stop)](char* buffer, std::size_t capacity) {
    return read(buffer, capacity, stop);
  };
}

base::Result<std::optional<Format>> readable_format(const std::string& name) {
  if (name.empty()) return std::optional<Format>();
  REDNODE_TRY(const Format format, writable_format(name));
  return std::optional<Format>(format);
}

base::Result<Format> writable_format(const std::string& name) {
  const auto format = catalogue::format_from_name(name);
  if (!format.has_value()) {
    return base::invalid("\"" + name +
                         "\" is no format: turtle, trig, ntriples, nquads, rdfxml or jsonld");
  }
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
