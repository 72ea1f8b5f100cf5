// AdminChannel: messages on a Unix stream socket, as docs/formats/admin.md specifies them: a line
// of JSON and, where it says so, a blob.
//
// Thread rule: one thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "node/json.h"

namespace rednode::node {

struct AdminMessage {
  Json json = Json::object();  // its member "blob" is the channel's own: the size of what follows
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
  base::Status send(AdminMessage message);

  // Makes a receive() that waits in another thread return.
  void shut_down();
  int fd() const { return fd_; }

 private:
  base::Result<bool> fill();

  int fd_;
  std::unique_ptr<char[]> arrived_;  // what one read brings
  std::string buffer_;               // what was read and not taken yet, from at_
  std::size_t at_ = 0;
};

}  // namespace rednode::node
