#include "peers/certificate.h"

#include <map>

#include "tests/unit/peers/support.h"

using namespace rednode;
using test::Node;
using test::put;

namespace {

// The keys that somebody knows who was never near the nodes.
struct Keys {
  explicit Keys(const std::vector<std::string>& origins) {
    for (const auto& origin : origins) known.emplace(origin, test::log_key_of(origin));
  }
  peers::KeysFor lookup() const {
    return [this](const std::string& name) {
      const auto at = known.find(name);
      return at == known.end() ? nullptr : &at->second;
    };
  }
  std::map<std::string, schema::LogKeys> known;
};

struct Three {
  Node fr{"FR", {"BE", "DE"}};
  Node be{"BE", {"FR", "DE"}};
  Node de{"DE", {"FR", "BE"}};
  Keys keys{{"FR", "BE", "DE"}};

  Three() {
    test::exchange({&fr, &be, &de}, 60);
    fr.submit({put("urn:r:1", "a"), put("urn:r:2", "b"), put("urn:r:3", "c")});
    test::exchange({&fr, &be, &de}, 60);
  }
  base::Bytes certificate(const Node& at) const {
    return peers::make_certificate(at.store, *at.log("FR")).value();
  }
};

}  // namespace

TEST_CASE("k nations hold exactly this catalogue, as anybody can check who knows their keys") {
  const Three three;
  const auto opened =
      peers::open_certificate(three.certificate(three.fr), three.keys.lookup()).value();
  CHECK(opened.checkpoint.checkpoint.size == 3);
  REQUIRE(opened.holders.size() == 2);
  for (const auto& holder : opened.holders) {
    CHECK(holder.verified);
    CHECK(holder.size == 3);
    CHECK(holder.time_seconds > 1'790'000'000);
  }
  // A mirror can say it too, while the origin is away.
  const auto mirror =
      peers::open_certificate(three.certificate(three.be), three.keys.lookup()).value();
  CHECK(mirror.holders.size() == 1);
  CHECK(mirror.holders.at(0).origin == "DE");
}

TEST_CASE("who holds an earlier size is shown to hold a part of the same log") {
  Three three;
  three.fr.submit({put("urn:r:4", "d")});
  test::exchange({&three.fr, &three.be}, 60);
  const auto opened =
      peers::open_certificate(three.certificate(three.fr), three.keys.lookup()).value();
  REQUIRE(opened.holders.size() == 2);
  CHECK(opened.holders[0].origin == "BE");
  CHECK(opened.holders[0].size == 4);
  CHECK(opened.holders[1].origin == "DE");
  CHECK(opened.holders[1].size == 3);
  CHECK(opened.holders[1].verified);
}

TEST_CASE("without a key nothing is taken for verified") {
  const Three three;
  const auto text = three.certificate(three.fr);
  const auto some = peers::open_certificate(text, Keys({"FR", "BE"}).lookup()).value();
  CHECK(some.holders.at(0).verified);
  CHECK_FALSE(some.holders.at(1).verified);
  CHECK(some.holders.at(1).problem.find("no key") != std::string::npos);
  const auto none = peers::open_certificate(text, Keys({"BE", "DE"}).lookup());
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().code == base::Code::kUnauthorised);
}

TEST_CASE("no octet of a certificate can be changed without being noticed") {
  Three three;
  three.fr.submit({put("urn:r:4", "d")});
  test::exchange({&three.fr, &three.be}, 60);
  const auto text = three.certificate(three.fr);
  const auto verified = [&](base::BytesView bytes) -> std::size_t {
    const auto opened = peers::open_certificate(bytes, three.keys.lookup());
    if (!opened.ok() || opened->checkpoint.checkpoint.size != 4) return 0;
    std::size_t count = 0;
    for (const auto& holder : opened->holders) count += holder.verified ? 1 : 0;
    return count;
  };
  REQUIRE(verified(text) == 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto bent = text;
    bent[i] = static_cast<char>(bent[i] ^ 1);
    INFO("octet " << i);
    CHECK(verified(bent) < 2);
  }
  for (std::size_t size = 0; size + 1 < text.size(); ++size) {
    CHECK(verified(base::BytesView(text).substr(0, size)) < 2);
  }
}
