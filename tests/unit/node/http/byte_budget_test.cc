#include "node/http/byte_budget.h"

#include <optional>

#include "tests/unit/test.h"

namespace rednode::node {

TEST_CASE("A budget is shared, and what is given back can be taken again") {
  ByteBudget budget(100);
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

}  // namespace rednode::node
