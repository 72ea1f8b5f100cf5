#include "peers/bundle.h"

#include "base/limits.h"
#include "tests/unit/peers/support.h"

using namespace rednode;
using peers::BundleReader;
using peers::BundleWriter;
using test::OriginLog;

namespace {

// Reads a file that lies in memory.
BundleReader reader_of(const base::Bytes& file) {
  return BundleReader([&file, at = std::size_t{0}](
                          char* room, std::size_t size) mutable -> base::Result<std::size_t> {
    const std::size_t count = std::min(size, file.size() - at);
    std::copy_n(file.data() + at, count, room);
    at += count;
    return count;
  });
}

BundleReader::Visitor nobody() {
  return {[](base::BytesView) { return base::Status(); },
          [](const schema::Chunk&, base::BytesView) { return base::Status(); }};
}

std::string read(const base::Bytes& file) {
  const auto status = reader_of(file).read(nobody());
  return status.ok() ? "whole" : status.error().message;
}

base::Bytes small_bundle() {
  OriginLog fr("FR");
  const auto chunks = fr.publish_numbers(0, 3);
  base::Bytes file;
  BundleWriter writer([&file](base::BytesView octets) {
    file += octets;
    return base::Status();
  });
  REQUIRE(writer.begin().ok());
  REQUIRE(writer.card("a card").ok());
  for (const auto& chunk : chunks) REQUIRE(writer.frame(schema::encode_frame(chunk)).ok());
  REQUIRE(writer.end().ok());
  return file;
}

}  // namespace

TEST_CASE("a bundle comes back as it was written") {
  const base::Bytes file = small_bundle();
  CHECK(file.starts_with("rednode-bundle/v1\nc"));
  std::vector<std::string> cards;
  std::vector<schema::Chunk> chunks;
  const auto status = reader_of(file).read({[&](base::BytesView text) {
                                              cards.emplace_back(text);
                                              return base::Status();
                                            },
                                            [&](schema::Chunk chunk, base::BytesView frame) {
                                              CHECK(schema::encode_frame(chunk) == frame);
                                              chunks.push_back(std::move(chunk));
                                              return base::Status();
                                            }});
  REQUIRE(status.ok());
  CHECK(cards == std::vector<std::string>{"a card"});
  REQUIRE(chunks.size() == 1);
  CHECK(chunks[0].origin == "FR");
  CHECK(chunks[0].updates.size() == 3);
}

TEST_CASE("a bundle that was cut or changed anywhere is not whole") {
  const base::Bytes file = small_bundle();
  REQUIRE(read(file) == "whole");
  for (std::size_t at = 0; at < file.size(); ++at) {
    INFO("octet " << at);
    CHECK(read(file.substr(0, at)) != "whole");
    base::Bytes changed = file;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    CHECK(read(changed) != "whole");
  }
  CHECK(read(file + "x") == "the bundle goes on behind its end");
}

TEST_CASE("a part of a bundle has a limit, whatever it says of itself") {
  for (const char kind : {'c', 'f', 'e', 'x'}) {
    base::Bytes file = "rednode-bundle/v1\n";
    file.push_back(kind);
    base::append_u32(file, 0xffffffff);
    CHECK(read(file).find("a part that none can be") != std::string::npos);
  }
  base::Bytes file = "rednode-bundle/v1\n";
  for (std::size_t i = 0; i <= base::limits::kBundleCardsMax; ++i) {
    file.push_back('c');
    base::append_u32(file, 1);
    file.push_back('x');
  }
  CHECK(read(file).find("cards") != std::string::npos);
}

TEST_CASE("what no reader would take is not written") {
  BundleWriter writer([](base::BytesView) { return base::Status(); });
  REQUIRE(writer.begin().ok());
  CHECK(writer.card(base::Bytes(base::limits::kCardBytesMax, 'x')).ok());
  CHECK(writer.card(base::Bytes(base::limits::kCardBytesMax + 1, 'x')).error().code ==
        base::Code::kExhausted);
  CHECK(writer.frame(base::Bytes(base::limits::kFrameBytesMax + 1, 'x')).error().code ==
        base::Code::kExhausted);
}

TEST_CASE("a frame of a bundle is a piece of a log and nothing else") {
  base::Bytes file;
  BundleWriter writer([&file](base::BytesView octets) {
    file += octets;
    return base::Status();
  });
  REQUIRE(writer.begin().ok());
  REQUIRE(writer.frame(schema::encode_frame(schema::Request{1, schema::HeadsRequest{}})).ok());
  REQUIRE(writer.end().ok());
  CHECK(read(file) == "a frame of the bundle is no piece of a log");
}

TEST_CASE("what the visitor says ends the reading") {
  const base::Bytes file = small_bundle();
  auto visitor = nobody();
  visitor.card = [](base::BytesView) -> base::Status { return base::conflict("enough"); };
  CHECK(reader_of(file).read(visitor).error().code == base::Code::kConflict);
}
