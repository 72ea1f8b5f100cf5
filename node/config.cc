#include "node/config.h"

#include <sys/stat.h>
#include <toml++/toml.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

#include "base/limits.h"
#include "catalogue/profile.h"
#include "node/http/listen_address.h"
#include "schema/origin.h"
#include "schema/update.h"

namespace rednode::node {
namespace {

using Problems = std::vector<ConfigProblem>;

std::uint32_t line_of(const toml::node& node) {
  return node.source().begin.line;
}

class Reader {
 public:
  Reader(const toml::table& root, std::filesystem::path folder, Problems& problems)
      : root_(root), folder_(std::move(folder)), problems_(problems) {}

  void text(const std::string& path, std::string& out,
            const std::function<std::string(const std::string&)>& check = {}) {
    const toml::node* node = find(path);
    if (node == nullptr) return;
    const auto value = node->value<std::string>();
    if (!value.has_value() || !node->is_string()) {
      return add(*node, path + " must be a text in quotes");
    }
    if (check) {
      if (const std::string wrong = check(*value); !wrong.empty())
        return add(*node, path + ": " + wrong);
    }
    out = *value;
  }

  void path(const std::string& name, std::string& out) {
    text(name, out);
    if (!out.empty()) out = (folder_ / out).lexically_normal().string();
  }

  template <typename T>
  void number(const std::string& path, T& out, std::int64_t least, std::int64_t most) {
    const toml::node* node = find(path);
    if (node == nullptr) return;
    const auto value = node->value<std::int64_t>();
    if (!node->is_integer() || !value.has_value() || *value < least || *value > most) {
      return add(*node, path + " must be a whole number from " + std::to_string(least) + " to " +
                            std::to_string(most));
    }
    out = static_cast<T>(*value);
  }

  // A list of texts, each of which the check finds nothing wrong with.
  void texts(const std::string& path, std::vector<std::string>& out,
             const std::function<std::string(const std::string&)>& check) {
    const toml::node* node = find(path);
    if (node == nullptr) return;
    const toml::array* list = node->as_array();
    if (list == nullptr) return add(*node, path + " must be a list of texts: [\"...\"]");
    for (const toml::node& item : *list) {
      const auto value = item.value<std::string>();
      if (!item.is_string() || !value.has_value()) {
        return add(item, path + " must be a list of texts: [\"...\"]");
      }
      const std::string wrong = check(*value);
      if (!wrong.empty()) return add(item, path + ": " + wrong);
      out.push_back(*value);
    }
    if (list->empty()) add(*node, path + " names nothing: leave it out to take everything");
  }

  // The names of the tables within a table.
  std::vector<std::string> tables(const std::string& path) const {
    std::vector<std::string> names;
    const toml::table* table = root_.at_path(path).as_table();
    if (table == nullptr) return names;
    for (const auto& [key, node] : *table) {
      if (node.is_table()) names.emplace_back(key.str());
    }
    return names;
  }
  void wrong(const std::string& path, std::string message) {
    const toml::node* node = find(path);
    problems_.push_back({node == nullptr ? 0 : line_of(*node), std::move(message)});
  }

  void flag(const std::string& path, bool& out) {
    const toml::node* node = find(path);
    if (node == nullptr) return;
    const auto value = node->value<bool>();
    if (!node->is_boolean() || !value.has_value()) {
      return add(*node, path + " must be true or false");
    }
    out = *value;
  }

  // What was not asked for is a mistake of spelling, and is said.
  void report_unknown() { report_unknown(root_, ""); }

 private:
  const toml::node* find(const std::string& path) {
    known_[path] = true;
    return root_.at_path(path).node();
  }

  void report_unknown(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
      const std::string path = prefix + std::string(key.str());
      if (const toml::table* inner = node.as_table()) {
        report_unknown(*inner, path + ".");
      } else if (!known_.contains(path)) {
        add(node, "unknown setting " + path + nearest(path));
      }
    }
  }

  std::string nearest(const std::string& path) const {
    const std::string leaf = path.substr(path.rfind('.') + 1);
    for (const auto& [known, unused] : known_) {
      if (known.substr(known.rfind('.') + 1) == leaf) return "; did you mean " + known + "?";
    }
    return "; see redctl config --help for the settings";
  }

  void add(const toml::node& node, std::string message) {
    problems_.push_back({line_of(node), std::move(message)});
  }

  const toml::table& root_;
  const std::filesystem::path folder_;
  Problems& problems_;
  std::map<std::string, bool> known_;
};

std::string check_endpoint(const std::string& value) {
  if (value.rfind("tcp://", 0) != 0 || value.rfind(':') <= 5) {
    return "\"" + value + "\" is not an address: write tcp://HOST:PORT";
  }
  return {};
}

std::string check_http_listen(const std::string& value) {
  if (parse_listen_address(value).has_value()) return {};
  return "\"" + value + "\" is not ADDRESS:PORT, such as 127.0.0.1:7403 or *:7403";
}

std::string check_url(const std::string& value) {
  const bool web = value.starts_with("https://") || value.starts_with("http://");
  return web && schema::is_record_iri(value) ? ""
                                             : "\"" + value + "\" is not a URL: write https://HOST";
}

std::string check_origin(const std::string& value) {
  const auto origin = schema::parse_origin(value);
  return origin.ok() ? "" : origin.error().message;
}

std::string check_gate(const std::string& value) {
  return value == "violation" || value == "off" ? "" : "must be \"violation\" or \"off\"";
}

std::string check_renamed(const std::string& value) {
  const bool known = value == "follow" || value == "new" || value == "quarantine";
  return known ? "" : "must be \"follow\", \"new\" or \"quarantine\"";
}

std::string check_mint_base(const std::string& value) {
  if (value.empty() || schema::is_record_iri(value + "x")) return {};
  return "\"" + value + "\" is not the beginning of an absolute IRI";
}

void read_level(Reader& reader, Config& config) {
  static const std::map<std::string, base::Level> kLevels = {{"debug", base::Level::kDebug},
                                                             {"info", base::Level::kInfo},
                                                             {"warn", base::Level::kWarn},
                                                             {"error", base::Level::kError}};
  std::string level = "info";
  reader.text("log.level", level, [](const std::string& value) {
    return kLevels.contains(value) ? "" : "one of debug, info, warn, error";
  });
  config.log_level = kLevels.at(level);
}

std::string check_when_stale(const std::string& value) {
  return when_stale_from(value) ? "" : "must be \"reject\", \"warn\" or \"accept\"";
}

void read_when_stale(Reader& reader, const std::string& path, WhenStale& out) {
  std::string when = when_stale_name(out);
  reader.text(path, when, check_when_stale);
  out = when_stale_from(when).value_or(out);
}

void read_freshness(Reader& reader, const std::string& own, FreshnessPolicy& policy) {
  reader.number("replication.stale_after_seconds", policy.usual.stale_after_seconds, 3,
                kStaleAfterSecondsMax);
  read_when_stale(reader, "freshness.stale", policy.usual.when);
  for (const std::string& origin : reader.tables("freshness")) {
    const std::string table = "freshness." + origin;
    if (const std::string fault = check_origin(origin); !fault.empty()) {
      reader.wrong(table, table + ": " + fault);
    } else if (origin == own) {
      reader.wrong(table, table + ": our own catalogue is never stale: name another origin");
    }
    FreshnessRule rule = policy.usual;
    read_when_stale(reader, table + ".stale", rule.when);
    reader.number(table + ".stale_after_seconds", rule.stale_after_seconds, 3,
                  kStaleAfterSecondsMax);
    policy.of.emplace(origin, rule);
  }
}

std::string check_category(const std::string& value) {
  return schema::is_category(value)
             ? ""
             : "\"" + value + "\" is no notation of a health category, such as EHRS";
}

void read_subscription(Reader& reader, Config& config) {
  reader.texts("subscribe.origins", config.subscribed_origins, check_origin);
  reader.texts("subscribe.categories", config.subscribed_categories, check_category);
  reader.number("retention.superseded_days", config.superseded_days, 0, 36'500);
}

void set_defaults(Config& config, const std::filesystem::path& folder) {
  config.data_directory = (folder / "store").string();
  config.keys_directory = (folder / "keys").string();
  config.peers_directory = (folder / "peers").string();
  config.admin_socket = (folder / "admin.sock").string();
  config.feed_bind = "tcp://*:7401";
  config.exchange_bind = "tcp://*:7402";
}

void require(Problems& problems, const std::string& value, const std::string& message) {
  if (value.empty()) problems.push_back({0, message});
}

// The longest name that a Unix socket can have, without its final zero.
constexpr std::size_t kSocketPathMax = 107;

void fill(const toml::table& root, ConfigResult& result) {
  Config& config = result.config;
  const auto folder = std::filesystem::path(config.file).parent_path();
  set_defaults(config, folder);
  Reader reader(root, folder, result.problems);
  reader.text("origin", config.origin, check_origin);
  reader.text("name", config.name);
  reader.path("paths.data", config.data_directory);
  reader.path("paths.keys", config.keys_directory);
  reader.path("paths.peers", config.peers_directory);
  reader.text("listen.feed", config.feed_bind, check_endpoint);
  reader.text("listen.exchange", config.exchange_bind, check_endpoint);
  reader.text("listen.http", config.http_listen, check_http_listen);
  reader.text("advertise.feed", config.feed_advertised, check_endpoint);
  reader.text("advertise.exchange", config.exchange_advertised, check_endpoint);
  reader.text("advertise.http", config.http_advertised, check_url);
  reader.number("http.threads", config.http_threads, 1, 64);
  reader.number("http.connections", config.http_connections, 16, 65'536);
  reader.number("http.connections_per_address", config.http_connections_per_address, 1, 65'536);
  reader.flag("http.access_log", config.http_access_log);
  reader.path("admin.socket", config.admin_socket);
  reader.text("admin.group", config.admin_group);
  reader.text("import.mint_base", config.mint_base, check_mint_base);
  reader.text("import.profile", config.import_profile);
  if (config.import_profile != "none" && !catalogue::Profile::ships(config.import_profile)) {
    config.import_profile = (folder / config.import_profile).lexically_normal().string();
  }
  reader.text("import.gate", config.import_gate, check_gate);
  reader.text("import.renamed", config.import_renamed, check_renamed);
  reader.path("annotations", config.annotations_file);
  read_level(reader, config);
  read_freshness(reader, config.origin, config.freshness);
  read_subscription(reader, config);
  reader.number("keys.overlap_days", config.key_overlap_days, 0, 3'650);
  reader.path("keys.passphrase_file", config.passphrase_file);
  std::int64_t cache_mb = 32;
  std::int64_t buffer_mb = 64;
  reader.number("store.cache_megabytes", cache_mb, 8, 65'536);
  reader.number("store.write_buffer_megabytes", buffer_mb, 8, 16'384);
  config.cache_bytes = static_cast<std::uint64_t>(cache_mb) << 20;
  config.write_buffer_bytes = static_cast<std::uint64_t>(buffer_mb) << 20;
  reader.report_unknown();
  const bool origin_wrong = root.contains("origin");
  if (!origin_wrong) {
    require(result.problems, config.origin,
            "origin is missing: write origin = \"FR\", for example");
  }
  if (config.name.empty()) config.name = config.origin;
  if (config.mint_base.empty()) {
    config.mint_base = "urn:x-rednode:" + config.origin + ":";
  }
  if (config.admin_socket.size() > kSocketPathMax) {
    result.problems.push_back({0, "admin.socket: the path is longer than the " +
                                      std::to_string(kSocketPathMax) +
                                      " octets of a socket's name"});
  }
}

}  // namespace

base::Result<ConfigResult> read_config(const std::string& file) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(file, error);
  std::ifstream in(absolute, std::ios::binary);
  if (error || !in || std::filesystem::is_directory(absolute, error)) {
    return base::not_found("there is no configuration at " + file +
                           ": make one with redctl init, or name it with --config");
  }
  std::string text(base::limits::kConfigBytesMax + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > base::limits::kConfigBytesMax) {
    return base::invalid(file + " is too large for a configuration");
  }
  ConfigResult result;
  result.config.file = absolute.lexically_normal().string();
  try {
    fill(toml::parse(text), result);
  } catch (const toml::parse_error& e) {
    result.problems.push_back({e.source().begin.line, std::string(e.description())});
  }
  return result;
}

std::string describe(const ConfigResult& result) {
  std::string text;
  for (const ConfigProblem& problem : result.problems) {
    text += result.config.file;
    if (problem.line > 0) text += ":" + std::to_string(problem.line);
    text += ": " + problem.message + "\n";
  }
  return text;
}

std::string example_config(const std::string& origin, const std::string& host, int port) {
  std::ostringstream out;
  out << "# The configuration of one rednode. Every setting that is not here has a default;\n"
         "# `redctl config check` reads it as the daemon does.\n\n"
      << "origin = \"" << origin << "\"\n"
      << "name = \"" << origin << "\"          # for people: the country, the body\n\n"
      << "[listen]                # where peers connect to; both ports must be open to them\n"
      << "feed = \"tcp://*:" << port << "\"\n"
      << "exchange = \"tcp://*:" << port + 1 << "\"\n"
      << "http = \"127.0.0.1:" << port + 2
      << "\"   # for a proxy on this machine; *:PORT is open to all\n\n"
      << "[advertise]             # the same, as peers reach it from outside; stands on our card\n"
      << "feed = \"tcp://" << host << ":" << port << "\"\n"
      << "exchange = \"tcp://" << host << ":" << port + 1 << "\"\n\n"
      << "[paths]                 # relative to this file\n"
         "data = \"store\"\n"
         "keys = \"keys\"\n"
         "peers = \"peers\"\n\n"
         "[admin]\n"
         "socket = \"admin.sock\"   # redctl talks to the daemon here\n"
         "# group = \"rednode\"      # who may open it\n\n"
         "[log]\n"
         "level = \"info\"\n";
  return out.str();
}

std::string find_config(const std::string& argument) {
  if (!argument.empty()) return argument;
  if (const char* named = std::getenv("REDNODE_CONFIG"); named != nullptr && *named != '\0')
    return named;
  std::error_code error;
  if (std::filesystem::exists("rednode.toml", error)) return "rednode.toml";
  return "/etc/rednode/rednode.toml";
}

}  // namespace rednode::node
