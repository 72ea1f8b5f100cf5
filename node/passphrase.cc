#include "node/passphrase.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/limits.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;

constexpr const char* kCredential = "rednode-passphrase";

enum class Readers { kOwner, kAsTheyAre };

base::Result<base::Secret> read_first_line(const std::string& file, Readers readers) {
  const int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return base::not_found("cannot read the passphrase in " + file + ": " + std::strerror(errno));
  }
  struct stat info{};
  std::string text(limits::kPassphraseBytesMax + 2, '\0');
  const bool known = fstat(fd, &info) == 0;
  const ssize_t length = read(fd, text.data(), text.size());
  close(fd);
  const auto size = static_cast<std::size_t>(std::max<ssize_t>(length, 0));
  const std::size_t end = std::min(text.find('\n'), size);
  const base::Secret line(text.substr(0, end));
  base::wipe(text);
  if (!known || length < 0) return base::not_found("cannot read the passphrase in " + file);
  if (readers == Readers::kOwner && (info.st_mode & 077) != 0) {
    return base::unauthorised(
        file + " can be read by others: chmod 600 it, and choose another passphrase");
  }
  if (line.empty()) return base::invalid(file + ": its first line, the passphrase, is empty");
  if (line.view().size() > limits::kPassphraseBytesMax) {
    return base::invalid(file + ": a passphrase has at most " +
                         std::to_string(limits::kPassphraseBytesMax) + " octets");
  }
  return line;
}

}  // namespace

base::Result<base::Secret> read_passphrase(const std::string& file) {
  return read_first_line(file, Readers::kOwner);
}

base::Result<base::Secret> passphrase_of(const Config& config) {
  if (!config.passphrase_file.empty()) return read_passphrase(config.passphrase_file);
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || *folder == '\0') return base::Secret();
  const std::filesystem::path credential = std::filesystem::path(folder) / kCredential;
  std::error_code error;
  if (!std::filesystem::exists(credential, error)) return base::Secret();
  // systemd lets the service's user in by an access list, which stat() shows as a readable group.
  return read_first_line(credential.string(), Readers::kAsTheyAre);
}

base::Status check_new_passphrase(const base::Secret& passphrase) {
  if (passphrase.view().size() >= limits::kPassphraseBytesMin) return {};
  return base::invalid("a passphrase has at least " + std::to_string(limits::kPassphraseBytesMin) +
                       " octets: take several words");
}

}  // namespace rednode::node
