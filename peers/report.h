// What the engine knows of logs and peers at one moment, from evidence with an age. What is not
// known is absent, never zero.
//
// Thread rule: value types.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "peers/directory.h"
#include "storage/logs.h"

namespace rednode::peers {

enum class State {
  kUnknown,      // nothing was heard yet: never to be taken for good
  kLive,         // heard lately, and equal
  kCatchingUp,   // heard lately, and behind
  kStale,        // equal to the last that was heard, which is too old
  kUnreachable,  // no connection
  kAuthFailed,   // a connection that was refused for its key
  kDiverged,     // the origin contradicted itself: frozen at the last good size
  kPaused,       // by the operator
};
const char* state_name(State state);

struct LogReport {
  std::string origin;
  bool own = false;
  std::uint64_t size = 0;
  base::Digest root;
  std::uint64_t live = 0;
  std::uint64_t withdrawn = 0;
  std::uint64_t wanted = 0;
  std::uint64_t left = 0;  // records whose contents this node does not take
  State state = State::kUnknown;
  std::optional<std::uint64_t> target;              // the greatest size that the origin signed
  std::optional<std::int64_t> origin_time_seconds;  // of its latest cosignature
  std::map<std::string, storage::Cosigned> held_by;
  std::vector<storage::Rotation> rotations;  // changes of the log's key
  std::uint32_t generation = 1;
};

struct PeerReport {
  std::string origin;
  State state = State::kUnknown;
  std::optional<std::uint64_t> lag;          // updates of its log that we do not hold
  std::optional<base::Duration> last_heard;  // ago
  std::uint64_t refused = 0;                 // messages that were not what they claimed
  std::string refused_because;               // of the last of them
  std::string cause;                         // of the state; where it is good, the same
  KeyDays key_days = {};                     // as its card says
};

struct Counters {
  std::uint64_t updates_committed = 0;  // to our own log
  std::uint64_t updates_applied = 0;    // from others
  std::uint64_t contents_applied = 0;
  std::uint64_t chunks_refused = 0;
  std::uint64_t cosignatures_refused = 0;  // of third parties, as origins pass them on
  std::uint64_t gaps = 0;
  std::uint64_t pulls = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t commits = 0;
  std::uint64_t contents_dropped = 0;     // by retention
  std::uint64_t erasures = 0;             // updates by which an origin had contents erased
  std::uint64_t connections_refused = 0;  // with a key that is no peer's
  std::uint64_t sessions_ended = 0;       // of peers that had too many, or misused them
  std::uint64_t connections_ended = 0;    // over which nothing came, to make room for others
};

struct Report {
  bool writable = false;
  std::string not_writable_because;
  std::vector<LogReport> logs;  // our own first
  std::vector<PeerReport> peers;
  Counters counters;
};

}  // namespace rednode::peers
