// Frames to octets and back, inside every limit.
//
// Thread rule: pure functions.
#pragma once

#include "schema/message.h"

namespace rednode::schema {

// REQUIRES: the frame keeps to the limits of base/limits.h.
base::Bytes encode_frame(const Frame& frame);

// kInvalid where the octets are no frame of this version, break a limit, or have a tail.
base::Result<Frame> decode_frame(base::BytesView bytes);

}  // namespace rednode::schema
