#include "node/systemd.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "tests/unit/node/temp_folder.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

// Plays the service manager.
struct Manager {
  explicit Manager(const std::string& path) : fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    if (path[0] == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~Manager() {
    unsetenv("NOTIFY_SOCKET");
    close(fd);
  }

  std::string heard() const {
    char buffer[256];
    const auto length = recv(fd, buffer, sizeof buffer, 0);
    return length < 0 ? "" : std::string(buffer, static_cast<std::size_t>(length));
  }

  int fd;
};

}  // namespace

TEST_CASE("A state is one datagram to a socket with a path") {
  const TempFolder folder;
  const Manager manager(folder.path("notify"));
  notify_service_manager("READY=1\nSTATUS=running");
  CHECK(manager.heard() == "READY=1\nSTATUS=running");
  CHECK(manager.heard().empty());
}

TEST_CASE("A name that begins with @ is an abstract one") {
  const Manager manager("@rednode-test-" + std::to_string(getpid()));
  notify_service_manager("STOPPING=1");
  CHECK(manager.heard() == "STOPPING=1");
}

TEST_CASE("Without a manager nothing happens") {
  unsetenv("NOTIFY_SOCKET");
  notify_service_manager("READY=1");
  for (const std::string path : {std::string(), std::string("relative"), std::string(300, '/'),
                                 std::string("/nowhere/at/all")}) {
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    notify_service_manager("READY=1");
  }
  unsetenv("NOTIFY_SOCKET");
}

TEST_CASE("The journal is known by its variable") {
  unsetenv("JOURNAL_STREAM");
  CHECK_FALSE(logs_go_to_journal());
  setenv("JOURNAL_STREAM", "8:1", 1);
  CHECK(logs_go_to_journal());
  unsetenv("JOURNAL_STREAM");
}

}  // namespace rednode::node
