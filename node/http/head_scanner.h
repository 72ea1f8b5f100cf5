// HeadScanner: finds the end of a request's head in the octets of a connection, and refuses the
// forms that two readers may read differently (RFC 9112, sections 2.2, 5.1, 5.2 and 11.2), before
// anything is parsed: lines that end without CR, a CR alone, continued lines (obs-fold), control
// characters, white space before a colon or before the first field.
//
// Thread rule: one thread at a time.
#pragma once

#include <cstddef>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"

namespace rednode::node {

class HeadScanner {
 public:
  // Goes on where it stopped; `bytes` is all that has arrived of the request so far. The size of
  // the head with its empty line, once that is there; nothing before. kInvalid where the request is
  // to be refused, kExhausted where its head is too large.
  base::Result<std::optional<std::size_t>> scan(base::BytesView bytes);

 private:
  base::Status end_line(base::BytesView line);

  std::size_t line_ = 0;    // where the present line begins
  std::size_t at_ = 0;      // how far was looked
  std::size_t fields_ = 0;  // lines after the first
};

}  // namespace rednode::node
