#include "peers/zap.h"

#include <atomic>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>
#include <zmq.hpp>

namespace rednode::peers {
namespace {

constexpr const char* kAddress = "inproc://zeromq.zap.01";
constexpr std::size_t kCredentialFrame = 6;

using Frames = std::vector<zmq::message_t>;

bool receive(zmq::socket_t& socket, Frames& frames) {
  frames.clear();
  do {
    zmq::message_t frame;
    if (!socket.recv(frame).has_value()) return false;
    frames.push_back(std::move(frame));
  } while (frames.back().more());
  return true;
}

void reply(zmq::socket_t& socket, const Frames& request, const std::string& origin) {
  const bool known = !origin.empty();
  const std::string parts[] = {
      "1.0", request[1].to_string(), known ? "200" : "400", known ? "" : "unknown key", origin, ""};
  for (std::size_t i = 0; i < std::size(parts); ++i) {
    socket.send(zmq::buffer(parts[i]),
                i + 1 < std::size(parts) ? zmq::send_flags::sndmore : zmq::send_flags::none);
  }
}

}  // namespace

struct ZapHandler::Impl {
  explicit Impl(zmq::socket_t s) : socket(std::move(s)) {}

  std::string origin_of(const Frames& request) {
    CurveKey key{};
    const bool curve = request.size() > kCredentialFrame && request[5].to_string() == "CURVE" &&
                       request[kCredentialFrame].size() == key.size();
    if (!curve) return {};
    std::memcpy(key.data(), request[kCredentialFrame].data(), key.size());
    const std::lock_guard lock(mutex);
    const auto at = keys.find(key);
    return at == keys.end() ? std::string() : at->second;
  }

  void run() {
    Frames request;
    try {
      while (receive(socket, request)) {
        if (request.size() < 2) continue;
        const std::string origin = origin_of(request);
        if (origin.empty()) ++refused;
        reply(socket, request, origin);
      }
    } catch (const zmq::error_t&) {
      // The context was shut down: the handler's work is over.
    }
    socket.close();
  }

  zmq::socket_t socket;
  std::mutex mutex;
  std::map<CurveKey, std::string> keys;  // protected by mutex
  std::atomic<std::uint64_t> refused{0};
  std::thread thread;
};

ZapHandler::ZapHandler(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {
  impl_->thread = std::thread([i = impl_.get()] { i->run(); });
}

ZapHandler::~ZapHandler() {
  impl_->thread.join();
}

base::Result<std::unique_ptr<ZapHandler>> ZapHandler::start(zmq::context_t& context) {
  try {
    zmq::socket_t socket(context, zmq::socket_type::rep);
    socket.set(zmq::sockopt::linger, 0);
    socket.bind(kAddress);
    return std::unique_ptr<ZapHandler>(new ZapHandler(std::make_unique<Impl>(std::move(socket))));
  } catch (const zmq::error_t& e) {
    return base::unavailable(std::string("the authenticator does not start: ") + e.what());
  }
}

void ZapHandler::allow(std::map<CurveKey, std::string> keys) {
  const std::lock_guard lock(impl_->mutex);
  impl_->keys = std::move(keys);
}

std::uint64_t ZapHandler::refused() const {
  return impl_->refused;
}

}  // namespace rednode::peers
