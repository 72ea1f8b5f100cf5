// Checkers: independent oracles. They watch what every node stores, says and acknowledges, compare
// it with the truth, and share no code with the engine beyond formats and hashes.
//
// Thread rule: one thread.
#pragma once

#include <map>
#include <string>

#include "tests/sim/node.h"

namespace rednode::sim {

class World;

class Checkers {
 public:
  explicit Checkers(World& world) : world_(world) {}

  void on_command(std::uint64_t ticket, const peers::Submit& submit) { submits_[ticket] = submit; }
  // The machine is up again: nothing that was synced is missing.
  void on_start(Node& node);
  // A commit went through: what the node's own log grew by is truth from here on.
  void on_commit(Node& node, bool synced);
  void on_completion(Node& node, const peers::Completion& done);
  // Nothing leaves that is not signed, true and durable.
  void on_send(Node& node, const peers::Outgoing& out);
  // Every mirror is a prefix of what its origin signed, under a checkpoint that fits.
  void on_tick(Node& node);

  // Why the federation is not at rest yet; empty where it is.
  std::string unsettled();
  void at_end();

 private:
  void check_own(Node& node);
  bool seen(Node& node, const storage::LogState& log);
  void check_mirror(Node& node, const storage::LogState& log);
  void check_frozen(Node& node, const storage::LogState& log);
  void check_evidence(const Node& node, const std::string& origin);
  void check_checkpoint(const Node& node, base::BytesView note, bool may_be_mirror);
  void check_chunk(const Node& node, const schema::Chunk& chunk);
  void check_cosign(const Node& node, const schema::CosignRequest& request);
  void check_rate(Node& node);
  void check_outcome(Node& node, const peers::Change& change, const peers::ChangeOutcome& outcome,
                     const peers::Completion& done);
  std::string unsettled_log(Node& node, const std::string& origin);
  // Who holds one signed history of an origin, while another node shows the other, and has not
  // found out.
  std::string uncaught(const std::string& origin);
  void fail(const Node& node, const std::string& text);

  World& world_;
  std::map<std::uint64_t, peers::Submit> submits_;
};

// Updates of a log that the store holds, counted from its keys.
std::uint64_t stored_size(const storage::Reader& store, const std::string& origin);

}  // namespace rednode::sim
