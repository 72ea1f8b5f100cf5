// Forger: the hostile party. It sits where an honest engine's frames leave a node, under that
// node's authenticated name, and bends, replays, swaps and invents them. It holds no key.
//
// Thread rule: one thread.
#pragma once

#include <deque>
#include <optional>

#include "base/random.h"
#include "schema/message.h"

namespace rednode::sim {

class Forger {
 public:
  explicit Forger(base::Random random) : random_(random) {}

  // What leaves in the place of these octets; nothing where they are swallowed.
  std::optional<base::Bytes> bend(const base::Bytes& frame);

 private:
  void remember(const schema::Frame& frame);
  base::Bytes noise();
  base::Bytes flipped(base::Bytes octets);
  base::Bytes old_note(const base::Bytes& note);
  void bend_chunk(schema::Chunk& chunk);
  void bend_contents(std::vector<schema::Content>& contents);
  void bend_answer(schema::Answer& answer);
  void bend_request(schema::Request& request);
  base::Digest random_digest();

  base::Random random_;
  std::deque<schema::Chunk> chunks_;  // seen earlier, of any log
  std::deque<base::Bytes> notes_;
  std::deque<schema::Content> contents_;
};

}  // namespace rednode::sim
