#include "base/queue.h"

#include <thread>

#include "tests/unit/test.h"

using namespace rednode::base;

TEST_CASE("a full queue says so and keeps the item") {
  Queue<std::string> queue(1);
  std::string a = "a";
  std::string b = "b";
  CHECK(queue.try_push(a));
  CHECK_FALSE(queue.try_push(b));
  CHECK(b == "b");
  CHECK(queue.pop() == std::optional<std::string>("a"));
}

TEST_CASE("a closed queue gives out what it holds and then nothing") {
  Queue<int> queue(4);
  CHECK(queue.push(1));
  queue.close();
  CHECK_FALSE(queue.push(2));
  CHECK(queue.pop() == 1);
  CHECK_FALSE(queue.pop().has_value());
}

TEST_CASE("nothing is lost or doubled between threads") {
  Queue<int> queue(8);
  std::thread producer([&] {
    for (int i = 0; i < 10'000; ++i) queue.push(i);
    queue.close();
  });
  int expected = 0;
  while (const auto item = queue.pop()) {
    if (*item != expected) break;
    ++expected;
  }
  producer.join();
  CHECK(expected == 10'000);
}

TEST_CASE("drain takes no more than its limit") {
  Queue<int> queue(8);
  for (int i = 0; i < 5; ++i) queue.push(i);
  CHECK(queue.drain(3).size() == 3);
  CHECK(queue.drain(3).size() == 2);
}
