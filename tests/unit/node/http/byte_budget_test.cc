#include "node/http/byte_budget.h"

#include <optional>

#include "tests/unit/test.h"

namespace rednode::node {

TEST_CASE("A budget is shared, and what is given back can be taken again") {
  ByteBudget budget(100, 1);
  std::optional<ByteBudget::Reservation> first(std::in_place, budget, 60);
  CHECK(first->granted());
  {
    const ByteBudget::Reservation second(budget, 40);
    CHECK(second.granted());
    CHECK_FALSE(ByteBudget::Reservation(budget, 1).granted());
    CHECK(ByteBudget::Reservation(budget, 0).granted());
  }
  CHECK_FALSE(ByteBudget::Reservation(budget, 41).granted());
  CHECK(ByteBudget::Reservation(budget, 40).granted());
  first.reset();
  CHECK(ByteBudget::Reservation(budget, 100).granted());
  CHECK_FALSE(ByteBudget::Reservation(budget, 101).granted());
}

TEST_CASE("What is small is granted beside any number of large things") {
  ByteBudget budget(100, 10);
  const ByteBudget::Reservation all(budget, 100);
  for (int i = 0; i < 100; ++i) {
    const ByteBudget::Reservation small(budget, 9);
    CHECK(small.granted());
    CHECK_FALSE(ByteBudget::Reservation(budget, 10).granted());
  }
}

}  // namespace rednode::node
