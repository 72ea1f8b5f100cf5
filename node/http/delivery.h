// Delivery: an answer as it goes over a connection (RFC 9110, RFC 9112): 304 where the reader has
// it already, gzip where that is worth it, and the fields that every answer has.
//
// Thread rule: pure functions; a delivery belongs to one thread at a time.
#pragma once

#include "base/clock.h"
#include "node/http/message.h"

namespace rednode::node {

struct Delivery {
  base::Bytes head;  // status line and fields, with the empty line
  base::Bytes body;  // as it is sent: compressed, or none for HEAD
  int status = 200;
  bool close = false;  // the connection ends with this answer
};

// `close`: no further request is read from this connection.
Delivery deliver(const Request& request, Response response, bool close, base::UnixTime now);

// The answer to what could not be read as a request: the connection ends with it.
Delivery deliver_refusal(const Response& response, base::UnixTime now);

}  // namespace rednode::node
