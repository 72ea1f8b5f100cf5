// What a certificate of convergence proves to whoever knows these keys.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <string>

#include "node/ctl/check_list.h"
#include "node/ctl/known_keys.h"

namespace rednode::node {

// Adds a check for the origin's checkpoint and one for each holder. Answers with how many hold the
// log whole, as far as that could be verified.
std::size_t check_certificate(const KnownKeys& keys, const std::string& text, CheckList& checks);

}  // namespace rednode::node
