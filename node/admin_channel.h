// AdminChannel: messages on a Unix stream socket, as docs/formats/admin.md specifies them: a line
// of JSON and, where it says so, a blob.
//
// Thread rule: one thread at a time.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace rednode::node {

struct AdminMessage {
  std::string json;  // one line, without its newline; has a member "blob" where `blob` is not empty
  base::Bytes blob;
};

class AdminChannel {
 public:
  // Connects to a daemon. kUnavailable where none listens; kUnauthorised where this user may not.
  static base::Result<AdminChannel> connect(const std::string& path);
  // Takes over an accepted connection.
  explicit AdminChannel(int fd) : fd_(fd) {}
  ~AdminChannel();
  AdminChannel(AdminChannel&& other) noexcept;
  AdminChannel& operator=(AdminChannel&&) = delete;

  // Nothing where the other side closed the connection between two messages.
  base::Result<std::optional<AdminMessage>> receive();
  base::Status send(const AdminMessage& message);

  // Makes a receive() that waits in another thread return.
  void shut_down();
  int fd() const { return fd_; }

 private:
  base::Result<bool> fill();

  int fd_;
  std::string buffer_;
  std::size_t at_ = 0;
};

// The number of octets that a line announces as its blob, 0 where it has none; an error where the
// line is not a JSON object. Depth and duplicate members are checked before anything else reads it.
base::Result<std::size_t> announced_blob(const std::string& line);

}  // namespace rednode::node
