// EngineLoop: the one thread that owns the engine, its sockets, and the right to write to the
// store.
//
// A turn: wait for messages or commands, step the engine, commit its batch with sync, then send and
// answer. Commands that arrive while a batch is being synced go into the next one together, so
// concurrent writers share an fsync; checkpoints are signed on a helper thread while the disk
// syncs. A large
// batch is committed there too, while what comes next is received and prepared.
//
// Thread rule: run() on its own thread; everything else from any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>

#include "base/limits.h"
#include "base/log.h"
#include "base/queue.h"
#include "peers/engine.h"
#include "storage/store.h"

namespace rednode::node {

class EngineLoop {
 public:
  // All of them must outlive the loop.
  EngineLoop(peers::Engine& engine, peers::Transport& transport, storage::Store& store,
             const base::Clock& clock, base::Logger& logger);

  // Returns when stop() was called, or with the error after which the store cannot be trusted.
  base::Status run();
  // Safe in a signal-driven thread: the turn that is under way is finished.
  void stop();

  // Waits for the engine's answer; kUnavailable while the daemon stops.
  base::Result<peers::Completion> call(decltype(peers::Command::body) body);
  base::Result<peers::Report> report();
  // Rosters that came from peers since the last call, unread; of many the last few.
  std::vector<base::Bytes> take_rosters();
  // Commits a batch that is none of the engine's business (quarantine, settings).
  base::Status write(storage::Batch batch);
  // Runs the work on the engine's thread, between two turns, and waits for it.
  base::Status between_turns(std::function<base::Status()> work);

 private:
  struct Call {
    decltype(peers::Command::body) body;
    std::promise<base::Result<peers::Completion>> promise;
  };
  struct ReportCall {
    std::promise<base::Result<peers::Report>> promise;
  };
  struct WriteCall {
    storage::Batch batch;
    std::promise<base::Status> promise;
  };
  struct WorkCall {
    std::function<base::Status()> work;
    std::promise<base::Status> promise;
  };
  using Job = std::variant<Call, ReportCall, WriteCall, WorkCall>;

  // Runs one function at a time on a thread of its own. (std::atomic::wait spins and yields first,
  // which costs two nodes on two cores more than the work itself.)
  class Helper {
   public:
    ~Helper() { end(); }
    void start();
    void run(std::function<void()> work);  // REQUIRES: what was run before was waited for
    bool done();
    void wait();  // until it is done
    void end();

   private:
    void loop();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::function<void()> work_;  // State below is protected by mutex_.
    bool ending_ = false;
    std::thread thread_;
  };

  base::Status turn();
  std::vector<peers::Incoming> gather();
  base::Status commit_aside(const storage::Batch& batch);
  base::Status commit(const peers::Engine::Work& work);
  void take_jobs(std::vector<peers::Command>& commands, std::vector<ReportCall>& reports);
  void deliver(peers::Engine::Outcome outcome);
  void log(const peers::Notice& notice);
  void refuse_rest();

  peers::Engine& engine_;
  peers::Transport& transport_;
  storage::Store& store_;
  const base::Clock& clock_;
  base::Logger& logger_;
  base::Queue<Job> jobs_{base::limits::kCommandQueue};
  std::atomic<bool> stopping_{false};
  std::map<std::uint64_t, std::promise<base::Result<peers::Completion>>> waiting_;
  std::uint64_t next_ticket_ = 1;

  std::vector<peers::Incoming> received_;  // while a large batch was committed
  std::optional<base::MonoTime> next_step_;
  base::Duration last_sync_took_{};
  base::MonoTime last_sync_ended_;
  std::mutex rosters_mutex_;
  std::vector<base::Bytes> rosters_;  // protected by rosters_mutex_
  Helper helper_;                     // signs while the disk syncs
};

}  // namespace rednode::node
