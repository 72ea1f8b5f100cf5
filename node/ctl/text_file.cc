#include "node/ctl/text_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace rednode::node {
namespace {

base::Error write_error(const std::string& path, int error) {
  const std::string message =
      "cannot write " + (path.empty() ? "standard output" : path) + ": " + std::strerror(error);
  return error == ENOSPC ? base::exhausted(message) : base::unavailable(message);
}

}  // namespace

base::Result<std::string> read_text_file(const std::string& path, std::size_t bytes_max) {
  std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rbe");
  if (file == nullptr) return base::not_found("cannot read " + path + ": " + std::strerror(errno));
  std::string text;
  char buffer[64 << 10];
  std::size_t count = 0;
  do {
    count = std::fread(buffer, 1, sizeof buffer, file);
    text.append(buffer, count);
  } while (count > 0 && text.size() <= bytes_max);
  const bool failed = std::ferror(file) != 0;
  const int error = errno;
  if (file != stdin) std::fclose(file);
  if (failed) return base::not_found("cannot read " + path + ": " + std::strerror(error));
  if (text.size() > bytes_max) return base::invalid(path + " is too large for what it should be");
  return text;
}

base::Result<FileWriter> FileWriter::open(const std::string& path) {
  if (path.empty() || path == "-") return FileWriter(stdout, {});
  FileWriter writer(nullptr, path);
  writer.file_ = std::fopen(writer.temporary().c_str(), "wbe");
  if (writer.file_ == nullptr) return write_error(path, errno);
  return writer;
}

FileWriter::FileWriter(FileWriter&& other) noexcept
    : file_(std::exchange(other.file_, nullptr)), path_(std::move(other.path_)) {}

FileWriter::~FileWriter() {
  if (file_ == nullptr || path_.empty()) return;
  std::fclose(file_);
  unlink(temporary().c_str());
}

base::Status FileWriter::write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size()) return {};
  return write_error(path_, errno);
}

base::Status FileWriter::commit() {
  return finish(true);
}

base::Status FileWriter::commit_soon() {
  return finish(false);
}

base::Status FileWriter::finish(bool sync) {
  if (std::fflush(file_) != 0) return write_error(path_, errno);
  if (path_.empty()) return {};
  if (sync && fsync(fileno(file_)) != 0) return write_error(path_, errno);
  if (std::fclose(std::exchange(file_, nullptr)) != 0) return write_error(path_, errno);
  std::error_code error;
  std::filesystem::rename(temporary(), path_, error);
  if (error) {
    unlink(temporary().c_str());
    return base::unavailable("cannot write " + path_ + ": " + error.message());
  }
  return {};
}

base::Status sync_folder(const std::string& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return write_error(directory, errno);
  const bool synced = syncfs(fd) == 0;
  const int error = errno;
  close(fd);
  return synced ? base::Status() : write_error(directory, error);
}

}  // namespace rednode::node
