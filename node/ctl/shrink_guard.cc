#include "node/ctl/shrink_guard.h"

#include <fmt/format.h>

#include "node/ctl/units.h"

namespace rednode::node {
namespace {

constexpr std::uint64_t kAlwaysAllowed = 5;
constexpr std::uint64_t kPercentAllowed = 20;

}  // namespace

std::string shrink_refusal(const ShrinkQuestion& question) {
  if (question.absent == 0) return {};
  const std::string refused =
      fmt::format("nothing was withdrawn: {} of the {} in the catalogue {} not in the documents",
                  count_text(question.absent), plural(question.live, "record"),
                  question.absent == 1 ? "is" : "are");
  if (question.contained == 0) {
    return refused + ", which hold no record at all; an empty document never withdraws";
  }
  if (question.errors > 0) {
    return refused + fmt::format(
                         ", but {} could not be imported, so what the catalogue contains is "
                         "not known; mend that first",
                         plural(question.errors, "thing"));
  }
  // Divided, not multiplied, so that no number can overflow.
  const bool too_many = question.absent > kAlwaysAllowed &&
                        question.absent > question.live / 100 * kPercentAllowed +
                                              question.live % 100 * kPercentAllowed / 100;
  if (!too_many || question.accepted) return {};
  return refused + fmt::format(" (more than {} %); where that is right, say --accept-shrink",
                               kPercentAllowed);
}

}  // namespace rednode::node
