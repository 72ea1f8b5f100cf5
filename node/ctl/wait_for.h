// Waiting until other nodes hold our log up to a size, durably and signed.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <string>
#include <vector>

#include "node/ctl/context.h"

namespace rednode::node {

// The origins that hold our log up to `size`: at least `count` of them, or those that do when the
// time is over or the operator interrupts.
base::Result<std::vector<std::string>> wait_for_holders(Context& context, AdminClient& daemon,
                                                        std::uint64_t size, std::uint64_t count,
                                                        std::uint64_t timeout_seconds);

// "only 1 of 2 confirmed within 30 s: BE".
std::string too_few_text(const std::vector<std::string>& holders, std::uint64_t count,
                         std::uint64_t timeout_seconds);

}  // namespace rednode::node
