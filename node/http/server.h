// HttpServer: HTTP/1.1 over TCP, for readers: GET and HEAD. It is strict about what it reads, and
// everything about a connection is bounded: its head, its time, its number, also for one address
// (base/limits.h). A request body is never read: where one is announced the connection ends with
// the answer. Ranges are ignored.
//
// Errors of the network cost one connection and are not reported; refusals are counted.
//
// Thread rule: start() and stop() from one thread; the handler is called from the server's threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "node/http/message.h"

namespace rednode::node {

// What the server has done since it started. Read from any thread.
struct HttpCounters {
  std::atomic<std::uint64_t> answers[6] = {};  // by the first digit of their status
  std::atomic<std::uint64_t> connections = 0;  // open now
  std::atomic<std::uint64_t> refused = 0;      // connections beyond a limit
  std::atomic<std::uint64_t> bytes_sent = 0;
};

struct HttpOptions {
  std::string listen;  // node/http/listen_address.h; port 0: any that is free
  std::size_t threads = 2;
  std::size_t connections = base::limits::kHttpConnectionsMax;
  std::size_t connections_per_address = base::limits::kHttpConnectionsPerAddressMax;
  bool access_log = false;  // a line a request
};

class HttpServer {
 public:
  // Must not throw, and must answer in milliseconds: others wait for the thread.
  using Handler = std::function<Response(const Request&)>;

  // kInvalid where the address is none, kUnavailable where it cannot be listened on. The counters,
  // the clock and the logger must outlive the server.
  static base::Result<std::unique_ptr<HttpServer>> start(const HttpOptions& options,
                                                         Handler handler, HttpCounters& counters,
                                                         const base::Clock& clock,
                                                         base::Logger& logger);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;

  // Takes no further request, lets the answers that are under way end within
  // limits::kHttpStopSeconds, and closes what is left.
  void stop();

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rednode::node
