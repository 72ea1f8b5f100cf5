// Engine: the deterministic heart of a node. It keeps our own log, follows the logs of the peers,
// and answers what peers and operators ask.
//
// Sans I/O. One tick has two halves:
//
//   step(now, inbox, commands)   verifies, decides, and stages everything into one batch
//   committed(now, status)       after that batch is on disk (or was refused): what to send, and to
//                                whom to report
//
// so that nothing is announced or acknowledged before it is durable, by construction: what step()
// wants to say is kept back until committed().
//
// Thread rule: one thread, the one that also commits to the store.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/signing.h"
#include "peers/command.h"
#include "peers/directory.h"
#include "peers/follower.h"
#include "peers/report.h"
#include "peers/transport.h"
#include "storage/logs.h"

namespace rednode::peers {

struct EngineOptions {
  std::string origin;
  // A new key that never signed anything: there is no history that could have been lost.
  bool fresh = false;
  // Commits that follow one another more closely are signed and announced together, unless somebody
  // waits: a signature, a message and a sync at every mirror cost more than the commit.
  base::Duration announce_interval = std::chrono::milliseconds(1);
  base::Duration heartbeat = std::chrono::seconds(1);
  base::Duration heads_interval = std::chrono::seconds(2);
  base::Duration request_timeout = std::chrono::seconds(5);
  base::Duration cosign_interval = std::chrono::milliseconds(250);
  base::Duration stale_after = std::chrono::seconds(15);
  std::map<std::string, base::Duration> stale_after_of;  // by origin, where it is another one
  base::Duration unreachable_after = std::chrono::seconds(6);
  // After a change of our log's key, the old one signs as well for so long.
  base::Duration key_overlap = std::chrono::hours(30 * 24);
  // What peers made of our records is asked of those who have taken more of them since.
  base::Duration receipts_interval = std::chrono::seconds(10);
  // Of which records of others the contents are taken.
  storage::Interest interest;
};

// Something that the operator should read: a line of the log.
struct Notice {
  enum class Level { kInfo, kWarn, kError };
  Level level = Level::kInfo;
  std::string event;
  std::string peer;
  std::string detail;
};

class Engine {
 public:
  // `store` must outlive the engine. `keys`: all that sign, or signed, our log, the one on our card
  // first. kCorrupt where the store's logs cannot be trusted.
  static base::Result<std::unique_ptr<Engine>> create(EngineOptions options,
                                                      const storage::Reader& store,
                                                      std::vector<base::SigningKey> keys,
                                                      Directory directory, base::Random random,
                                                      base::Now now);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  struct Work {
    const storage::Batch* batch = nullptr;  // lives until committed()
    bool sync = false;
    bool empty = true;  // nothing to commit: call committed() all the same
    // May be called once, from any thread, between step() and committed(): signs the checkpoint
    // while the disk syncs. Where it was not called, committed() does it. Empty where there is
    // nothing.
    std::function<void()> meanwhile;
  };
  Work step(base::Now now, std::vector<Incoming> inbox, std::vector<Command> commands);

  struct Outcome {
    std::vector<Outgoing> send;
    std::vector<Completion> completions;
    std::vector<Notice> notices;
    std::optional<Directory> directory;  // has changed: the transport must be told
    std::vector<base::Bytes> rosters;    // that peers say are later than ours: nobody has read them
    base::Status
        damage;  // kCorrupt where our own store is damaged: nothing can be done but to stop
    std::optional<base::MonoTime> next_step;  // at the latest, where something waits for its time
  };
  // REQUIRES: follows a step().
  Outcome committed(base::Now now, const base::Status& status);

  Report report(base::Now now) const;

  // What the store holds of the logs, as of the last tick.
  const storage::Logs& logs() const;

 private:
  struct Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rednode::peers
