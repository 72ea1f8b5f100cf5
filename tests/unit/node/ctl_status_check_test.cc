#include <algorithm>

#include "node/ctl/status_check.h"
#include "node/ctl/time_text.h"
#include "tests/unit/test.h"

using namespace rednode::node;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
namespace base = rednode::base;

namespace {

const base::UnixTime kNow = parse_time("2028-11-20T12:00:00Z").value();

// Of a node where all is well.
Json good() {
  return parse_json(
             R"({"node":{"origin":"FR","uptime_seconds":5000,"ready":true,)"
             R"("key_expires":{"log":"2029-11-26T00:00:00.000Z","transport":null}},)"
             R"("logs":[{"origin":"FR","own":true,"size":24,"state":"live","age_seconds":2,)"
             R"("held_by":[{"origin":"BE","size":24,"age_seconds":86400}]},)"
             R"({"origin":"BE","own":false,"size":5,"state":"live","age_seconds":3,"held_by":[]}],)"
             R"("peers":[{"origin":"BE","state":"live","lag":0,"last_heard_seconds":1.5,)"
             R"("key_expires":null,"cause":null,"refused":0}],)"
             R"("store":{"bytes":1000,"records":24,"quarantined":0,)"
             R"("disk_free_bytes":800,"disk_bytes":1000}})")
      .value();
}

CheckResult check(const Json& status, const CheckLimits& limits = {}) {
  return check_status(status, limits, kNow);
}

// What is found where one thing is otherwise: there is nothing else.
void found(const Json& status, Severity severity, const std::string& subject) {
  const auto result = check(status);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].severity == severity);
  CHECK(result.findings[0].subject == subject);
  CHECK(result.severity() == severity);
}

}  // namespace

TEST_CASE("check: a good node is ok, with its numbers") {
  const auto result = check(good());
  CHECK(result.findings.empty());
  CHECK(result.severity() == Severity::kOk);
  CHECK(nagios_text(result) ==
        "REDNODE OK - node FR: everything that is looked at is as it should be | log_size=24 "
        "log_held_size=24 log_cosigned_age=86400s peers=1 peers_live=1 records=24 quarantined=0 "
        "store=1000B disk_free=800B key_days=370\n");
}

TEST_CASE("check: what is critical") {
  Json status = good();
  status["logs"][1]["state"] = "diverged";
  found(status, Severity::kCritical, "log BE");
  status = good();
  status["peers"][0]["state"] = "diverged";
  found(status, Severity::kCritical, "peer BE");
  status = good();
  status["node"]["ready"] = false;
  found(status, Severity::kCritical, "node");
  status["node"]["uptime_seconds"] = 60;
  found(status, Severity::kWarning, "node");
  status = good();
  status["store"]["disk_free_bytes"] = 49;
  found(status, Severity::kCritical, "disk");
  status["store"]["disk_free_bytes"] = 149;
  found(status, Severity::kWarning, "disk");
  status = good();
  status["node"]["key_expires"]["transport"] = "2028-11-26T00:00:00.000Z";
  found(status, Severity::kCritical, "our transport key");
  status["node"]["key_expires"]["transport"] = "2028-12-26T00:00:00.000Z";
  found(status, Severity::kWarning, "our transport key");
}

TEST_CASE("check: what is a warning") {
  Json status = good();
  for (const char* state : {"unreachable", "stale", "unknown"}) {
    status["peers"][0]["state"] = state;
    status["peers"][0]["last_heard_seconds"] = 899;
    CHECK(check(status).findings.empty());
    status["peers"][0]["last_heard_seconds"] = 900;
    found(status, Severity::kWarning, "peer BE");
    // Never heard: for as long as the daemon runs.
    status["peers"][0]["last_heard_seconds"] = nullptr;
    found(status, Severity::kWarning, "peer BE");
  }
  status["peers"][0]["state"] = "auth-failed";
  found(status, Severity::kWarning, "peer BE");
  status["peers"][0]["state"] = "paused";
  CHECK(check(status).findings.empty());
  status = good();
  status["peers"][0]["lag"] = 1001;
  found(status, Severity::kWarning, "peer BE");
  status = good();
  status["peers"][0]["refused"] = 1;
  found(status, Severity::kWarning, "peer BE");
  status = good();
  status["peers"][0]["key_expires"] = "2029-01-01T00:00:00.000Z";
  found(status, Severity::kWarning, "a key of BE");
  status = good();
  status["store"]["quarantined"] = 1;
  found(status, Severity::kWarning, "quarantine");
  status = good();
  status["logs"][1]["state"] = "stale";
  status["logs"][1]["age_seconds"] = 901;
  found(status, Severity::kWarning, "log BE");
}

TEST_CASE("check: our log is to be held by somebody, whole or lately") {
  Json status = good();
  status["logs"][0]["size"] = 30;
  found(status, Severity::kWarning, "own log");
  status["logs"][0]["held_by"][0]["age_seconds"] = 3599;
  CHECK(check(status).findings.empty());
  status["logs"][0]["held_by"] = Json::array();
  found(status, Severity::kWarning, "own log");
  status["node"]["uptime_seconds"] = 3599;
  CHECK(check(status).findings.empty());
  // Alone, nobody can.
  status["node"]["uptime_seconds"] = 5000;
  status["peers"] = Json::array();
  CHECK(check(status).findings.empty());
}

TEST_CASE("check: what is not known is not ok") {
  Json status = good();
  status["store"]["disk_free_bytes"] = nullptr;
  found(status, Severity::kUnknown, "disk");
  CHECK(check(Json::object()).severity() == Severity::kUnknown);
  CHECK(check(Json::array()).severity() == Severity::kUnknown);
  for (const char* part : {"logs", "peers", "store"}) {
    status = good();
    status[part] = "nonsense";
    CHECK_THAT(nagios_text(check(status)), StartsWith("REDNODE "));
  }
}

TEST_CASE("check: limits are the operator's") {
  Json status = good();
  status["store"]["quarantined"] = 5;
  status["peers"][0]["refused"] = 2;
  CheckLimits limits;
  limits.quarantined = 5;
  limits.refused = 2;
  CHECK(check(status, limits).findings.empty());
  limits.key_warning_days = 400;
  CHECK(check(status, limits).severity() == Severity::kWarning);
  limits.key_critical_days = 371;
  CHECK(check(status, limits).severity() == Severity::kCritical);
}

TEST_CASE("check: the worst comes first, and no text of a peer leaves its place") {
  Json status = good();
  status["peers"][0]["state"] = "auth-failed";
  status["peers"][0]["cause"] = "first | second=1\nthird";
  status["logs"][1]["state"] = "diverged";
  const auto result = check(status);
  const std::string text = nagios_text(result);
  CHECK_THAT(text, StartsWith("REDNODE CRITICAL - node FR: log BE two histories"));
  CHECK_THAT(text, Contains(", and 1 more | log_size=24"));
  CHECK(std::ranges::count(text, '|') == 1);
  CHECK(std::ranges::count(text, '\n') == 3);
  CHECK_THAT(text, Contains("\nWARNING: peer BE auth-failed (first / second=1"));
  const Json json = check_json(result);
  CHECK(json["state"] == "critical");
  CHECK(json["findings"].size() == 2);
  CHECK(json["values"]["log_size"] == 24);
  const std::string prometheus = prometheus_text(result);
  CHECK_THAT(prometheus, Contains("\nrednode_check_state 2\n"));
  CHECK_THAT(prometheus, Contains("rednode_check_findings{severity=\"warning\"} 1\n"));
  CHECK_THAT(prometheus, Contains("\nrednode_check_log_cosigned_age_seconds 86400\n"));
}

TEST_CASE("check: a node that could not be asked") {
  const auto result = check_failure(Severity::kCritical, "rednoded does not run");
  CHECK(nagios_text(result) ==
        "REDNODE CRITICAL - daemon rednoded does not run\nCRITICAL: daemon rednoded does not "
        "run\n");
  CHECK(check_json(result)["origin"].is_null());
}
