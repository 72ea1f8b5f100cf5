// Upkeep: what a node does for itself beside the exchange, on a thread that gives way to all
// others: judging what the mirrors bring, and letting go what nobody needs.
//
// Thread rule: made and destroyed by one thread; it works on its own.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "node/admin_server.h"

namespace rednode::node {

class Upkeep {
 public:
  // The context must outlive the object.
  explicit Upkeep(AdminContext& context);
  // Waits for the step that is under way.
  ~Upkeep();
  Upkeep(const Upkeep&) = delete;
  Upkeep& operator=(const Upkeep&) = delete;

 private:
  void run();
  bool wait(bool busy);  // false: it is time to end

  AdminContext& context_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;  // State above the thread is protected by mutex_.
  std::thread thread_;
};

}  // namespace rednode::node
