#include "node/keyfile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/digest.h"

namespace rednode::node {
namespace {

constexpr const char* kLogTitle = "rednode-log-key ";
constexpr const char* kCurveTitle = "rednode-curve-key ";
constexpr const char* kOtherPrefix = "log-";
constexpr const char* kEnding = ".key";

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
  return NodeKeys{std::move(log), {}, pair};
}

base::Result<base::SigningKey> read_log_key(const std::string& path) {
  REDNODE_TRY(const auto seed, read_secret(path, kLogTitle));
  return base::SigningKey::from_seed(seed);
}

base::Status sync_folder(const std::string& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return system_error("cannot open " + directory);
  const bool synced = fsync(fd) == 0;
  close(fd);
  if (!synced) return system_error("cannot sync " + directory);
  return {};
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
  return NodeKeys{std::move(log), {}, curve};
}

std::vector<base::SigningKey> NodeKeys::all_logs() const {
  std::vector<base::SigningKey> keys = {log};
  keys.insert(keys.end(), other_logs.begin(), other_logs.end());
  return keys;
}

std::string other_log_file(const base::PublicKey& key) {
  const auto digest = base::sha256(base::view_of(key));
  return kOtherPrefix + base::to_hex(digest.view().substr(0, 4)) + kEnding;
}

base::Status add_log_key(const std::string& directory, const base::SigningKey& key) {
  REDNODE_CHECK(write_secret(path_of(directory, other_log_file(key.public_key()).c_str()),
                             kLogTitle, key.seed()));
  return sync_folder(directory);
}

base::Status drop_log_key(const std::string& directory, const base::PublicKey& key) {
  if (unlink(path_of(directory, other_log_file(key).c_str()).c_str()) != 0) {
    return system_error("cannot remove " + other_log_file(key));
  }
  return {};
}

base::Status promote_log_key(const std::string& directory, const base::SigningKey& key) {
  const std::string current = path_of(directory, "log.key");
  const std::string next = path_of(directory, other_log_file(key.public_key()).c_str());
  REDNODE_TRY(const auto signing, read_log_key(current));
  if (signing.public_key() == key.public_key()) return {};
  const std::string kept = path_of(directory, other_log_file(signing.public_key()).c_str());
  if (link(current.c_str(), kept.c_str()) != 0 && errno != EEXIST) {
    return system_error("cannot keep the old key as " + kept);
  }
  if (rename(next.c_str(), current.c_str()) != 0) return system_error("cannot replace " + current);
  return sync_folder(directory);
}

base::Result<NodeKeys> read_keys(const std::string& directory) {
  REDNODE_TRY(auto log, read_log_key(path_of(directory, "log.key")));
  REDNODE_TRY(const auto secret, read_secret(path_of(directory, "curve.key"), kCurveTitle));
  REDNODE_TRY(auto keys, keys_from(std::move(log), secret));
  std::vector<std::string> others;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kOtherPrefix) && name.ends_with(kEnding)) {
      others.push_back(entry.path().string());
    }
  }
  std::sort(others.begin(), others.end());
  for (const std::string& path : others) {
    REDNODE_TRY(auto other, read_log_key(path));
    keys.other_logs.push_back(std::move(other));
  }
  return keys;
}

}  // namespace rednode::node
