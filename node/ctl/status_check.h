// What monitoring is to be told of a running node, judged from its status document
// (docs/formats/admin.md, "status").
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: value types and pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "node/ctl/check_limits.h"
#include "node/json.h"

namespace rednode::node {

// In the numbers of the Monitoring Plugins guideline.
enum class Severity { kOk = 0, kWarning = 1, kCritical = 2, kUnknown = 3 };
const char* severity_name(Severity severity);  // "ok", "warning", "critical", "unknown"

struct CheckFinding {
  Severity severity = Severity::kUnknown;
  std::string subject;  // "peer BE", "disk": short and stable
  std::string text;     // what is the matter, and what to do
};

// A number for graphs. What is not known has no value.
struct CheckValue {
  std::string name;
  std::string unit;  // "", "s" or "B"
  std::int64_t value = 0;
};

struct CheckResult {
  std::string origin;
  std::vector<CheckFinding> findings;  // the worst first
  std::vector<CheckValue> values;

  // The worst of the findings: critical before warning before unknown.
  Severity severity() const;
};

CheckResult check_status(const Json& status, const CheckLimits& limits, base::UnixTime now);
// Of a node that could not be asked.
CheckResult check_failure(Severity severity, const std::string& text);

// One line "REDNODE STATE - text | values" and a line for each finding, as the Monitoring Plugins
// Development Guidelines have it (monitoring-plugins.org/doc/guidelines.html).
std::string nagios_text(const CheckResult& result);
// The text format of Prometheus 0.0.4, for node_exporter's collector of text files.
std::string prometheus_text(const CheckResult& result);
Json check_json(const CheckResult& result);

}  // namespace rednode::node
