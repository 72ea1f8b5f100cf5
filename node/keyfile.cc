#include "node/keyfile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace rednode::node {
namespace {

constexpr const char* kLogTitle = "rednode-log-key ";
constexpr const char* kCurveTitle = "rednode-curve-key ";

std::string path_of(const std::string& directory, const char* name) {
  return (std::filesystem::path(directory) / name).string();
}

base::Error system_error(const std::string& what) {
  return base::unavailable(what + ": " + std::strerror(errno));
}

base::Status write_secret(const std::string& path, const std::string& title,
                          base::BytesView secret) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0 && errno == EEXIST) {
    return base::conflict(path + " exists already: a node keeps its keys for life");
  }
  if (fd < 0) return system_error("cannot write " + path);
  const std::string text = title + base::to_hex(secret) + "\n";
  const bool written =
      write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  if (close(fd) != 0 || !written) return system_error("cannot write " + path);
  return {};
}

base::Result<base::Bytes> read_secret(const std::string& path, const std::string& title) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return system_error("cannot read the key " + path);
  struct stat info{};
  char text[256];
  const bool known = fstat(fd, &info) == 0;
  const ssize_t length = read(fd, text, sizeof text);
  close(fd);
  if (!known || length < 0) return system_error("cannot read the key " + path);
  if ((info.st_mode & 077) != 0) {
    return base::unauthorised(path + " can be read by others: chmod 600 it, and consider it known");
  }
  std::string_view line(text, static_cast<std::size_t>(length));
  if (line.substr(0, title.size()) != title || line.size() < title.size() + 64) {
    return base::invalid(path + " is not a " + title + "file");
  }
  auto secret = base::from_hex(line.substr(title.size(), 64));
  if (!secret.ok()) return base::with_context(path, secret.error());
  return secret;
}

base::Result<NodeKeys> keys_from(base::SigningKey log, base::BytesView curve_secret) {
  peers::CurveKey secret{};
  std::copy(curve_secret.begin(), curve_secret.end(), secret.begin());
  REDNODE_TRY(auto pair, peers::curve_pair_from_secret(secret));
  return NodeKeys{std::move(log), pair};
}

}  // namespace

base::Result<NodeKeys> create_keys(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return base::unavailable("cannot make " + directory + ": " + error.message());
  std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  REDNODE_TRY(auto log, base::SigningKey::generate());
  REDNODE_TRY(const auto curve, peers::generate_curve_pair());
  REDNODE_CHECK(write_secret(path_of(directory, "log.key"), kLogTitle, log.seed()));
  REDNODE_CHECK(
      write_secret(path_of(directory, "curve.key"), kCurveTitle, base::view_of(curve.secret_key)));
  std::ofstream(path_of(directory, kFreshMark)).flush();
  return NodeKeys{std::move(log), curve};
}

base::Result<NodeKeys> read_keys(const std::string& directory) {
  REDNODE_TRY(const auto seed, read_secret(path_of(directory, "log.key"), kLogTitle));
  REDNODE_TRY(const auto secret, read_secret(path_of(directory, "curve.key"), kCurveTitle));
  REDNODE_TRY(auto log, base::SigningKey::from_seed(seed));
  return keys_from(std::move(log), secret);
}

}  // namespace rednode::node
