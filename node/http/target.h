// The target of a request (RFC 9112, section 3.2): the segments of its path and its query, decoded.
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "node/http/message.h"

namespace rednode::node {

struct Target {
  std::vector<std::string> segments;  // "/a/b%2Fc" has "a" and "b/c"; "/" has one, which is empty
  std::vector<HttpField> query;
};

// Origin form ("/a?b=c") and absolute form ("http://host/a?b=c"). kInvalid where an escape is
// broken, what it stands for is no UTF-8 or a control character, or a limit is met.
base::Result<Target> parse_target(std::string_view text);

}  // namespace rednode::node
