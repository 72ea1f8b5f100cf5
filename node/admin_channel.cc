#include "node/admin_channel.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/limits.h"

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

// The number of octets that a message announces as its blob, 0 where it has none.
base::Result<std::size_t> announced_blob(const Json& json) {
  if (!json.is_object()) return base::invalid("a message on the admin socket is a JSON object");
  const auto blob = json.find("blob");
  if (blob == json.end()) return std::size_t{0};
  if (!blob->is_number_unsigned() || blob->get<std::uint64_t>() > limits::kAdminLineBytesMax) {
    return base::invalid("a message on the admin socket announces a blob that is too large");
  }
  return blob->get<std::size_t>();
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
    : fd_(std::exchange(other.fd_, -1)),
      arrived_(std::move(other.arrived_)),
      buffer_(std::move(other.buffer_)),
      at_(other.at_) {}

AdminChannel::~AdminChannel() {
  if (fd_ >= 0) close(fd_);
}

void AdminChannel::shut_down() {
  ::shutdown(fd_, SHUT_RDWR);
}

// Reads more into the buffer; false at the end of the stream.
base::Result<bool> AdminChannel::fill() {
  if (arrived_ == nullptr) arrived_ = std::make_unique_for_overwrite<char[]>(kReadBytes);
  ssize_t count = 0;
  do {
    count = ::read(fd_, arrived_.get(), kReadBytes);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return base::unavailable(std::string("the admin socket: ") + std::strerror(errno));
  buffer_.erase(0, std::exchange(at_, 0));
  buffer_.append(arrived_.get(), static_cast<std::size_t>(count));
  return count > 0;
}

base::Result<std::optional<AdminMessage>> AdminChannel::receive() {
  std::size_t end = buffer_.find('\n', at_);
  while (end == std::string::npos) {
    const std::size_t searched = buffer_.size() - at_;
    if (searched > limits::kAdminLineBytesMax) {
      return base::invalid("a line on the admin socket is too long");
    }
    REDNODE_TRY(const bool more, fill());
    if (!more && buffer_.empty()) return std::optional<AdminMessage>();
    if (!more) return base::unavailable("the connection ended in the middle of a message");
    end = buffer_.find('\n', at_ + searched);
  }
  AdminMessage message;
  REDNODE_TRY(message.json, parse_json(buffer_.substr(at_, end - at_)));
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

base::Status AdminChannel::send(AdminMessage message) {
  if (!message.blob.empty()) message.json["blob"] = message.blob.size();
  std::string bytes = to_line(message.json);
  bytes.push_back('\n');
  bytes += message.blob;
  return write_all(fd_, bytes);
}

}  // namespace rednode::node
