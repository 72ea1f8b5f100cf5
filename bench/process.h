// A daemon of the benchmark, as its own process, and what the system knows of it.
//
// Thread rule: one thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "node/admin_channel.h"
#include "node/json.h"

namespace rednode::bench {

class Daemon {
 public:
  // Makes a node's folder below `root` (keys, configuration) without starting it.
  Daemon(std::string program, const std::string& root, std::string origin, int port);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  void start();
  void stop();  // SIGTERM, and waits

  // One request on a connection of its own; a failure ends the benchmark with its text.
  node::Json call(node::Json request, const base::Bytes& blob = {}) const;
  node::AdminChannel connect() const;
  std::string card() const;

  const std::string& origin() const { return origin_; }
  std::string config() const;               // the file
  std::uint64_t memory_bytes() const;       // resident now
  std::uint64_t peak_memory_bytes() const;  // since reset_peak()
  void reset_peak() const;
  double cpu_seconds() const;
  std::uint64_t disk_bytes() const;

 private:
  std::uint64_t status_kilobytes(const char* field) const;

  const std::string program_;
  const std::string directory_;
  const std::string origin_;
  pid_t pid_ = -1;
};

// Sends a request on an open channel and gives the last line's `ok`.
node::Json request(node::AdminChannel& channel, node::Json json, const base::Bytes& blob = {});

[[noreturn]] void give_up(const std::string& what);

}  // namespace rednode::bench
