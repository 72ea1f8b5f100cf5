// Config: what an operator decides, read from one TOML file (docs/operations/configuration.md).
//
// The file is checked whole: every mistake is reported at once, each with its line. Paths are
// relative to the folder of the file.
//
// Thread rule: value type.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/log.h"
#include "base/result.h"
#include "catalogue/profile.h"
#include "node/freshness.h"

namespace rednode::node {

struct Config {
  std::string file;    // where it was read from
  std::string origin;  // FR
  std::string name;    // for people

  std::string data_directory;   // the store
  std::string keys_directory;   // log.key, curve.key
  std::string peers_directory;  // one card a peer

  std::string feed_bind;        // tcp://*:7401
  std::string exchange_bind;    // tcp://*:7402
  std::string feed_advertised;  // what stands on our card
  std::string exchange_advertised;
  std::string http_listen;      // 127.0.0.1:7403; empty: no HTTP
  std::string http_advertised;  // https://red.example.fr; empty: not on the card

  std::size_t http_threads = 2;
  std::size_t http_connections = base::limits::kHttpConnectionsMax;
  std::size_t http_connections_per_address = base::limits::kHttpConnectionsPerAddressMax;
  bool http_access_log = false;

  std::string admin_socket;
  std::string admin_group;  // empty: the group of the process

  std::string mint_base;  // IRIs of datasets that have none of their own begin with this
  // What records are judged by: the name of a profile that ships, a folder, or "none".
  std::string import_profile = catalogue::kDefaultProfile;
  std::string import_renamed = "follow";  // or "new", "quarantine"
  std::string import_gate = "off";        // or "violation": what violates it stays out

  std::string annotations_file;  // empty: annotations.toml beside the file, where there is one

  base::Level log_level = base::Level::kInfo;
  FreshnessPolicy freshness;
  std::int64_t superseded_days = 365;           // that superseded and withdrawn contents are kept
  std::vector<std::string> subscribed_origins;  // whose logs are mirrored; none: all peers'
  std::vector<std::string> subscribed_categories;  // whose contents are taken; none: all
  std::int64_t key_overlap_days = 30;  // after a change of the log key, the old one signs too
  std::string passphrase_file;  // of the keys; empty: systemd's credential, where there is one
  std::uint64_t cache_bytes = 32 << 20;
  std::uint64_t write_buffer_bytes = 64 << 20;
};

struct ConfigProblem {
  std::uint32_t line = 0;  // 0: the file as a whole
  std::string message;     // names the field and the remedy
};

struct ConfigResult {
  Config config;
  std::vector<ConfigProblem> problems;
  bool ok() const { return problems.empty(); }
};

// Reads and checks the file. kNotFound where there is none.
base::Result<ConfigResult> read_config(const std::string& file);

// The problems as text for a terminal: file:line: message.
std::string describe(const ConfigResult& result);

// The file that `redctl init` writes.
std::string example_config(const std::string& origin, const std::string& host, int port);

// --config, or REDNODE_CONFIG, or ./rednode.toml, or /etc/rednode/rednode.toml.
std::string find_config(const std::string& argument);

}  // namespace rednode::node
