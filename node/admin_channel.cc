#include "node/admin_channel.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/limits.h"
#include "node/json.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;

constexpr std::size_t kReadBytes = 256 << 10;

base::Status write_all(int fd, base::BytesView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return base::unavailable("the other side of the admin socket is gone");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

base::Result<AdminChannel> AdminChannel::connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return base::invalid("the socket's path is too long");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return base::unavailable(std::string("no socket: ") + std::strerror(errno));
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int error = errno;
    close(fd);
    if (error == EACCES || error == EPERM) {
      return base::unauthorised("this user may not open " + path +
                                ": it is for the operator's group ([admin] group)");
    }
    return base::unavailable("no daemon answers on " + path + ": is rednoded running?");
  }
  return AdminChannel(fd);
}

AdminChannel::AdminChannel(AdminChannel&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)), at_(other.at_) {}

AdminChannel::~AdminChannel() {
  if (fd_ >= 0) close(fd_);
}

void AdminChannel::shut_down() {
  ::shutdown(fd_, SHUT_RDWR);
}

// Reads more into the buffer; false at the end of the stream.
base::Result<bool> AdminChannel::fill() {
  if (at_ > 0) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kReadBytes);
  ssize_t count = 0;
  do {
    count = ::read(fd_, buffer_.data() + before, kReadBytes);
  } while (count < 0 && errno == EINTR);
  buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  if (count < 0) return base::unavailable(std::string("the admin socket: ") + std::strerror(errno));
  return count > 0;
}

base::Result<std::optional<AdminMessage>> AdminChannel::receive() {
  std::size_t end = buffer_.find('\n', at_);
  while (end == std::string::npos) {
    if (buffer_.size() - at_ > limits::kAdminLineBytesMax) {
      return base::invalid("a line on the admin socket is too long");
    }
    REDNODE_TRY(const bool more, fill());
    if (!more && buffer_.empty()) return std::optional<AdminMessage>();
    if (!more) return base::unavailable("the connection ended in the middle of a message");
    end = buffer_.find('\n', at_);
  }
  AdminMessage message;
  message.json = buffer_.substr(at_, end - at_);
  at_ = end + 1;
  REDNODE_TRY(const std::size_t blob, announced_blob(message.json));
  while (buffer_.size() - at_ < blob) {
    REDNODE_TRY(const bool more, fill());
    if (!more) return base::unavailable("the connection ended in the middle of a message");
  }
  message.blob = buffer_.substr(at_, blob);
  at_ += blob;
  return std::optional<AdminMessage>(std::move(message));
}

base::Status AdminChannel::send(const AdminMessage& message) {
  std::string bytes = message.json;
  bytes.push_back('\n');
  bytes += message.blob;
  return write_all(fd_, bytes);
}

base::Result<std::size_t> announced_blob(const std::string& line) {
  REDNODE_TRY(const Json json, parse_json(line));
  if (!json.is_object()) return base::invalid("a message on the admin socket is a JSON object");
  const auto blob = json.find("blob");
  if (blob == json.end()) return std::size_t{0};
  if (!blob->is_number_unsigned() || blob->get<std::uint64_t>() > limits::kAdminLineBytesMax) {
    return base::invalid("a message on the admin socket announces a blob that is too large");
  }
  return blob->get<std::size_t>();
}

}  // namespace rednode::node
