// Growth: what a federation of many nodes costs, and how fast it is, in virtual time: nodes as they
// are shipped, on wires of 0.5 to 5 ms, nothing fails. Either everybody is connected to everybody,
// or each to a few, and the others relay.
//
// Thread rule: one thread.
#pragma once

#include <string>
#include <vector>

namespace rednode::sim {

// One line a federation, "NODES" or "NODES/LINKS", tab-separated, with a heading. False where one
// never became equal, or broke a rule.
bool print_growth(const std::vector<std::string>& federations);

}  // namespace rednode::sim
