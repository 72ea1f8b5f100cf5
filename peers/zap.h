// ZapHandler: decides who may connect (rfc.zeromq.org/spec/27), by CURVE public key.
//
// A CURVE server without a working handler lets everybody in, so this is started before any socket
// is bound and lives longer than all of them.
//
// Thread rule: allow() from any thread; the handler has a thread of its own.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "peers/curve.h"

namespace zmq {
class context_t;
}

namespace rednode::peers {

class ZapHandler {
 public:
  // The context must outlive the handler, and be shut down before the handler is destroyed.
  static base::Result<std::unique_ptr<ZapHandler>> start(zmq::context_t& context);
  ~ZapHandler();
  ZapHandler(const ZapHandler&) = delete;
  ZapHandler& operator=(const ZapHandler&) = delete;

  // From now on exactly these keys may connect; the value is the peer's origin.
  void allow(std::map<CurveKey, std::string> keys);

  // How many connections were refused.
  std::uint64_t refused() const;

 private:
  struct Impl;
  explicit ZapHandler(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rednode::peers
