// What can be done with a message before its turn comes: decoding it, and checking its contents
// against their ids. The engine does the rest, or all of it where nothing was prepared.
//
// Thread rule: a pure function of the message; on any thread, before it is handed to the engine.
#pragma once

#include "peers/transport.h"

namespace rednode::peers {

// Contents beyond limits::kPreparedBytesMax for one message are left unchecked: the engine looks
// only at those that a signed log asks for, and so a frame that unfolds without end costs nobody
// anything.
void prepare(Incoming& in);

}  // namespace rednode::peers
