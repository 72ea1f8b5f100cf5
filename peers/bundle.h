// The offline bundle (docs/formats/bundle.md): cards, then frames, then a digest. Writer and reader
// are handed octets and hand octets on; where those lie is not their business.
//
// Thread rule: one thread an object.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/digest_stream.h"
#include "schema/message.h"

namespace rednode::peers {

inline constexpr std::string_view kBundleTitle = "rednode-bundle/v1";

class BundleWriter {
 public:
  using Sink = std::function<base::Status(base::BytesView octets)>;
  explicit BundleWriter(Sink sink) : sink_(std::move(sink)) {}

  // In this order. Errors are those of the sink; kExhausted for a card or frame beyond its limit.
  base::Status begin();
  base::Status card(base::BytesView text);
  base::Status frame(base::BytesView frame);  // as encode_frame() made it
  base::Status end();

 private:
  base::Status write(base::BytesView octets);
  base::Status part(char kind, base::BytesView octets);

  Sink sink_;
  base::DigestStream digest_;
};

class BundleReader {
 public:
  // Fills the room, but at the end of the file; says how much it filled.
  using Source = std::function<base::Result<std::size_t>(char* room, std::size_t size)>;
  explicit BundleReader(Source source) : source_(std::move(source)) {}

  struct Visitor {
    std::function<base::Status(base::BytesView text)> card;
    // The chunk was decoded and not verified.
    std::function<base::Status(schema::Chunk chunk, base::BytesView frame)> chunk;
  };
  // Reads the file to its end. kInvalid where it is no bundle, is cut, or its digest does not fit;
  // else what the source or the visitor returned. Nothing that the visitor is told of before the
  // end is known to be whole: read once without using it, then again.
  base::Status read(const Visitor& visitor);

 private:
  base::Result<base::Bytes> take(std::size_t size);
  base::Status take_part(char kind, std::size_t size, const Visitor& visitor);
  base::Status take_end(std::size_t size);

  Source source_;
  base::DigestStream digest_;
  std::size_t cards_ = 0;
  bool frames_began_ = false;
};

}  // namespace rednode::peers
