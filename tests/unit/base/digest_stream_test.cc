#include "base/digest_stream.h"

#include "tests/unit/test.h"

using namespace rednode::base;

TEST_CASE("the digest of a stream is that of its pieces together") {
  for (const std::size_t piece : {1, 7, 64, 1000}) {
    const Bytes whole(1000, 'x');
    DigestStream stream;
    for (std::size_t at = 0; at < whole.size(); at += piece) {
      stream.add(BytesView(whole).substr(at, piece));
    }
    CHECK(stream.finish() == sha256(whole));
  }
  CHECK(DigestStream().finish() == sha256(""));
}
