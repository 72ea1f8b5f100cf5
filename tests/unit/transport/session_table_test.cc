#include "peers/session_table.h"

#include "tests/unit/test.h"

using rednode::peers::SessionTable;

namespace {

// The descriptors that are to be ended, in their order.
std::vector<int> ended(SessionTable& table) {
  std::vector<int> descriptors;
  for (const auto& ending : table.take_endings()) descriptors.push_back(ending.descriptor);
  return descriptors;
}

void open(SessionTable& table, int first, int count, const std::string& address) {
  for (int i = first; i < first + count; ++i) table.opened(i, address, std::to_string(i));
}

}  // namespace

TEST_CASE("The oldest of too many sessions of a peer loses its place, and nobody else does") {
  SessionTable table({2, 100});
  open(table, 1, 5, "here");
  CHECK(table.heard(4, "BE"));
  for (const int session : {1, 2}) CHECK(table.heard(session, "NL"));
  CHECK(ended(table).empty());
  CHECK(table.heard(3, "NL"));
  const auto endings = table.take_endings();
  REQUIRE(endings.size() == 1);
  CHECK(endings[0].descriptor == 1);
  CHECK(endings[0].remote == "1");
  CHECK(endings[0].peer == "NL");
  CHECK_FALSE(table.heard(1, "NL"));  // what was under way is not heard any more
  CHECK_FALSE(table.is_of(1, "NL"));
  for (const int session : {2, 3}) CHECK(table.heard(session, "NL"));
  CHECK(table.heard(4, "BE"));
  CHECK(ended(table).empty());
}

TEST_CASE("A session that ended gives its place back") {
  SessionTable table({2, 100});
  open(table, 1, 3, "here");
  for (const int session : {1, 2}) CHECK(table.heard(session, "NL"));
  table.closed(1);
  CHECK(table.heard(3, "NL"));
  CHECK(ended(table).empty());
  table.opened(1, "here", "another");  // the same number, another connection
  CHECK(table.heard(1, "NL"));
  CHECK(ended(table) == std::vector<int>{2});
  for (int i = 1; i < 4; ++i) table.closed(i);
  CHECK(table.size() == 0);
}

TEST_CASE("A peer that comes in over its oldest connection last is what makes room") {
  SessionTable table({1, 100});
  open(table, 1, 2, "here");
  CHECK(table.heard(2, "NL"));
  CHECK_FALSE(table.heard(1, "NL"));
  CHECK(ended(table) == std::vector<int>{1});
}

TEST_CASE("A flood of silent connections pushes out itself") {
  SessionTable table({4, 10});
  open(table, 1, 4, "there");
  CHECK(table.heard(1, "BE"));  // heard, so it does not count
  open(table, 100, 50, "flood");
  const auto first = ended(table);
  CHECK(first.size() == 43);
  CHECK(first.front() == 100);
  CHECK(first.back() == 142);
  for (int i = 2; i < 5; ++i) CHECK(table.heard(i, "DE"));
  CHECK(ended(table).empty());
  open(table, 200, 3, "flood");  // three more have room now
  CHECK(ended(table).empty());
  open(table, 203, 1, "flood");
  CHECK(ended(table) == std::vector<int>{143});
}

TEST_CASE("What is expelled ends once, and a stranger's number is nobody's") {
  SessionTable table({4, 10});
  open(table, 1, 1, "here");
  CHECK(table.heard(1, "NL"));
  table.expel(1);
  table.expel(1);
  table.expel(77);
  table.closed(77);
  CHECK(ended(table) == std::vector<int>{1});
  CHECK(table.heard(77, "NL"));
  CHECK_FALSE(table.is_of(77, "NL"));
}
