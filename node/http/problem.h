// Errors of HTTP as application/problem+json (RFC 9457). The title says what to do about it.
//
// Thread rule: pure functions.
#pragma once

#include <string>

#include "node/http/message.h"

namespace rednode::node {

Response problem(int status, const std::string& title, const std::string& detail = {});

// The problem that an error of ours is to a reader.
Response problem_of(const base::Error& error);

}  // namespace rednode::node
