#include "node/http/routes.h"

#include "node/http/target.h"
#include "node/json.h"
#include "tests/unit/node/held_log.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

using Catch::Matchers::Contains;
using test::HeldLog;

class HandClock final : public base::Clock {
 public:
  base::Now now() const override { return {{1'790'000'100'000'000}, {mono.load()}}; }
  std::atomic<std::int64_t> mono{50'000'000};
};

// What the engine would say of two logs.
NodeStatus status_of_two() {
  NodeStatus status;
  status.taken = HandClock().now();
  status.report.writable = true;
  status.store_bytes = 1234;
  peers::LogReport own;
  own.origin = "FR";
  own.own = true;
  own.size = 300;
  own.live = 299;
  own.withdrawn = 1;
  own.state = peers::State::kLive;
  own.origin_time_seconds = 1'790'000'100;
  own.held_by["BE"] = {250, 1'790'000'040};
  peers::LogReport mirror;
  mirror.origin = "BE";
  mirror.state = peers::State::kUnknown;
  status.report.logs = {own, mirror};
  peers::PeerReport peer;
  peer.origin = "BE";
  peer.state = peers::State::kUnreachable;
  peer.refused = 3;
  peer.key_days.transport = base::UnixTime::from_seconds(1'790'000'000);
  status.own_key_days.log = base::UnixTime::from_seconds(1'790'086'500);
  status.report.peers = {peer};
  return status;
}

struct Site {
  explicit Site(const storage::Store& store, base::Result<NodeStatus> answer = status_of_two())
      : status(clock,
               [this, answer] {
                 return refuses ? base::Result<NodeStatus>(base::unavailable("busy")) : answer;
               }),
        views(store) {
    config.origin = "FR";
    add_health_routes(router, context);
    add_metrics_route(router, context);
    add_nations_route(router, context);
    add_log_routes(router, context);
  }

  Response get(const std::string& target) {
    auto parsed = parse_target(target);
    REQUIRE(parsed.ok());
    Request request;
    request.segments = std::move(parsed->segments);
    return router.handle(request);
  }
  std::string text(const std::string& target) { return get(target).body; }

  HandClock clock;
  std::atomic<bool> refuses{false};  // the engine, from now on
  Config config;
  StatusCache status;
  LogViews views;
  HttpCounters counters;
  HttpContext context{config, clock, {20'000'000}, status, views, counters};
  Router router;
};

}  // namespace

TEST_CASE("A log is served as the specification of tiles asks") {
  HeldLog fr("FR");
  fr.grow(300);
  Site site(fr.store);
  const Response checkpoint = site.get("/log/FR/checkpoint");
  CHECK(checkpoint.status == 200);
  CHECK(checkpoint.content_type == "text/plain; charset=utf-8");
  CHECK(checkpoint.cache_control == "no-cache");
  CHECK(checkpoint.body == fr.log().held->bytes());
  for (const auto& path : test::all_tile_paths(300)) {
    const Response tile = site.get("/log/FR/" + storage::format_tile_path(path));
    CHECK(tile.status == 200);
    CHECK(tile.content_type == "application/octet-stream");
    CHECK(tile.cache_control == kImmutable);
    CHECK(tile.compress == !path.level.has_value());
    CHECK_FALSE(tile.etag.empty());
  }
}

TEST_CASE("What a log has not is not found, and nobody keeps that answer") {
  HeldLog fr("FR");
  fr.grow(300);
  Site site(fr.store);
  for (const char* path :
       {"/log/DE/checkpoint", "/log/FR/tile/0/002", "/log/FR/tile/0/001", "/log/FR/tile/0/001.p/45",
        "/log/FR/tile/2/000.p/1", "/log/FR/tile/0/1", "/log/FR/tile/0/000.p/256",
        "/log/FR/tile/entries/001", "/log/%2e%2e/checkpoint", "/log/FR", "/log/FR/tile"}) {
    INFO(path);
    const Response response = site.get(path);
    CHECK(response.status == 404);
    CHECK(response.content_type == "application/problem+json");
    CHECK(response.cache_control == "no-store");
  }
}

TEST_CASE("The nations are the logs of the status") {
  HeldLog fr("FR");
  Site site(fr.store);
  const auto json = parse_json(site.text("/api/v1/nations")).value();
  const Json& nation = json["nations"][0];
  CHECK(nation["origin"] == "FR");
  CHECK(nation["size"] == 300);
  CHECK(nation["state"] == "live");
  CHECK(nation["age_seconds"] == 0);
  CHECK(nation["held_by"][0]["origin"] == "BE");
  CHECK(nation["held_by"][0]["age_seconds"] == 60);
  CHECK(json["nations"][1]["age_seconds"].is_null());
}

TEST_CASE("A time that an origin made up is told, and breaks nothing") {
  HeldLog fr("FR");
  for (const std::int64_t time : {INT64_MIN, INT64_MAX}) {
    NodeStatus status = status_of_two();
    status.report.logs[0].origin_time_seconds = time;
    status.report.logs[0].held_by["BE"].time_seconds = time;
    Site site(fr.store, status);
    const std::int64_t age = time < 0 ? INT64_MAX / 1'000'000 : 0;
    const auto json = parse_json(site.text("/api/v1/nations")).value();
    CHECK(json["nations"][0]["age_seconds"] == age);
    CHECK(json["nations"][0]["held_by"][0]["age_seconds"] == age);
    CHECK_THAT(site.text("/metrics"),
               Contains("rednode_log_age_seconds{log=\"FR\"} " + std::to_string(age) + "\n"));
  }
}

TEST_CASE("Metrics say what is known and nothing of what is not") {
  HeldLog fr("FR");
  Site site(fr.store);
  site.counters.answers[2] = 7;
  const Response response = site.get("/metrics");
  CHECK(response.content_type == "text/plain; version=0.0.4; charset=utf-8");
  const std::string text = response.body;
  CHECK_THAT(text, Contains("# TYPE rednode_log_size gauge\nrednode_log_size{log=\"FR\"} 300\n"));
  CHECK_THAT(text, Contains("rednode_info{origin=\"FR\",version=\""));
  CHECK_THAT(text, Contains("rednode_log_records{log=\"FR\",status=\"withdrawn\"} 1\n"));
  CHECK_THAT(text, Contains("rednode_log_state{log=\"FR\",state=\"live\"} 1\n"));
  CHECK_THAT(text, Contains("rednode_log_state{log=\"FR\",state=\"stale\"} 0\n"));
  CHECK_THAT(text, Contains("rednode_log_age_seconds{log=\"FR\"} 0\n"));
  CHECK_THAT(text, Contains("rednode_log_held_size{log=\"FR\",holder=\"BE\"} 250\n"));
  CHECK_THAT(text, Contains("rednode_peer_state{peer=\"BE\",state=\"unreachable\"} 1\n"));
  CHECK_THAT(text, Contains("rednode_peer_refused_total{peer=\"BE\"} 3\n"));
  CHECK_THAT(text, Contains("rednode_store_bytes 1234\n"));
  CHECK_THAT(text, Contains("rednode_key_expires_seconds{origin=\"FR\",key=\"log\"} 86400\n"));
  CHECK_THAT(text, Contains("rednode_key_expires_seconds{origin=\"BE\",key=\"transport\"} -100\n"));
  CHECK_THAT(text, !Contains("key=\"log\"} -"));
  CHECK_THAT(text, Contains("rednode_uptime_seconds 30\n"));
  CHECK_THAT(text, Contains("rednode_http_answers_total{status=\"2xx\"} 7\n"));
  CHECK_THAT(text, !Contains("rednode_log_age_seconds{log=\"BE\"}"));
  CHECK_THAT(text, !Contains("rednode_peer_last_heard_seconds{peer"));
  CHECK_THAT(text, !Contains("rednode_quarantined_records"));
}

TEST_CASE("Alive is one thing, ready another") {
  HeldLog fr("FR");
  Site good(fr.store);
  CHECK(good.get("/readyz").status == 200);
  NodeStatus status = status_of_two();
  status.report.writable = false;
  status.report.not_writable_because = "no peer has said yet";
  Site closed(fr.store, status);
  CHECK(closed.get("/healthz").status == 200);
  CHECK(closed.get("/readyz").status == 503);
  CHECK_THAT(closed.text("/readyz"), Contains("no peer has said yet"));
  status = status_of_two();
  status.taken.mono.microseconds -= 60'000'000;
  Site unasked(fr.store, status);  // an old answer is no silence
  CHECK(unasked.get("/readyz").status == 200);
  Site silent(fr.store);
  CHECK(silent.get("/readyz").status == 200);
  silent.refuses = true;
  silent.clock.mono += 60'000'000;  // nobody asked meanwhile
  CHECK(silent.get("/readyz").status == 200);
  silent.clock.mono += 11'000'000;
  CHECK(silent.get("/readyz").status == 503);
  CHECK_THAT(silent.text("/readyz"), Contains("has not answered for 11 s"));
  silent.refuses = false;
  CHECK(silent.get("/readyz").status == 200);
  Site mute(fr.store, base::unavailable("stopping"));
  CHECK(mute.get("/readyz").status == 503);
  CHECK(mute.get("/api/v1/nations").status == 503);
  CHECK(mute.get("/metrics").status == 200);
}

}  // namespace rednode::node
