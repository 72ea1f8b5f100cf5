#include "node/ctl/status_table.h"

#include <optional>

#include "node/ctl/admin_client.h"
#include "node/ctl/time_text.h"
#include "node/ctl/units.h"
#include "node/key_days.h"

namespace rednode::node {
namespace {

std::string number_text(const Json& json, const char* name) {
  const auto at = json.find(name);
  if (at == json.end() || !at->is_number()) return "?";
  return std::to_string(at->get<std::uint64_t>());
}

std::optional<double> seconds_of(const Json& json, const char* name) {
  const auto at = json.find(name);
  if (at == json.end() || !at->is_number()) return std::nullopt;
  return at->get<double>();
}

Cell state_cell(const Json& json) {
  const std::string state = text_member(json, "state", "unknown");
  if (state == "unknown") return {"?", Style::kWarn};
  if (state == "live") return {state, Style::kGood};
  if (state == "diverged" || state == "auth-failed" || state == "unreachable") {
    return {state, Style::kBad};
  }
  return {state, Style::kWarn};
}

std::string held_by_text(const Json& log) {
  std::string text;
  for (const Json& holder : list_member(log, "held_by")) {
    if (!text.empty()) text += ", ";
    text += text_member(holder, "origin", "?") + " " + number_text(holder, "size");
  }
  return text.empty() ? "-" : text;
}

std::string head_text(const Json& status) {
  const Json node = status.value("node", Json::object());
  const Json store = status.value("store", Json::object());
  std::string text = "node " + text_member(node, "origin", "?") + "  rednode " +
                     text_member(node, "version", "?") + "  up " +
                     age_text(seconds_of(node, "uptime_seconds")) + "  store ";
  const auto bytes = seconds_of(store, "bytes");
  text += bytes.has_value() ? bytes_text(*bytes) : "?";
  text += ", " + number_text(store, "records") + " records, " + number_text(store, "quarantined") +
          " in quarantine";
  text = printable(text) + "\n";
  if (!flag_member(node, "ready")) {
    const auto why = text_member(node, "not_ready_because", "the daemon did not say why");
    text += "NOT WRITABLE: " + printable(why) + "\n";
  }
  return text;
}

// "FR@2" where the log began anew: nobody shall overlook it.
Cell name_cell(const Json& log) {
  const std::string origin = text_member(log, "origin", "?");
  const std::uint64_t generation = number_member(log, "generation", 1);
  if (generation <= 1) return origin;
  return {origin + "@" + std::to_string(generation), Style::kWarn};
}

std::string logs_text(const Json& status, bool color) {
  Table table({{"ORIGIN"}, {"STATE"}, {"SIZE", true}, {"LIVE", true}, {"AGE", true}, {"HELD-BY"}});
  for (const Json& log : list_member(status, "logs")) {
    table.row({name_cell(log), state_cell(log), number_text(log, "size"), number_text(log, "live"),
               age_text(seconds_of(log, "age_seconds")), held_by_text(log)});
  }
  return table.render(color);
}

std::string peers_text(const Json& status, bool color) {
  Table table(
      {{"PEER"}, {"STATE"}, {"LAG", true}, {"LAST-HEARD", true}, {"QUAR", true}, {"CAUSE"}});
  for (const Json& peer : list_member(status, "peers")) {
    table.row({text_member(peer, "origin", "?"), state_cell(peer), number_text(peer, "lag"),
               age_text(seconds_of(peer, "last_heard_seconds")), number_text(peer, "quarantined"),
               text_member(peer, "cause", "-")});
  }
  if (table.rows() == 0) return "no peers: add one with redctl peer add CARD\n";
  return table.render(color);
}

// A line where the day is near or over; empty where it is not, or not known.
std::string key_line(const std::string& whose, const std::string& expires,
                     const std::string& remedy, base::UnixTime now) {
  const auto day = parse_time(expires);
  if (!day.ok()) return {};
  const std::int64_t days = days_until(*day, now);
  if (days >= kKeyWarningDays.front()) return {};
  return "KEY: " + printable(whose) + (days < 0 ? " was" : " is") + " to be replaced by " +
         day_text(*day) + " (" + days_until_text(days) + "): " + remedy + "\n";
}

std::string keys_text(const Json& status, base::UnixTime now) {
  const Json node = status.value("node", Json::object());
  const Json own = node.value("key_expires", Json::object());
  std::string text = key_line("our log key", text_member(own, "log"), "redctl key rotate", now) +
                     key_line("our transport key", text_member(own, "transport"),
                              "redctl key rotate --transport", now);
  for (const Json& peer : list_member(status, "peers")) {
    text += key_line("a key of " + text_member(peer, "origin", "?"),
                     text_member(peer, "key_expires"), "ask its operator for a new card", now);
  }
  return text;
}

}  // namespace

std::string status_text(const Json& status, bool color, base::UnixTime now) {
  return head_text(status) + keys_text(status, now) + "\n" + logs_text(status, color) + "\n" +
         peers_text(status, color);
}

Exit status_exit(const Json& status) {
  bool all_live = true;
  for (const char* list : {"logs", "peers"}) {
    for (const Json& entry : list_member(status, list)) {
      const std::string state = text_member(entry, "state", "unknown");
      if (state == "diverged") return Exit::kRefused;
      all_live = all_live && state == "live";
    }
  }
  if (!flag_member(status.value("node", Json::object()), "ready")) return Exit::kRefused;
  return all_live ? Exit::kDone : Exit::kPartial;
}

}  // namespace rednode::node
