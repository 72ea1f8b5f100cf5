#include "node/config.h"

#include "base/limits.h"
#include "tests/unit/node/temp_folder.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

ConfigResult read_text(const TempFolder& folder, const std::string& text) {
  folder.write("rednode.toml", text);
  auto result = read_config(folder.path("rednode.toml"));
  REQUIRE(result.ok());
  return std::move(*result);
}

// The only problem of a file; its line and text as "3: message".
std::string problem_of(const std::string& text) {
  const TempFolder folder;
  const auto result = read_text(folder, text);
  REQUIRE(result.problems.size() == 1);
  return std::to_string(result.problems[0].line) + ": " + result.problems[0].message;
}

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

}  // namespace

TEST_CASE("Every setting but the origin has a default") {
  const TempFolder folder;
  const auto result = read_text(folder, "origin = \"FR\"\n");
  REQUIRE(result.ok());
  const Config& c = result.config;
  CHECK(c.origin == "FR");
  CHECK(c.name == "FR");
  CHECK(c.data_directory == folder.path("store"));
  CHECK(c.keys_directory == folder.path("keys"));
  CHECK(c.peers_directory == folder.path("peers"));
  CHECK(c.admin_socket == folder.path("admin.sock"));
  CHECK(c.feed_bind == "tcp://*:7401");
  CHECK(c.exchange_bind == "tcp://*:7402");
  CHECK(c.feed_advertised.empty());
  CHECK(c.mint_base == "urn:x-rednode:FR:");
  CHECK(c.annotations_file.empty());
  CHECK(c.log_level == base::Level::kInfo);
  CHECK(c.freshness.usual.when == WhenStale::kWarn);
  CHECK(c.freshness.usual.stale_after_seconds == 15);
  CHECK(c.freshness.of.empty());
}

TEST_CASE("Settings are read, and paths start at the folder of the file") {
  const TempFolder folder;
  const auto result =
      read_text(folder,
                "origin = \"FR\"\nname = \"France\"\nannotations = \"notes/fr.toml\"\n"
                "[paths]\ndata = \"there\"\nkeys = \"/etc/keys\"\npeers = \"../p\"\n"
                "[listen]\nfeed = \"tcp://10.0.0.1:1\"\nexchange = \"tcp://*:2\"\n"
                "[advertise]\nfeed = \"tcp://fr:1\"\nexchange = \"tcp://fr:2\"\n"
                "[admin]\nsocket = \"a.sock\"\ngroup = \"rednode\"\n"
                "[import]\nmint_base = \"https://example.org/d/\"\n"
                "[log]\nlevel = \"debug\"\n"
                "[replication]\nstale_after_seconds = 3\n"
                "[freshness]\nstale = \"reject\"\n[freshness.BE]\nstale = \"accept\"\n"
                "[freshness.DE]\nstale_after_seconds = 600\n"
                "[store]\ncache_megabytes = 8\nwrite_buffer_megabytes = 16\n");
  REQUIRE(result.ok());
  CHECK(result.config.annotations_file == folder.path("notes/fr.toml"));
  const Config& c = result.config;
  CHECK(c.name == "France");
  CHECK(c.data_directory == folder.path("there"));
  CHECK(c.keys_directory == "/etc/keys");
  CHECK(std::filesystem::path(c.peers_directory).filename() == "p");
  CHECK(c.feed_bind == "tcp://10.0.0.1:1");
  CHECK(c.feed_advertised == "tcp://fr:1");
  CHECK(c.exchange_advertised == "tcp://fr:2");
  CHECK(c.admin_group == "rednode");
  CHECK(c.mint_base == "https://example.org/d/");
  CHECK(c.log_level == base::Level::kDebug);
  CHECK(c.freshness.usual.stale_after_seconds == 3);
  CHECK(c.freshness.usual.when == WhenStale::kReject);
  CHECK(c.freshness.rule("BE").when == WhenStale::kAccept);
  CHECK(c.freshness.rule("BE").stale_after_seconds == 3);
  CHECK(c.freshness.rule("DE").when == WhenStale::kReject);
  CHECK(c.freshness.rule("DE").stale_after_seconds == 600);
  CHECK(c.freshness.rule("ES").when == WhenStale::kReject);
  CHECK(c.cache_bytes == 8u << 20);
  CHECK(c.write_buffer_bytes == 16u << 20);
}

TEST_CASE("What imports are judged by: a name of ours, a folder beside the file, or nothing") {
  const TempFolder folder;
  const auto profile = [&folder](const std::string& value) {
    const auto result =
        read_text(folder, "origin = \"FR\"\n[import]\nprofile = \"" + value + "\"\n");
    REQUIRE(result.ok());
    return result.config.import_profile;
  };
  CHECK(profile("none") == "none");
  CHECK(profile("healthdcat-ap/8/public") == "healthdcat-ap/8/public");
  CHECK(profile("profiles/ours") == folder.path("profiles/ours"));
  CHECK(profile("/etc/rednode/ours") == "/etc/rednode/ours");
  CHECK(profile("healthdcat-ap/99") == folder.path("healthdcat-ap/99"));
}

TEST_CASE("HTTP is off until it is told where to listen") {
  const TempFolder folder;
  CHECK(read_text(folder, "origin = \"FR\"\n").config.http_listen.empty());
  const auto result = read_text(folder,
                                "origin = \"FR\"\n[listen]\nhttp = \"*:7403\"\n"
                                "[advertise]\nhttp = \"https://red.example.fr\"\n"
                                "[http]\nthreads = 4\nconnections = 100\n"
                                "connections_per_address = 100\naccess_log = true\n");
  REQUIRE(result.ok());
  CHECK(result.config.http_listen == "*:7403");
  CHECK(result.config.http_advertised == "https://red.example.fr");
  CHECK(result.config.http_threads == 4);
  CHECK(result.config.http_connections == 100);
  CHECK(result.config.http_connections_per_address == 100);
  CHECK(result.config.http_access_log);
  CHECK_THAT(problem_of("origin = \"FR\"\n[listen]\nhttp = \"tcp://*:7403\"\n"),
             StartsWith("3: listen.http: ") && Contains("127.0.0.1:7403"));
  CHECK_THAT(problem_of("origin = \"FR\"\n[advertise]\nhttp = \"red.example.fr\"\n"),
             StartsWith("3: advertise.http: "));
  CHECK_THAT(problem_of("origin = \"FR\"\n[http]\naccess_log = 1\n"),
             StartsWith("3: http.access_log must be true or false"));
  CHECK_THAT(problem_of("origin = \"FR\"\n[http]\nthreads = 0\n"),
             StartsWith("3: http.threads must be a whole number from 1 to 64"));
}

TEST_CASE("Each mistake is told with its line and its field") {
  CHECK_THAT(problem_of("name = \"x\"\n"), StartsWith("0: origin is missing"));
  CHECK_THAT(problem_of("origin = \"france\"\n"), StartsWith("1: origin: "));
  CHECK_THAT(problem_of("origin = 7\n"), StartsWith("1: origin must be a text"));
  CHECK_THAT(problem_of("origin = \"FR\"\n[listen]\nfeed = \"*:7401\"\n"),
             StartsWith("3: listen.feed: ") && Contains("tcp://HOST:PORT"));
  CHECK_THAT(problem_of("origin = \"FR\"\n[listen]\nexchange = \"tcp://host\"\n"),
             StartsWith("3: listen.exchange: "));
  CHECK_THAT(problem_of("origin = \"FR\"\n[advertise]\nfeed = \"\"\n"),
             StartsWith("3: advertise.feed: "));
  CHECK_THAT(problem_of("origin = \"FR\"\n[log]\nlevel = \"loud\"\n"),
             StartsWith("3: log.level: ") && Contains("debug, info, warn, error"));
  CHECK_THAT(problem_of("origin = \"FR\"\n[import]\nmint_base = \"no iri\"\n"),
             StartsWith("3: import.mint_base: "));
  CHECK_THAT(
      problem_of("origin = \"FR\"\n[replication]\nstale_after_seconds = 2\n"),
      StartsWith("3: replication.stale_after_seconds must be a whole number from 3 to 2592000"));
  CHECK_THAT(problem_of("origin = \"FR\"\n[freshness]\nstale = \"maybe\"\n"),
             StartsWith("3: freshness.stale: must be"));
  CHECK_THAT(problem_of("origin = \"FR\"\n[freshness.fr]\nstale = \"warn\"\n"),
             StartsWith("2: freshness.fr: "));
  CHECK_THAT(problem_of("origin = \"FR\"\n[freshness.FR]\nstale = \"warn\"\n"),
             StartsWith("2: freshness.FR: our own catalogue"));
  CHECK_THAT(problem_of("origin = \"FR\"\n[freshness]\nstale_after_seconds = 60\n"),
             StartsWith("3: unknown setting freshness.stale_after_seconds"));
  CHECK_THAT(problem_of("origin = \"FR\"\n[freshness.BE]\nstael = \"warn\"\n"),
             StartsWith("3: unknown setting freshness.BE.stael"));
  CHECK_THAT(problem_of("origin = \"FR\"\n[replication]\nstale_after_seconds = \"15\"\n"),
             Contains("must be a whole number"));
  CHECK_THAT(problem_of("origin = \"FR\"\n[store]\ncache_megabytes = 7.5\n"),
             StartsWith("3: store.cache_megabytes must be a whole number"));
  CHECK_THAT(problem_of("origin = \"FR\"\n[admin]\nsocket = \"" + std::string(200, 's') + "\"\n"),
             Contains("admin.socket: the path is longer than the 107 octets"));
}

TEST_CASE("All mistakes are told at once") {
  const TempFolder folder;
  const auto result = read_text(folder,
                                "origin = \"fr\"\n[listen]\nfeed = 1\nport = 7\n"
                                "[log]\nlevel = \"loud\"\n[store]\ncache_megabytes = 1\n");
  REQUIRE(result.problems.size() == 5);
  const std::string text = describe(result);
  const std::string file = folder.path("rednode.toml");
  for (const int line : {1, 3, 4, 6, 8}) {
    CHECK_THAT(text, Contains(file + ":" + std::to_string(line) + ": "));
  }
  CHECK(std::count(text.begin(), text.end(), '\n') == 5);
}

TEST_CASE("A setting that is not known is a mistake, with the nearest that is") {
  CHECK_THAT(problem_of("origin = \"FR\"\nlevel = \"info\"\n"),
             StartsWith("2: unknown setting level; did you mean log.level?"));
  CHECK_THAT(problem_of("origin = \"FR\"\n[peers]\ndata = \"x\"\n"),
             StartsWith("3: unknown setting peers.data; did you mean paths.data?"));
  CHECK_THAT(problem_of("origin = \"FR\"\ncolour = \"red\"\n"),
             StartsWith("2: unknown setting colour; see "));
}

TEST_CASE("A file that is not TOML is told with its line") {
  CHECK_THAT(problem_of("origin = \"FR\"\nname = \n"), StartsWith("2: "));
  CHECK_THAT(problem_of("origin = \"FR\"\norigin = \"BE\"\n"), StartsWith("2: "));
}

TEST_CASE("A file that is not there, a folder, and a giant are refused") {
  const TempFolder folder;
  CHECK(read_config(folder.path("none.toml")).error().code == base::Code::kNotFound);
  CHECK(read_config(folder.path()).error().code == base::Code::kNotFound);
  folder.write("giant.toml", std::string(base::limits::kConfigBytesMax + 1, '#'));
  CHECK(read_config(folder.path("giant.toml")).error().code == base::Code::kInvalid);
}

TEST_CASE("The example is a good configuration") {
  const TempFolder folder;
  const auto result = read_text(folder, example_config("FR", "fr.example.org", 7401));
  CHECK(result.ok());
  CHECK(result.config.feed_advertised == "tcp://fr.example.org:7401");
  CHECK(result.config.exchange_bind == "tcp://*:7402");
}

}  // namespace rednode::node
