// The only file that knows Boost.Asio and Boost.Beast: they cost most of a minute to compile.
//
// Each connection is a coroutine on a strand of its own. Session is a template of its stream, so
// that a TLS stream over the same socket is one more instance and not another server.

#include "node/http/server.h"

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <thread>

#include "base/limits.h"
#include "node/http/byte_budget.h"
#include "node/http/connection_table.h"
#include "node/http/delivery.h"
#include "node/http/head_scanner.h"
#include "node/http/listen_address.h"
#include "node/http/problem.h"
#include "node/http/target.h"

namespace rednode::node {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace limits = base::limits;
using asio::ip::tcp;
using NetError = boost::system::error_code;

constexpr std::size_t kReadBytes = 4096;
constexpr auto kAcceptPause = std::chrono::milliseconds(50);  // where no descriptor is free
constexpr auto kStopPatience = std::chrono::seconds(limits::kHttpStopSeconds);

// What all sessions share.
struct Shared {
  HttpServer::Handler handler;
  HttpCounters& counters;
  const base::Clock& clock;
  base::Logger& logger;
  ConnectionTable table;
  const bool access_log;
  // For readers that take their time.
  ByteBudget waiting{limits::kHttpWaitingBytesMax, limits::kHttpSmallBodyBytes};
  std::atomic<bool> stopping{false};
};

// A request; with an answer where that needs no handler.
struct Parsed {
  Request request;
  std::string method;  // as they were written, for the access log
  std::string target;
  bool close = false;
  std::optional<Response> answer;
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

Response refusal_of(const base::Error& error, int exhausted_status) {
  const bool exhausted = error.code == base::Code::kExhausted;
  return problem(exhausted ? exhausted_status : 400, error.message);
}

Response not_allowed() {
  Response response = problem(405, "only GET and HEAD are answered here");
  response.further.push_back({"Allow", "GET, HEAD"});
  return response;
}

// What two readers may read differently: behind it nothing is known to be a request.
std::optional<Response> ambiguous(const http::request<http::empty_body>& message) {
  const auto hosts = message.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && message.version() == 11)) {
    return problem(400, "the request needs one Host field");
  }
  if (message.count(http::field::content_length) > 1) {
    return problem(400, "the request says twice how long it is");
  }
  return std::nullopt;
}

// What is well-formed and all the same not answered.
std::optional<Response> refused(const http::request<http::empty_body>& message, bool has_body) {
  if (message.method() != http::verb::get && message.method() != http::verb::head) {
    return not_allowed();
  }
  if (has_body) return problem(413, "a request has no body here: send none");
  return std::nullopt;
}

Parsed parse(base::BytesView head) {
  Parsed parsed;
  parsed.close = true;
  http::request_parser<http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(limits::kHttpHeadBytesMax));
  parser.body_limit(boost::none);  // looked at below, and never read
  NetError error;
  parser.put(asio::buffer(head.data(), head.size()), error);
  if (error || !parser.is_header_done()) {
    const bool version = error == http::error::bad_version;
    parsed.answer = version ? problem(505, "speak HTTP/1.1")
                            : problem(400, "the request is not HTTP/1.1", error.message());
    return parsed;
  }
  const auto& message = parser.get();
  const bool has_body = parser.chunked() || parser.content_length().value_or(0) > 0 ||
                        message.count(http::field::transfer_encoding) > 0;
  parsed.method = std::string(message.method_string());
  parsed.target = std::string(message.target());
  parsed.request.head = message.method() == http::verb::head;
  parsed.request.http_1_0 = message.version() == 10;
  parsed.answer = ambiguous(message);
  if (parsed.answer.has_value()) return parsed;
  parsed.answer = refused(message, has_body);
  // Behind a body that was not read nothing can be told apart from it.
  parsed.close = has_body || !message.keep_alive();
  if (parsed.answer.has_value()) return parsed;
  auto target = parse_target(parsed.target);
  if (!target.ok()) {
    parsed.answer = refusal_of(target.error(), 414);
    return parsed;
  }
  parsed.request.segments = std::move(target->segments);
  parsed.request.query = std::move(target->query);
  for (const auto& field : message) {
    parsed.request.fields.push_back({lower(std::string_view(field.name_string())),
                                     std::string(std::string_view(field.value()))});
  }
  return parsed;
}

template <typename Stream>
class Session : public std::enable_shared_from_this<Session<Stream>> {
 public:
  Session(Shared& shared, Stream stream, std::string address)
      : shared_(shared), stream_(std::move(stream)), address_(std::move(address)) {}

  // Called from any thread: the socket is closed on the session's strand.
  void close_soon() {
    asio::post(stream_.get_executor(), [self = this->shared_from_this()] {
      NetError ignored;
      self->socket().close(ignored);
    });
  }

  asio::awaitable<void> run(ConnectionTable::Id id) {
    id_ = id;
    bool more = true;
    while (more) more = co_await serve();
  }

  // Where there is no room: a few words that fit into any send buffer, and the end.
  void turn_away() {
    const auto delivery = deliver_refusal(
        problem(503, "too many connections: close some, or try again later"), now());
    NetError ignored;
    socket().non_blocking(true, ignored);
    socket().send(asio::buffer(delivery.head + delivery.body), 0, ignored);
    socket().shutdown(tcp::socket::shutdown_both, ignored);
  }

 private:
  auto& lowest() { return beast::get_lowest_layer(stream_); }
  tcp::socket& socket() { return lowest().socket(); }
  base::UnixTime now() const { return shared_.clock.now().wall; }

  // One request and its answer. False where the connection ends.
  asio::awaitable<bool> serve() {
    const auto size = co_await read_head();
    if (!size.ok()) {
      // Nobody is told of a connection that ended, or was slow, and is closed by now.
      if (size.error().code == base::Code::kUnavailable) co_return false;
      Delivery refusal = deliver_refusal(refusal_of(size.error(), 431), now());
      co_return co_await answer(std::move(refusal));
    }
    Parsed parsed = parse(base::BytesView(buffer_).substr(0, *size));
    buffer_.erase(0, *size);
    const auto begun = shared_.clock.now().mono;
    if (!parsed.answer.has_value()) parsed.answer = handled(parsed.request);
    const bool close = parsed.close || shared_.stopping;
    Delivery delivery = deliver(parsed.request, std::move(*parsed.answer), close, now());
    const ByteBudget::Reservation room(shared_.waiting, delivery.body.size());
    if (!room.granted()) {
      delivery = deliver(parsed.request, problem(503, "too much waits to be read: try again later"),
                         close, now());
    }
    const int status = delivery.status;
    const bool more = co_await answer(std::move(delivery));
    if (shared_.access_log) log(parsed, status, shared_.clock.now().mono - begun);
    co_return more;
  }

  Response handled(const Request& request) {
    try {
      return shared_.handler(request);
    } catch (const std::exception& e) {
      shared_.logger.error("http-handler-failed", {{"cause", e.what()}});
      return problem(500, "the node could not make this answer: tell its operator");
    }
  }

  void log(const Parsed& parsed, int status, base::Duration took) {
    shared_.logger.info("http", {{"address", address_},
                                 {"method", parsed.method},
                                 {"target", parsed.target},
                                 {"status", status},
                                 {"microseconds", took.count()}});
  }

  // Reads until the buffer begins with a whole head, and says how long that is. kUnavailable where
  // the connection ended.
  asio::awaitable<base::Result<std::size_t>> read_head() {
    HeadScanner scanner;
    if (buffer_.empty()) {
      shared_.table.idle(id_, shared_.clock.now().mono);
      const bool first = std::exchange(first_, false);
      const bool arrived =
          co_await read(first ? limits::kHttpHeadSeconds : limits::kHttpIdleSeconds);
      shared_.table.busy(id_);
      if (!arrived) co_return base::unavailable("the connection ended");
    }
    // One deadline for the whole head: who sends it an octet at a time gains nothing.
    const auto deadline =
        std::chrono::steady_clock::now() + std::chrono::seconds(limits::kHttpHeadSeconds);
    for (;;) {
      const auto scanned = scanner.scan(buffer_);
      if (!scanned.ok()) co_return scanned.error();
      if (scanned->has_value()) co_return **scanned;
      lowest().expires_at(deadline);
      if (!co_await read_some()) co_return base::unavailable("the connection ended");
    }
  }

  asio::awaitable<bool> read(int seconds) {
    lowest().expires_after(std::chrono::seconds(seconds));
    co_return co_await read_some();
  }

  // Within the time that was set before.
  asio::awaitable<bool> read_some() {
    std::array<char, kReadBytes> room;
    NetError error;
    const std::size_t count = co_await stream_.async_read_some(
        asio::buffer(room), asio::redirect_error(asio::use_awaitable, error));
    buffer_.append(room.data(), count);
    co_return !error && count > 0;
  }

  // Every piece has its own time, so that a large answer may take long and a reader that stopped
  // may not.
  asio::awaitable<bool> write(base::BytesView bytes) {
    while (!bytes.empty()) {
      const auto piece = bytes.substr(0, limits::kHttpWriteBytes);
      lowest().expires_after(std::chrono::seconds(limits::kHttpStallSeconds));
      NetError error;
      co_await asio::async_write(stream_, asio::buffer(piece.data(), piece.size()),
                                 asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return false;
      shared_.counters.bytes_sent += piece.size();
      bytes.remove_prefix(piece.size());
    }
    co_return true;
  }

  // False where no further request is read.
  asio::awaitable<bool> answer(Delivery delivery) {
    const auto kind =
        std::clamp<std::size_t>(static_cast<std::size_t>(delivery.status) / 100, 0, 5);
    ++shared_.counters.answers[kind];
    if (delivery.body.size() < limits::kHttpSmallBodyBytes) {
      delivery.head += std::exchange(delivery.body, {});
    }
    bool sent = co_await write(delivery.head);
    if (sent) sent = co_await write(delivery.body);
    if (!sent) co_return false;
    if (delivery.close) co_await linger();
    co_return !delivery.close;
  }

  // A connection that is closed while something unread has arrived is reset, and the answer may be
  // lost with it. So the rest is read for a moment and dropped.
  asio::awaitable<void> linger() {
    NetError error;
    socket().shutdown(tcp::socket::shutdown_send, error);
    std::size_t dropped = 0;
    const auto deadline =
        std::chrono::steady_clock::now() + std::chrono::seconds(limits::kHttpLingerSeconds);
    while (!error && dropped < limits::kHttpLingerBytesMax) {
      buffer_.clear();
      lowest().expires_at(deadline);
      if (!co_await read_some()) break;
      dropped += buffer_.size();
    }
  }

  Shared& shared_;
  Stream stream_;
  const std::string address_;
  ConnectionTable::Id id_ = 0;
  std::string buffer_;  // arrived and not taken yet
  bool first_ = true;
};

// A network of IPv6 has more addresses than anybody can count, so they count as one.
std::string counted_address(const asio::ip::address& address) {
  if (!address.is_v6()) return address.to_string();
  const auto bytes = address.to_v6().to_bytes();
  return std::string(bytes.begin(), bytes.begin() + 8);
}

asio::ip::address plain(const asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

}  // namespace

struct HttpServer::Impl {
  Impl(const HttpOptions& options, Handler handler, HttpCounters& counters,
       const base::Clock& clock, base::Logger& logger)
      : shared{std::move(handler),
               counters,
               clock,
               logger,
               {options.connections, options.connections_per_address},
               options.access_log},
        acceptor(asio::make_strand(context)) {}

  base::Status listen(const std::string& text);
  asio::awaitable<void> accept_all();
  void admit(tcp::socket socket);
  void run_thread();

  Shared shared;
  asio::io_context context;  // its sessions end before what they share
  tcp::acceptor acceptor;
  std::vector<std::thread> threads;
};

base::Status HttpServer::Impl::listen(const std::string& text) {
  const auto wanted = parse_listen_address(text);
  if (!wanted.has_value()) {
    return base::invalid("listen.http: \"" + text +
                         "\" is not ADDRESS:PORT, such as 127.0.0.1:7403 or *:7403");
  }
  const bool every = wanted->host.empty();
  NetError error;
  tcp::endpoint endpoint(
      every ? asio::ip::address_v6::any() : asio::ip::make_address(wanted->host, error),
      wanted->port);
  acceptor.open(endpoint.protocol(), error);
  if (error && every) {  // this machine has no IPv6
    endpoint = tcp::endpoint(tcp::v4(), wanted->port);
    acceptor.open(endpoint.protocol(), error);
  }
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && every && endpoint.protocol() == tcp::v6()) {
    acceptor.set_option(asio::ip::v6_only(false), error);
  }
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) return {};
  return base::unavailable("cannot listen for HTTP on " + text + ": " + error.message());
}

asio::awaitable<void> HttpServer::Impl::accept_all() {
  asio::steady_timer pause(acceptor.get_executor());
  while (!shared.stopping) {
    tcp::socket socket(asio::make_strand(context));
    NetError error;
    co_await acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
      admit(std::move(socket));
      continue;
    }
    if (shared.stopping) co_return;
    if (error == asio::error::no_descriptors) shared.table.close_longest_idle();
    pause.expires_after(kAcceptPause);
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
}

void HttpServer::Impl::admit(tcp::socket socket) {
  NetError error;
  const auto remote = socket.remote_endpoint(error);
  if (error) return;  // it is gone already
  socket.set_option(tcp::no_delay(true), error);
  const auto address = plain(remote.address());
  const auto executor = socket.get_executor();
  const auto session = std::make_shared<Session<beast::tcp_stream>>(
      shared, beast::tcp_stream(std::move(socket)), address.to_string());
  const auto id = shared.table.admit(counted_address(address), [weak = std::weak_ptr(session)] {
    if (const auto open = weak.lock()) open->close_soon();
  });
  if (!id.has_value()) {
    ++shared.counters.refused;
    return session->turn_away();
  }
  ++shared.counters.connections;
  asio::co_spawn(executor, session->run(*id), [this, session, id](const std::exception_ptr&) {
    --shared.counters.connections;
    shared.table.remove(*id);
  });
}

void HttpServer::Impl::run_thread() {
  for (;;) {
    try {
      context.run();
      return;
    } catch (const std::exception& e) {
      shared.logger.error("http-failed", {{"cause", e.what()}});
    }
  }
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

base::Result<std::unique_ptr<HttpServer>> HttpServer::start(const HttpOptions& options,
                                                            Handler handler, HttpCounters& counters,
                                                            const base::Clock& clock,
                                                            base::Logger& logger) {
  auto impl = std::make_unique<Impl>(options, std::move(handler), counters, clock, logger);
  REDNODE_CHECK(impl->listen(options.listen));
  asio::co_spawn(impl->acceptor.get_executor(), impl->accept_all(),
                 [](const std::exception_ptr&) {});
  for (std::size_t i = 0; i < options.threads; ++i) {
    impl->threads.emplace_back([p = impl.get()] { p->run_thread(); });
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::~HttpServer() {
  stop();
}

std::uint16_t HttpServer::port() const {
  NetError error;
  const auto endpoint = impl_->acceptor.local_endpoint(error);
  return error ? std::uint16_t{0} : endpoint.port();
}

void HttpServer::stop() {
  if (impl_->shared.stopping.exchange(true)) return;
  asio::post(impl_->acceptor.get_executor(), [this] {
    NetError ignored;
    impl_->acceptor.close(ignored);
  });
  impl_->shared.table.close_idle();
  impl_->shared.table.wait_until_empty(kStopPatience);
  impl_->context.stop();
  for (std::thread& thread : impl_->threads) thread.join();
}

}  // namespace rednode::node
