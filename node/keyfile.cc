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
#include "base/limits.h"

namespace rednode::node {
namespace {

constexpr const char* kLogFile = "log.key";
constexpr const char* kCurveFile = "curve.key";
constexpr const char* kNextCurveFile = "curve-next.key";
constexpr const char* kOtherPrefix = "log-";
constexpr const char* kEnding = ".key";

std::string path_of(const std::string& directory, const char* name) {
  return (std::filesystem::path(directory) / name).string();
}

base::Error system_error(const std::string& what) {
  return base::unavailable(what + ": " + std::strerror(errno));
}

base::Status write_all(int fd, const std::string& path, base::BytesView text) {
  const bool written =
      write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  if (close(fd) != 0 || !written) return system_error("cannot write " + path);
  return {};
}

base::Status write_key(const std::string& path, const KeyLine& line) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0 && errno == EEXIST) {
    return base::conflict(path + " exists already: a node keeps its keys for life");
  }
  if (fd < 0) return system_error("cannot write " + path);
  return write_all(fd, path, format_key_line(line).view());
}

base::Status write_new_key(const std::string& path, const KeyLine& line,
                           const base::Secret& passphrase) {
  if (passphrase.empty()) return write_key(path, line);
  REDNODE_TRY(const auto sealed, sealed_line(line, passphrase));
  return write_key(path, sealed);
}

// In the place of what is there, whole or not at all. The owner stays: root may seal the keys of
// the user under whom the daemon runs.
base::Status replace_key(const std::string& path, const KeyLine& line) {
  const std::string temporary = path + ".new";
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) return system_error("cannot read the key " + path);
  unlink(temporary.c_str());  // of an attempt that was cut
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return system_error("cannot write " + temporary);
  if (info.st_uid != geteuid() && fchown(fd, info.st_uid, info.st_gid) != 0) {
    close(fd);
    unlink(temporary.c_str());
    return system_error("cannot give " + temporary + " its owner");
  }
  REDNODE_CHECK(write_all(fd, temporary, format_key_line(line).view()));
  if (rename(temporary.c_str(), path.c_str()) != 0) return system_error("cannot replace " + path);
  return {};
}

// A sealed one is not opened.
base::Result<KeyLine> read_key(const std::string& path, KeyKind kind) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return system_error("cannot read the key " + path);
  struct stat info{};
  std::string text(base::limits::kKeyFileBytesMax, '\0');
  const bool known = fstat(fd, &info) == 0;
  const ssize_t length = read(fd, text.data(), text.size());
  close(fd);
  const base::Secret content(
      text.substr(0, static_cast<std::size_t>(std::max<ssize_t>(length, 0))));
  base::wipe(text);
  if (!known || length < 0) return system_error("cannot read the key " + path);
  if ((info.st_mode & 077) != 0) {
    return base::unauthorised(path + " can be read by others: chmod 600 it, and consider it known");
  }
  auto line = parse_key_line(content.view(), kind);
  if (!line.ok()) return base::with_context(path, line.error());
  return line;
}

base::Result<KeyLine> open_key(const std::string& path, KeyKind kind,
                               const base::Secret& passphrase) {
  REDNODE_TRY(auto line, read_key(path, kind));
  if (!line.sealed.has_value()) return line;
  if (passphrase.empty()) {
    return base::unauthorised(
        path + " is sealed under a passphrase: name its file as [keys] passphrase_file");
  }
  auto opened = opened_line(line, passphrase);
  if (!opened.ok()) return base::with_context(path, opened.error());
  return opened;
}

base::Result<base::SigningKey> open_log_key(const std::string& path,
                                            const base::Secret& passphrase) {
  REDNODE_TRY(const auto line, open_key(path, KeyKind::kLog, passphrase));
  return base::SigningKey::from_seed(line.secret.view());
}

base::Result<peers::CurvePair> open_curve_key(const std::string& path,
                                              const base::Secret& passphrase) {
  REDNODE_TRY(const auto line, open_key(path, KeyKind::kTransport, passphrase));
  peers::CurvePair pair{line.key, {}};
  const base::BytesView secret = line.secret.view();
  std::copy(secret.begin(), secret.end(), pair.secret_key.begin());
  return pair;
}

base::Status sync_folder(const std::string& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return system_error("cannot open " + directory);
  const bool synced = fsync(fd) == 0;
  close(fd);
  if (!synced) return system_error("cannot sync " + directory);
  return {};
}

// In the order of their names.
std::vector<std::string> other_log_files(const std::string& directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kOtherPrefix) && name.ends_with(kEnding)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

// The keys of the folder: file name and kind, in the order of list_keys().
std::vector<std::pair<std::string, KeyKind>> key_names(const std::string& directory) {
  std::vector<std::pair<std::string, KeyKind>> names = {{kLogFile, KeyKind::kLog},
                                                        {kCurveFile, KeyKind::kTransport}};
  if (exists(path_of(directory, kNextCurveFile))) {
    names.emplace_back(kNextCurveFile, KeyKind::kTransport);
  }
  for (const std::string& name : other_log_files(directory)) {
    names.emplace_back(name, KeyKind::kLog);
  }
  return names;
}

KeyLine log_line(const base::SigningKey& key, const KeyMaking& making) {
  return {KeyKind::kLog, key.public_key(), making.expires, base::Secret(key.seed()), {}};
}

KeyLine curve_line(const peers::CurvePair& pair, const KeyMaking& making) {
  return {KeyKind::kTransport,
          pair.public_key,
          making.expires,
          base::Secret(base::Bytes(base::view_of(pair.secret_key))),
          {}};
}

}  // namespace

base::Result<NodeKeys> create_keys(const std::string& directory, const KeyMaking& making) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return base::unavailable("cannot make " + directory + ": " + error.message());
  std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  REDNODE_TRY(auto log, base::SigningKey::generate());
  REDNODE_TRY(const auto curve, peers::generate_curve_pair());
  REDNODE_CHECK(
      write_new_key(path_of(directory, kLogFile), log_line(log, making), making.passphrase));
  REDNODE_CHECK(
      write_new_key(path_of(directory, kCurveFile), curve_line(curve, making), making.passphrase));
  std::ofstream(path_of(directory, kFreshMark)).flush();
  return NodeKeys{std::move(log), {}, curve, {making.expires, making.expires}, {}};
}

std::vector<base::SigningKey> NodeKeys::all_logs() const {
  std::vector<base::SigningKey> keys = {log};
  keys.insert(keys.end(), other_logs.begin(), other_logs.end());
  return keys;
}

PublicKeys NodeKeys::public_keys() const {
  PublicKeys keys{log.public_key(), curve.public_key, days, {}};
  if (curve_next.has_value()) keys.curve_next = curve_next->public_key;
  return keys;
}

std::string other_log_file(const base::PublicKey& key) {
  const auto digest = base::sha256(base::view_of(key));
  return kOtherPrefix + base::to_hex(digest.view().substr(0, 4)) + kEnding;
}

base::Status add_log_key(const std::string& directory, const base::SigningKey& key,
                         const KeyMaking& making) {
  const std::string path = path_of(directory, other_log_file(key.public_key()).c_str());
  REDNODE_CHECK(write_new_key(path, log_line(key, making), making.passphrase));
  return sync_folder(directory);
}

base::Status drop_log_key(const std::string& directory, const base::PublicKey& key) {
  if (unlink(path_of(directory, other_log_file(key).c_str()).c_str()) != 0) {
    return system_error("cannot remove " + other_log_file(key));
  }
  return {};
}

base::Status promote_log_key(const std::string& directory, const base::SigningKey& key) {
  const std::string current = path_of(directory, kLogFile);
  const std::string next = path_of(directory, other_log_file(key.public_key()).c_str());
  REDNODE_TRY(const auto signing, read_key(current, KeyKind::kLog));
  if (signing.key == key.public_key()) return {};
  const std::string kept = path_of(directory, other_log_file(signing.key).c_str());
  if (link(current.c_str(), kept.c_str()) != 0 && errno != EEXIST) {
    return system_error("cannot keep the old key as " + kept);
  }
  if (rename(next.c_str(), current.c_str()) != 0) return system_error("cannot replace " + current);
  return sync_folder(directory);
}

base::Status add_next_curve_key(const std::string& directory, const KeyMaking& making) {
  REDNODE_TRY(const auto pair, peers::generate_curve_pair());
  REDNODE_CHECK(write_new_key(path_of(directory, kNextCurveFile), curve_line(pair, making),
                              making.passphrase));
  return sync_folder(directory);
}

base::Status promote_curve_key(const std::string& directory) {
  const std::string next = path_of(directory, kNextCurveFile);
  if (!exists(next)) return base::not_found("there is no next transport key in " + directory);
  if (rename(next.c_str(), path_of(directory, kCurveFile).c_str()) != 0) {
    return system_error("cannot replace " + path_of(directory, kCurveFile));
  }
  return sync_folder(directory);
}

base::Result<NodeKeys> read_keys(const std::string& directory, const base::Secret& passphrase) {
  REDNODE_TRY(auto log, open_log_key(path_of(directory, kLogFile), passphrase));
  REDNODE_TRY(const auto curve, open_curve_key(path_of(directory, kCurveFile), passphrase));
  REDNODE_TRY(const auto known, read_public_keys(directory));
  NodeKeys keys{std::move(log), {}, curve, known.days, {}};
  if (known.curve_next.has_value()) {
    REDNODE_TRY(keys.curve_next, open_curve_key(path_of(directory, kNextCurveFile), passphrase));
  }
  for (const std::string& name : other_log_files(directory)) {
    REDNODE_TRY(auto other, open_log_key(path_of(directory, name.c_str()), passphrase));
    keys.other_logs.push_back(std::move(other));
  }
  return keys;
}

base::Result<std::vector<KeyFile>> list_keys(const std::string& directory) {
  std::vector<KeyFile> files;
  for (const auto& [name, kind] : key_names(directory)) {
    REDNODE_TRY(const auto line, read_key(path_of(directory, name.c_str()), kind));
    files.push_back({name, kind, line.key, line.expires, line.sealed.has_value()});
  }
  return files;
}

base::Result<PublicKeys> read_public_keys(const std::string& directory) {
  REDNODE_TRY(const auto files, list_keys(directory));
  PublicKeys keys{files[0].key, files[1].key, {files[0].expires, files[1].expires}, {}};
  if (files.size() > 2 && files[2].name == kNextCurveFile) keys.curve_next = files[2].key;
  return keys;
}

base::Status rewrite_keys(const std::string& directory, const base::Secret& before,
                          const base::Secret& after) {
  for (const auto& [name, kind] : key_names(directory)) {
    const std::string path = path_of(directory, name.c_str());
    auto line = open_key(path, kind, before);
    // Of an earlier attempt that was cut.
    if (!line.ok() && !after.empty()) {
      if (open_key(path, kind, after).ok()) continue;
    }
    if (!line.ok()) return line.error();
    if (!after.empty()) {
      REDNODE_TRY(line, sealed_line(*line, after));
    }
    REDNODE_CHECK(replace_key(path, *line));
  }
  return sync_folder(directory);
}

}  // namespace rednode::node
