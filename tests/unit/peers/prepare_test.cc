// Preparing a message changes when its octets are looked at, and never what comes of it.
#include "peers/prepare.h"

#include "base/limits.h"
#include "tests/unit/peers/support.h"

namespace rednode::test {
namespace {

namespace limits = base::limits;
using Kind = peers::Incoming::Kind;

peers::Incoming prepared(peers::Incoming in) {
  peers::prepare(in);
  return in;
}

const schema::Chunk& chunk_in(const peers::Incoming& in) {
  REQUIRE(in.frame.has_value());
  REQUIRE(in.frame->ok());
  return std::get<schema::Chunk>(in.frame->value());
}

}  // namespace

TEST_CASE("Contents that are what their ids say are marked, others are not") {
  OriginLog fr("FR");
  schema::Chunk chunk = fr.publish_numbers(0, 3).at(0);
  chunk.contents[1].bytes = chunk.contents[2].bytes;
  const auto in = prepared(incoming(Kind::kFeed, "FR", chunk));
  CHECK(chunk_in(in).contents[0].checked);
  CHECK_FALSE(chunk_in(in).contents[1].checked);
  CHECK(chunk_in(in).contents[2].checked);
}

TEST_CASE("The mark does not come over the wire") {
  OriginLog fr("FR");
  schema::Chunk chunk = fr.publish_numbers(0, 1).at(0);
  chunk.contents[0].checked = true;
  const auto frame = schema::decode_frame(schema::encode_frame(chunk));
  REQUIRE(frame.ok());
  CHECK_FALSE(std::get<schema::Chunk>(*frame).contents[0].checked);
}

TEST_CASE("A mirror comes to the same from messages that were prepared") {
  OriginLog fr("FR");
  const auto good = fr.publish_numbers(0, 5).at(0);
  schema::Chunk bad = fr.publish_numbers(5, 6).at(0);
  bad.contents[0].bytes.back() ^= 1;
  for (const bool ahead : {false, true}) {
    Node be("BE", {"FR"});
    for (const auto& chunk : {good, bad}) {
      auto in = incoming(Kind::kFeed, "FR", chunk);
      if (ahead) peers::prepare(in);
      be.tick({std::move(in)});
    }
    REQUIRE(be.log("FR") != nullptr);
    CHECK(be.log("FR")->size() == 5);
    CHECK(be.report().peers.at(0).refused == 1);
  }
}

TEST_CASE("What is no frame is refused when its turn comes") {
  auto in = incoming(Kind::kFeed, "FR", schema::Chunk{});
  in.bytes = "nonsense";
  peers::prepare(in);
  REQUIRE(in.frame.has_value());
  CHECK_FALSE(in.frame->ok());
  Node be("BE", {"FR"});
  be.tick({std::move(in)});
  CHECK(be.report().peers.at(0).refused == 1);
}

TEST_CASE("A frame that unfolds without end is unfolded to a limit") {
  // A megabyte of one letter takes a few hundred octets.
  const schema::Content large = schema::pack_content(base::Bytes(limits::kContentBytesMax, 'x'));
  schema::ContentsAnswer answer;
  answer.contents.assign(limits::kContentsPerRequestMax, large);
  const auto in = prepared(incoming(Kind::kAnswer, "FR", schema::Answer{1, std::move(answer)}));
  REQUIRE(in.frame->ok());
  const auto& body = std::get<schema::Answer>(in.frame->value()).body;
  const auto& contents = std::get<schema::ContentsAnswer>(body).contents;
  const auto checked = std::ranges::count_if(contents, [](const auto& c) { return c.checked; });
  CHECK(static_cast<std::size_t>(checked) == limits::kPreparedBytesMax / limits::kContentBytesMax);
}

}  // namespace rednode::test
