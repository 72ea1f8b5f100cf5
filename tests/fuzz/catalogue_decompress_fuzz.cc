// Compressed documents: any bytes, whole and in small pieces; the first byte is the size of the
// pieces. The outcome does not hang on them, and what is not compressed passes as it is.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "catalogue/decompress.h"

namespace {

namespace cat = rednode::catalogue;

constexpr std::size_t kBytesMax = 1 << 20;  // what a few bytes stand for may have no end

std::string unpacked(std::string_view bytes, std::size_t piece) {
  const cat::ByteSource source =
      cat::decompressed([whole = cat::source_of(bytes), piece](char* to, std::size_t room) {
        return whole(to, std::min(room, piece));
      });
  std::string out;
  std::array<char, 1000> buffer{};
  while (out.size() < kBytesMax) {
    const auto count = source(buffer.data(), buffer.size());
    // How far it came is told to the nearest step of the library, which hangs on the pieces.
    if (!count.ok()) return "error";
    if (*count == 0) break;
    out.append(buffer.data(), *count);
  }
  out.resize(std::min(out.size(), kBytesMax));
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = unpacked(bytes, 1 << 20);
  REDNODE_ASSERT(whole == unpacked(bytes, 1 + std::size_t{data[0]}));
  return 0;
}
