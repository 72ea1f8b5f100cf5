// ConnectionTable: which connections are open, from where, and which of them wait for a request.
// Beyond its limits the longest idle connection makes room for a new one, or the new one is
// refused.
//
// Thread rule: any thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"

namespace rednode::node {

class ConnectionTable {
 public:
  using Id = std::uint64_t;
  // Ends the connection soon. Called from any thread, and with the table locked: it must not come
  // back to the table.
  using Close = std::function<void()>;

  ConnectionTable(std::size_t most, std::size_t most_of_address)
      : most_(most), most_of_address_(most_of_address) {}

  // Nothing where there are too many.
  std::optional<Id> admit(const std::string& address, Close close);
  void remove(Id id);

  // It waits for its next request since then, or is at work.
  void idle(Id id, base::MonoTime since);
  void busy(Id id);

  // Frees a descriptor, where any connection is idle.
  void close_longest_idle();
  void close_idle();
  // False where some are still open after that time.
  bool wait_until_empty(base::Duration patience);

  std::size_t size() const;

 private:
  struct Entry {
    std::string address;
    Close close;
    std::optional<base::MonoTime> idle_since;
  };
  using Entries = std::map<Id, Entry>;

  bool drop_longest_idle();
  void erase(Entries::iterator at);

  const std::size_t most_;
  const std::size_t most_of_address_;
  mutable std::mutex mutex_;
  std::condition_variable emptied_;
  Entries entries_;  // State below is protected by mutex_.
  std::map<std::string, std::size_t> of_address_;
  Id next_ = 0;
};

}  // namespace rednode::node
