// StatusCache: what the engine knows, asked of it at most once a second however many readers come.
// Readers never wait for an engine that is busy or stuck: they get what was known last, with its
// age.
//
// Thread rule: any thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/clock.h"
#include "peers/report.h"

namespace rednode::node {

struct NodeStatus {
  base::Now taken;
  peers::Report report;
  peers::KeyDays own_key_days;
  std::optional<std::uint64_t> store_bytes;
  std::optional<std::uint64_t> quarantined;
};

class StatusCache {
 public:
  // Asks the engine and the store; may take as long as it likes. Called from the cache's own
  // thread.
  using Ask = std::function<base::Result<NodeStatus>()>;

  // The clock must outlive the cache.
  StatusCache(const base::Clock& clock, Ask ask);
  // Waits for a question that is under way.
  ~StatusCache();
  StatusCache(const StatusCache&) = delete;
  StatusCache& operator=(const StatusCache&) = delete;

  // Not older than a second where the engine answers at once; nothing where it never did.
  std::shared_ptr<const NodeStatus> get();

  // For how long the engine owes an answer; zero where it owes none. An engine that nobody asked is
  // not silent, however old its last answer.
  base::Duration silent_for();

 private:
  void run();
  bool fresh() const;

  const base::Clock& clock_;
  const Ask ask_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<const NodeStatus> last_;  // State below is protected by mutex_.
  std::uint64_t answers_ = 0;
  bool wanted_ = false;
  base::MonoTime asked_{};                      // since when it is wanted
  std::optional<base::MonoTime> unanswered_{};  // the first question since the last answer
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace rednode::node
