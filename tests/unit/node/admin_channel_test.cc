#include "node/admin_channel.h"

#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "base/limits.h"
#include "tests/unit/node/temp_folder.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;

// One end as a channel, the other as a bare socket.
struct Pair {
  Pair() {
    int ends[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    raw = ends[0];
    channel = std::make_unique<AdminChannel>(ends[1]);
  }
  ~Pair() { hang_up(); }

  // False where the other side is gone.
  bool put(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(raw, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void hang_up() {
    if (raw >= 0) close(raw);
    raw = -1;
  }

  int raw = -1;
  std::unique_ptr<AdminChannel> channel;
};

AdminMessage received(Pair& pair) {
  auto message = pair.channel->receive();
  REQUIRE(message.ok());
  REQUIRE(message->has_value());
  return std::move(**message);
}

base::Error refused(Pair& pair) {
  const auto message = pair.channel->receive();
  REQUIRE_FALSE(message.ok());
  return message.error();
}

}  // namespace

TEST_CASE("A message that comes octet by octet is whole") {
  Pair pair;
  std::thread writer([&] {
    for (const char c : std::string("{\"op\":\"x\",\"blob\":3}\nab\n{\"op\":\"y\"}\n")) {
      pair.put(std::string_view(&c, 1));
      std::this_thread::yield();
    }
  });
  const auto first = received(pair);
  CHECK(to_line(first.json) == "{\"op\":\"x\",\"blob\":3}");
  CHECK(first.blob == "ab\n");
  const auto second = received(pair);
  CHECK(to_line(second.json) == "{\"op\":\"y\"}");
  CHECK(second.blob.empty());
  writer.join();
}

TEST_CASE("Messages that come together are taken apart") {
  Pair pair;
  pair.put("{\"n\":1}\n{\"n\":2,\"blob\":2}\n\n\n{\"n\":3}\n");
  CHECK(to_line(received(pair).json) == "{\"n\":1}");
  CHECK(received(pair).blob == "\n\n");
  CHECK(to_line(received(pair).json) == "{\"n\":3}");
  pair.hang_up();
  const auto end = pair.channel->receive();
  REQUIRE(end.ok());
  CHECK_FALSE(end->has_value());
}

TEST_CASE("A blob may be as large as the limit, and holds any octet") {
  Pair pair;
  std::string blob(limits::kAdminLineBytesMax, '\0');
  for (std::size_t i = 0; i < blob.size(); ++i) blob[i] = static_cast<char>(i * 7);
  std::thread writer([&] {
    AdminChannel out(dup(pair.raw));
    CHECK(out.send({Json::object(), blob}).ok());
  });
  CHECK((received(pair).blob == blob));
  writer.join();
}

TEST_CASE("What is beyond the limits is refused before it is read") {
  Pair pair;
  SECTION("a blob") {
    pair.put("{\"blob\":" + std::to_string(limits::kAdminLineBytesMax + 1) + "}\n");
    CHECK(refused(pair).code == base::Code::kInvalid);
  }
  SECTION("a blob of less than nothing") {
    pair.put("{\"blob\":-1}\n");
    CHECK(refused(pair).code == base::Code::kInvalid);
  }
  SECTION("a blob of another type") {
    pair.put("{\"blob\":\"9\"}\n");
    CHECK(refused(pair).code == base::Code::kInvalid);
  }
  SECTION("a line without an end") {
    std::thread writer([&] {
      const std::string piece(1 << 20, 'x');
      while (pair.put(piece)) {
      }
    });
    CHECK(refused(pair).code == base::Code::kInvalid);
    pair.channel->shut_down();
    writer.join();
  }
}

TEST_CASE("A line that is not a JSON object is refused") {
  const std::vector<std::string> lines = {"",  "nonsense",         "[]",
                                          "1", R"({"a":1,"a":2})", std::string(50'000, '[')};
  for (const auto& line : lines) {
    Pair pair;
    pair.put(line + "\n");
    CHECK(refused(pair).code == base::Code::kInvalid);
  }
}

TEST_CASE("An end in the middle of a message is an error") {
  for (const std::string text : {"{\"a\"", "{\"blob\":5}\nabc"}) {
    Pair pair;
    pair.put(text);
    pair.hang_up();
    CHECK(refused(pair).code == base::Code::kUnavailable);
  }
}

TEST_CASE("A send to a side that is gone is an error and no signal") {
  Pair pair;
  pair.hang_up();
  base::Status status;
  for (int i = 0; i < 3 && status.ok(); ++i) status = pair.channel->send({});
  CHECK_FALSE(status.ok());
}

TEST_CASE("shut_down() ends a receive that waits") {
  Pair pair;
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    pair.channel->shut_down();
  });
  const auto end = pair.channel->receive();
  CHECK((end.ok() && !end->has_value()));
  other.join();
}

TEST_CASE("Connecting tells apart nobody there and a path too long") {
  const TempFolder folder;
  CHECK(AdminChannel::connect(folder.path("none.sock")).error().code == base::Code::kUnavailable);
  CHECK(AdminChannel::connect(std::string(200, 'x')).error().code == base::Code::kInvalid);
}

}  // namespace rednode::node
