#include "node/http/connection_table.h"

#include "tests/unit/test.h"

namespace rednode::node {
namespace {

using Id = ConnectionTable::Id;

base::MonoTime second(int number) {
  return {number * 1'000'000};
}

// Counts who was closed.
ConnectionTable::Close counts(int& closed) {
  return [&closed] { ++closed; };
}

}  // namespace

TEST_CASE("Beyond the limit the longest idle connection makes room") {
  ConnectionTable table(3, 10);
  int closed[3] = {};
  Id ids[3] = {};
  for (int i = 0; i < 3; ++i) ids[i] = table.admit("a", counts(closed[i])).value();
  int rest = 0;
  CHECK_FALSE(table.admit("a", counts(rest)).has_value());  // all are at work
  table.idle(ids[0], second(5));
  table.idle(ids[1], second(2));
  table.idle(ids[2], second(1));
  table.busy(ids[2]);
  CHECK(table.admit("b", counts(rest)).has_value());
  CHECK(closed[1] == 1);
  CHECK(table.size() == 3);
  table.remove(ids[1]);  // its session ends later, and is known no more
  CHECK(table.size() == 3);
  table.close_longest_idle();
  CHECK(closed[0] == 1);
  CHECK(closed[2] == 0);
}

TEST_CASE("One address has a limit of its own") {
  ConnectionTable table(10, 2);
  int closed = 0;
  const Id first = table.admit("a", counts(closed)).value();
  CHECK(table.admit("a", counts(closed)).has_value());
  table.idle(first, second(1));
  CHECK_FALSE(table.admit("a", counts(closed)).has_value());
  CHECK(table.admit("b", counts(closed)).has_value());
  CHECK(closed == 0);
  table.remove(first);
  CHECK(table.admit("a", counts(closed)).has_value());
}

TEST_CASE("At the end the idle ones go first, and the rest is waited for") {
  ConnectionTable table(10, 10);
  int idle = 0;
  int busy = 0;
  const Id waiting = table.admit("a", counts(idle)).value();
  const Id working = table.admit("a", counts(busy)).value();
  table.idle(waiting, second(1));
  table.close_idle();
  CHECK(idle == 1);
  CHECK(busy == 0);
  table.remove(waiting);
  CHECK_FALSE(table.wait_until_empty(std::chrono::milliseconds(1)));
  table.remove(working);
  CHECK(table.wait_until_empty(std::chrono::milliseconds(1)));
}

}  // namespace rednode::node
