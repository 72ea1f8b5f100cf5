#include "node/ctl/status_table.h"
#include "node/ctl/time_text.h"
#include "tests/unit/test.h"

using namespace rednode::node;
namespace base = rednode::base;

namespace {

Json status_of(const std::string& text) {
  auto json = parse_json(text);
  REQUIRE(json.ok());
  return std::move(*json);
}

const base::UnixTime kNow = parse_time("2028-11-20T12:00:00Z").value();

const std::string kLive =
    R"({"node":{"origin":"FR","version":"0.1.0","uptime_seconds":5,"ready":true},)"
    R"("logs":[{"origin":"FR","size":24,"live":24,"state":"live","age_seconds":2,)"
    R"("held_by":[{"origin":"BE","size":24}]}],)"
    R"("peers":[{"origin":"BE","state":"STATE","lag":LAG,)"
    R"("last_heard_seconds":1.5,"quarantined":null,)"
    R"("cause":null}],"store":{"bytes":1000,"records":24,"quarantined":0}})";

std::string with(const std::string& state, const std::string& lag) {
  std::string text = kLive;
  text.replace(text.find("STATE"), 5, state);
  text.replace(text.find("LAG"), 3, lag);
  return text;
}

}  // namespace

TEST_CASE("what is not known is a question mark, never a zero") {
  const std::string text = status_text(status_of(with("unknown", "null")), false, kNow);
  CHECK(text.find("BE    ?        ?          1s     ?  -") != std::string::npos);
  const std::string nothing = status_text(status_of("{\"logs\":[{}],\"peers\":[]}"), false, kNow);
  CHECK(nothing.find("0") == std::string::npos);
  CHECK(nothing.find("NOT WRITABLE") != std::string::npos);
}

TEST_CASE("the status has one line a log and one a peer") {
  const std::string text = status_text(status_of(with("live", "0")), false, kNow);
  CHECK(text.find("FR      live     24    24   2s  BE 24\n") != std::string::npos);
  CHECK(text.find("BE    live     0          1s     ?  -\n") != std::string::npos);
}

TEST_CASE("the exit code of a status") {
  CHECK(status_exit(status_of(with("live", "0"))) == Exit::kDone);
  for (const char* state :
       {"unknown", "catching-up", "stale", "unreachable", "auth-failed", "paused"}) {
    CHECK(status_exit(status_of(with(state, "null"))) == Exit::kPartial);
  }
  CHECK(status_exit(status_of(with("diverged", "null"))) == Exit::kRefused);
  Json not_ready = status_of(with("live", "0"));
  not_ready["node"]["ready"] = false;
  CHECK(status_exit(not_ready) == Exit::kRefused);
  CHECK(status_exit(Json::object()) == Exit::kRefused);
}

TEST_CASE("the status names keys whose day is near, and only those") {
  Json status = status_of(with("live", "0"));
  status["node"]["key_expires"] = {{"log", nullptr}, {"transport", "2029-01-20T00:00:00.000Z"}};
  CHECK(status_text(status, false, kNow).find("KEY") == std::string::npos);
  status["node"]["key_expires"] = {{"log", "2028-11-26T00:00:00.000Z"}, {"transport", nullptr}};
  status["peers"][0]["key_expires"] = "2028-11-18T00:00:00.000Z";
  const std::string text = status_text(status, false, kNow);
  CHECK(text.find("KEY: our log key is to be replaced by 2028-11-26 (in 5 days): "
                  "redctl key rotate\n") != std::string::npos);
  CHECK(text.find("KEY: a key of BE was to be replaced by 2028-11-18 (2 days ago): "
                  "ask its operator for a new card\n") != std::string::npos);
  CHECK(status_exit(status) == Exit::kDone);
}
