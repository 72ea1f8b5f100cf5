// ZmqTransport: the Transport over ZeroMQ, all of it CURVE.
//
//   feed      XPUB bound, SUB connected to each peer; message: topic (origin), frame
//   exchange  ROUTER bound, DEALER connected to each peer; message: frame
//
// What libzmq does not do by itself is done here: the authenticator starts first, and
// prove_closed() shows that an unknown key is refused; when a key leaves, the bound sockets are
// made anew, because a live session outlives its key; a handshake that fails is told apart from a
// network that is away; queues, message sizes, handshake times and the sessions of others are
// bounded. A peer that is about to change its key has two: either opens a session, and where one
// fails the other is tried.
//
// Thread rule: one thread (the engine's), except wake().
#pragma once

#include <memory>
#include <string>

#include "peers/curve.h"
#include "peers/transport.h"

namespace rednode::peers {

struct ZmqOptions {
  std::string origin;
  CurvePair keys;
  std::string feed_bind;      // tcp://*:7401
  std::string exchange_bind;  // tcp://*:7402
};

class ZmqTransport final : public Transport {
 public:
  // Binds the sockets. kUnavailable where an address cannot be had.
  static base::Result<std::unique_ptr<ZmqTransport>> create(ZmqOptions options,
                                                            const Directory& directory);
  ~ZmqTransport() override;

  void poll(std::chrono::microseconds wait, std::vector<Incoming>& inbox) override;
  void send(Outgoing message) override;
  void wake() override;
  base::Status apply(const Directory& directory) override;

  // Goes on under another key of ours: every socket is made anew, and what was under way is asked
  // for again.
  base::Status use_keys(const CurvePair& keys);

  // Connects to both of our own sockets with a key that nobody knows, and waits until both refuse
  // it. kUnauthorised where one does not: then nothing here may be trusted, and the node must not
  // run.
  base::Status prove_closed();

  // The addresses that were bound, with the port in place of a wildcard.
  std::string feed_endpoint() const;
  std::string exchange_endpoint() const;
  TransportCounters counters() const override;

 private:
  struct Impl;
  explicit ZmqTransport(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rednode::peers
