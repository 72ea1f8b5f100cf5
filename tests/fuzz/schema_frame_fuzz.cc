// What a peer may send: any octets. A frame that decodes must encode and decode again.
#include <cstdlib>

#include "schema/codec.h"
#include "schema/update.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const rednode::base::BytesView bytes(reinterpret_cast<const char*>(data), size);
  if (const auto frame = rednode::schema::decode_frame(bytes); frame.ok()) {
    if (!rednode::schema::decode_frame(rednode::schema::encode_frame(*frame)).ok()) std::abort();
  }
  if (const auto update = rednode::schema::decode_update(bytes); update.ok()) {
    const auto again = rednode::schema::encode_update(*update);
    if (!again.ok()) std::abort();
  }
  return 0;
}
