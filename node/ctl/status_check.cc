#include "node/ctl/status_check.h"

#include <algorithm>

#include "node/ctl/admin_client.h"
#include "node/ctl/table.h"
#include "node/ctl/time_text.h"
#include "node/ctl/units.h"
#include "node/key_days.h"

namespace rednode::node {
namespace {

std::optional<std::int64_t> whole(const Json& json, const char* name) {
  const auto at = json.find(name);
  if (at == json.end() || !at->is_number()) return std::nullopt;
  return static_cast<std::int64_t>(at->get<double>());
}

std::string seconds_text(std::int64_t seconds) {
  return age_text(static_cast<double>(seconds));
}

class Check {
 public:
  Check(const Json& status, const CheckLimits& limits, base::UnixTime now)
      : status_(status), limits_(limits), now_(now), node_(status.value("node", Json::object())) {
    result_.origin = text_member(node_, "origin");
  }

  CheckResult run() {
    if (result_.origin.empty()) {
      add(Severity::kUnknown, "status", "the daemon's status says nothing: versions differ?");
      return std::move(result_);
    }
    uptime_ = whole(node_, "uptime_seconds").value_or(0);
    check_ready();
    check_logs();
    check_peers();
    check_store();
    check_keys();
    std::ranges::stable_sort(result_.findings, [](const auto& a, const auto& b) {
      return rank(a.severity) > rank(b.severity);
    });
    return std::move(result_);
  }

  static int rank(Severity severity) {
    switch (severity) {
      case Severity::kCritical:
        return 3;
      case Severity::kWarning:
        return 2;
      case Severity::kUnknown:
        return 1;
      case Severity::kOk:
        return 0;
    }
    return 0;
  }

 private:
  void add(Severity severity, std::string subject, std::string text) {
    result_.findings.push_back({severity, std::move(subject), std::move(text)});
  }
  void value(std::string name, std::string unit, std::optional<std::int64_t> number) {
    if (number.has_value()) result_.values.push_back({std::move(name), std::move(unit), *number});
  }

  // A node that was started a moment ago waits for its peers' word first.
  void check_ready() {
    if (flag_member(node_, "ready")) return;
    add(uptime_ < limits_.stale_seconds ? Severity::kWarning : Severity::kCritical, "node",
        "may not write: " + text_member(node_, "not_ready_because", "it does not say why"));
  }

  void check_logs() {
    for (const Json& log : list_member(status_, "logs")) {
      const std::string origin = text_member(log, "origin", "?");
      const std::string state = text_member(log, "state", "unknown");
      if (state == "diverged") {
        add(Severity::kCritical, "log " + origin,
            "two histories were signed: redctl log head --origin " + origin +
                " shows the evidence; call its operator");
      }
      if (flag_member(log, "own")) {
        check_own_log(log);
        continue;
      }
      const auto age = whole(log, "age_seconds");
      if (state == "stale" && age.value_or(limits_.stale_seconds) >= limits_.stale_seconds) {
        add(Severity::kWarning, "log " + origin,
            "its origin signed last " +
                (age.has_value() ? seconds_text(*age) + " ago" : "nobody knows when"));
      }
    }
  }

  // Whole size held by somebody: fine, however long ago nothing changed.
  void check_own_log(const Json& log) {
    const std::int64_t size = whole(log, "size").value_or(0);
    value("log_size", "", size);
    std::int64_t held = 0;
    std::optional<std::int64_t> youngest;
    for (const Json& holder : list_member(log, "held_by")) {
      held = std::max(held, whole(holder, "size").value_or(0));
      const auto age = whole(holder, "age_seconds");
      if (age.has_value()) youngest = std::min(youngest.value_or(*age), *age);
    }
    value("log_held_size", "", held);
    value("log_cosigned_age", "s", youngest);
    if (held >= size || list_member(status_, "peers").empty()) return;
    // Before the first cosignature, only how long the daemon has run says how long that is.
    const std::int64_t since = youngest.value_or(uptime_);
    if (since < limits_.cosigned_seconds) return;
    add(Severity::kWarning, "own log",
        "no other node holds the last " +
            plural(static_cast<std::uint64_t>(size - held), "entry", "entries") +
            ", and none has signed since " + seconds_text(since) + ": see the peers");
  }

  void check_peers() {
    std::int64_t live = 0;
    const Json peers = list_member(status_, "peers");
    for (const Json& peer : peers) {
      live += text_member(peer, "state") == "live" ? 1 : 0;
      check_peer(peer, "peer " + text_member(peer, "origin", "?"));
    }
    value("peers", "", static_cast<std::int64_t>(peers.size()));
    value("peers_live", "", live);
  }

  void check_peer(const Json& peer, const std::string& subject) {
    const std::string state = text_member(peer, "state", "unknown");
    const std::string cause = text_member(peer, "cause");
    const std::int64_t away = whole(peer, "last_heard_seconds").value_or(uptime_);
    const bool silent = state == "unreachable" || state == "stale" || state == "unknown";
    if (state == "diverged") {
      add(Severity::kCritical, subject, "its log diverged: call its operator");
    } else if (state == "auth-failed" || (silent && away >= limits_.stale_seconds)) {
      add(Severity::kWarning, subject,
          state + (silent ? " since " + seconds_text(away) : "") +
              (cause.empty() ? "" : " (" + cause + ")"));
    }
    const auto lag = whole(peer, "lag");
    if (lag.value_or(0) > limits_.lag_updates) {
      add(Severity::kWarning, subject,
          count_text(static_cast<std::uint64_t>(*lag)) + " entries of its log are not here yet");
    }
    const auto refused = whole(peer, "refused");
    if (refused.value_or(0) > limits_.refused) {
      add(Severity::kWarning, subject,
          plural(static_cast<std::uint64_t>(*refused), "message") +
              " did not verify, the last because: " + text_member(peer, "refused_because", "?"));
    }
  }

  void check_store() {
    const Json store = status_.value("store", Json::object());
    const auto quarantined = whole(store, "quarantined");
    value("records", "", whole(store, "records"));
    value("quarantined", "", quarantined);
    value("store", "B", whole(store, "bytes"));
    if (quarantined.value_or(0) > limits_.quarantined) {
      add(Severity::kWarning, "quarantine",
          plural(static_cast<std::uint64_t>(*quarantined), "record") +
              " could not be imported: redctl quarantine list");
    }
    const auto free = whole(store, "disk_free_bytes");
    const auto disk = whole(store, "disk_bytes");
    value("disk_free", "B", free);
    if (!free.has_value() || disk.value_or(0) <= 0) {
      return add(Severity::kUnknown, "disk", "how much is free is not known");
    }
    const double percent = 100.0 * static_cast<double>(*free) / static_cast<double>(*disk);
    if (percent >= static_cast<double>(limits_.disk_warning_percent)) return;
    const bool full = percent < static_cast<double>(limits_.disk_critical_percent);
    add(full ? Severity::kCritical : Severity::kWarning, "disk",
        bytes_text(static_cast<double>(*free)) + " free, " +
            std::to_string(static_cast<int>(percent)) + " percent of the store's disk");
  }

  void check_keys() {
    const Json own = node_.value("key_expires", Json::object());
    std::optional<std::int64_t> least;
    for (const char* kind : {"log", "transport"}) {
      const auto days = check_key(text_member(own, kind), std::string("our ") + kind + " key",
                                  "redctl key rotate --help");
      if (days.has_value()) least = std::min(least.value_or(*days), *days);
    }
    value("key_days", "", least);
    for (const Json& peer : list_member(status_, "peers")) {
      check_key(text_member(peer, "key_expires"), "a key of " + text_member(peer, "origin", "?"),
                "ask its operator for a new card");
    }
  }

  // The days that are left, where the key has a day.
  std::optional<std::int64_t> check_key(const std::string& expires, const std::string& subject,
                                        const std::string& remedy) {
    const auto day = parse_time(expires);
    if (!day.ok()) return std::nullopt;
    const std::int64_t days = days_until(*day, now_);
    if (days < limits_.key_warning_days) {
      add(days < limits_.key_critical_days ? Severity::kCritical : Severity::kWarning, subject,
          "to be replaced by " + day_text(*day) + " (" + days_until_text(days) + "): " + remedy);
    }
    return days;
  }

  const Json& status_;
  const CheckLimits& limits_;
  const base::UnixTime now_;
  const Json node_;
  std::int64_t uptime_ = 0;
  CheckResult result_;
};

// A bar would end the text, and a line break the answer.
std::string one_line(std::string text) {
  std::ranges::replace(text, '|', '/');
  return printable(text);
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

}  // namespace

const char* severity_name(Severity severity) {
  switch (severity) {
    case Severity::kOk:
      return "ok";
    case Severity::kWarning:
      return "warning";
    case Severity::kCritical:
      return "critical";
    case Severity::kUnknown:
      break;
  }
  return "unknown";
}

Severity CheckResult::severity() const {
  Severity worst = Severity::kOk;
  for (const CheckFinding& finding : findings) {
    if (Check::rank(finding.severity) > Check::rank(worst)) worst = finding.severity;
  }
  return worst;
}

CheckResult check_status(const Json& status, const CheckLimits& limits, base::UnixTime now) {
  if (!status.is_object()) return check_failure(Severity::kUnknown, "gave no status");
  return Check(status, limits, now).run();
}

CheckResult check_failure(Severity severity, const std::string& text) {
  return {{}, {{severity, "daemon", text}}, {}};
}

std::string nagios_text(const CheckResult& result) {
  std::string text = "REDNODE " + upper(severity_name(result.severity())) + " - ";
  if (!result.origin.empty()) text += "node " + result.origin + ": ";
  if (result.findings.empty()) {
    text += "everything that is looked at is as it should be";
  } else {
    text += result.findings[0].subject + " " + result.findings[0].text;
    if (result.findings.size() > 1) {
      text += ", and " + std::to_string(result.findings.size() - 1) + " more";
    }
  }
  text = one_line(text);
  const char* before = " | ";
  for (const CheckValue& value : result.values) {
    text += before + value.name + "=" + std::to_string(value.value) + value.unit;
    before = " ";
  }
  text += "\n";
  for (const CheckFinding& finding : result.findings) {
    text += one_line(upper(severity_name(finding.severity)) + ": " + finding.subject + " " +
                     finding.text) +
            "\n";
  }
  return text;
}

std::string prometheus_text(const CheckResult& result) {
  std::string text =
      "# HELP rednode_check_state 0 ok, 1 warning, 2 critical, 3 unknown.\n"
      "# TYPE rednode_check_state gauge\nrednode_check_state " +
      std::to_string(static_cast<int>(result.severity())) +
      "\n# HELP rednode_check_findings What was found, by severity.\n"
      "# TYPE rednode_check_findings gauge\n";
  for (const Severity severity : {Severity::kWarning, Severity::kCritical, Severity::kUnknown}) {
    const auto count = std::ranges::count_if(
        result.findings, [&](const auto& finding) { return finding.severity == severity; });
    text += std::string("rednode_check_findings{severity=\"") + severity_name(severity) + "\"} " +
            std::to_string(count) + "\n";
  }
  for (const CheckValue& value : result.values) {
    const std::string unit = value.unit == "s" ? "_seconds" : value.unit == "B" ? "_bytes" : "";
    const std::string name = "rednode_check_" + value.name + unit;
    text += "# TYPE " + name + " gauge\n" + name + " " + std::to_string(value.value) + "\n";
  }
  return text;
}

Json check_json(const CheckResult& result) {
  Json json = {{"state", severity_name(result.severity())},
               {"origin", nullptr},
               {"findings", Json::array()},
               {"values", Json::object()}};
  if (!result.origin.empty()) json["origin"] = result.origin;
  for (const CheckFinding& finding : result.findings) {
    json["findings"].push_back({{"severity", severity_name(finding.severity)},
                                {"subject", finding.subject},
                                {"text", finding.text}});
  }
  for (const CheckValue& value : result.values) json["values"][value.name] = value.value;
  return json;
}

}  // namespace rednode::node
