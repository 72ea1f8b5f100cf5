#include "catalogue/decompress.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>

#include "base/random.h"
#include "catalogue/importer.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

std::string gzip(std::string_view text) {
  z_stream stream = {};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(std::string_view text, int window_log = 0) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  if (window_log > 0) {
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  }
  std::string out(ZSTD_compressBound(text.size()), '\0');
  // As a stream: of a text that it sees whole, the compressor makes the window fit it.
  ZSTD_inBuffer in{text.data(), text.size(), 0};
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  REQUIRE(ZSTD_compressStream2(context, &to, &in, ZSTD_e_continue) < (1u << 30));
  REQUIRE(ZSTD_compressStream2(context, &to, &in, ZSTD_e_end) == 0);
  ZSTD_freeCCtx(context);
  out.resize(to.pos);
  return out;
}

// The text, or "error: ...".
std::string unpacked(std::string_view bytes, std::size_t step = 1 << 20, std::size_t room = 5000) {
  const ByteSource source = decompressed([whole = source_of(bytes), step](char* to, std::size_t n) {
    return whole(to, std::min(n, step));
  });
  std::string out;
  std::vector<char> buffer(room);
  for (;;) {
    const auto count = source(buffer.data(), buffer.size());
    if (!count.ok()) {
      CHECK(count.error().code == base::Code::kInvalid);
      return "error: " + count.error().message;
    }
    if (*count == 0) return out;
    out.append(buffer.data(), *count);
  }
}

std::string some_text(std::size_t size) {
  base::Random random(3);
  std::string text;
  while (text.size() < size) text += "line " + std::to_string(random.below(100'000)) + "\n";
  return text;
}

bool fails_at(const std::string& outcome, std::string_view reason) {
  return outcome.starts_with("error: ") && outcome.find("beyond byte ") != std::string::npos &&
         outcome.find(reason) != std::string::npos;
}

}  // namespace

TEST_CASE("decompress: what is not compressed passes") {
  for (const std::string& text : {std::string(), std::string("a"), std::string("\x1f"),
                                  std::string("<a> <b> <c> ."), some_text(200'000)}) {
    for (const std::size_t step : {1u, 3u, 100'000u}) CHECK(unpacked(text, step) == text);
  }
}

TEST_CASE("decompress: gzip and zstd, whole, in parts, in any pieces") {
  const std::string one = some_text(300'000);
  const std::string two = "end";
  const std::string skippable("\x53\x2a\x4d\x18\x03\0\0\0abc", 11);
  const std::string documents[] = {gzip(one) + gzip("") + gzip(two), zstd(one) + zstd(two),
                                   skippable + zstd(one) + skippable + zstd("") + zstd(two)};
  for (const std::string& packed : documents) {
    CHECK(packed.size() < one.size() / 2);
    for (const std::size_t step : {1u, 7u, 1000u, 1'000'000u}) {
      CHECK(unpacked(packed, step) == one + two);
    }
    CHECK(unpacked(packed, 1000, 1) == one + two);
    CHECK(unpacked(packed, 1000, 1'000'000) == one + two);
  }
  CHECK(unpacked(gzip("")).empty());
  CHECK(unpacked(zstd("")).empty());
  CHECK(unpacked(gzip(gzip("inner"))) == gzip("inner"));
}

TEST_CASE("decompress: cut off anywhere, it says where") {
  const std::string text = some_text(5000);
  for (const std::string& packed : {gzip(text), zstd(text)}) {
    for (std::size_t size = 4; size < packed.size(); ++size) {
      const std::string outcome = unpacked(std::string_view(packed).substr(0, size));
      INFO(size << ": " << outcome);
      REQUIRE(fails_at(outcome, "byte " + std::to_string(size) + ": it ends too early"));
    }
  }
}

TEST_CASE("decompress: damaged, it is refused and never wrong") {
  const std::string text = some_text(5000);
  base::Random random(4);
  for (const std::string& packed : {gzip(text), zstd(text)}) {
    for (int round = 0; round < 2000; ++round) {
      std::string broken = packed;
      // Behind the first bytes of gzip stand a time and a system that nobody checks.
      const std::size_t at = 10 + random.below(broken.size() - 10);
      broken[at] = static_cast<char>(broken[at] ^ (1 << random.below(8)));
      const std::string outcome = unpacked(broken);
      INFO(at << ": " << outcome.substr(0, 200));
      REQUIRE((outcome == text || fails_at(outcome, "")));
    }
  }
  std::string checksum = gzip(text);
  checksum[checksum.size() - 5] ^= 1;
  CHECK(fails_at(unpacked(checksum), "incorrect data check"));
  CHECK(fails_at(unpacked(gzip(text) + "more"), "not compressed"));
  CHECK(fails_at(unpacked(gzip(text) + std::string(1, '\0')), "not compressed"));
  CHECK(fails_at(unpacked(zstd(text) + "more"), "nknown frame"));
}

TEST_CASE("decompress: a window beyond the limit is refused before it is made") {
  const std::string small = zstd("abc", 27);
  CHECK(unpacked(small) == "abc");
  CHECK(fails_at(unpacked(zstd("abc", 28)), "too much memory"));
}

TEST_CASE("decompress: what a few bytes stand for costs no memory") {
  const std::string packed = gzip(std::string(50'000'000, ' '));
  CHECK(packed.size() < 60'000);
  const ByteSource source = decompressed(source_of(packed));
  std::vector<char> buffer(100'000);
  std::size_t total = 0;
  for (std::size_t count = 1; count > 0; total += count) {
    count = *source(buffer.data(), buffer.size());
    REQUIRE(count <= 64 << 10);
  }
  CHECK(total == 50'000'000);
}

TEST_CASE("decompress: the source's own errors are handed on") {
  const ByteSource source = decompressed(
      [](char*, std::size_t) -> base::Result<std::size_t> { return base::unavailable("stop"); });
  char byte = 0;
  REQUIRE_FALSE(source(&byte, 1).ok());
  CHECK(source(&byte, 1).error().code == base::Code::kUnavailable);
}

TEST_CASE("importer: a compressed document is read as what it holds") {
  const std::string text =
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
      "xmlns:dcat='http://www.w3.org/ns/dcat#'><dcat:Dataset rdf:about='urn:d'/></rdf:RDF>";
  for (const std::string& document : {text, gzip(text), zstd(text)}) {
    std::vector<std::string> records;
    ImportEvents events;
    events.on_record = [&records](RecordContent&& record) -> base::Status {
      records.push_back(record.iri);
      return {};
    };
    events.on_refusal = [](Refusal&&) -> base::Status { return base::invalid("refused"); };
    const auto counts = import_document(source_of(document), {}, events);
    REQUIRE(counts.ok());
    CHECK(counts->format == Format::kRdfXml);
    CHECK(counts->bytes == text.size());
    CHECK(records == std::vector<std::string>{"urn:d"});
  }
}

}  // namespace rednode::catalogue
