#include "node/http/connection_table.h"

namespace rednode::node {

std::optional<ConnectionTable::Id> ConnectionTable::admit(const std::string& address, Close close) {
  const std::lock_guard lock(mutex_);
  const auto here = of_address_.find(address);
  if (here != of_address_.end() && here->second >= most_of_address_) return std::nullopt;
  if (entries_.size() >= most_ && !drop_longest_idle()) return std::nullopt;
  const Id id = next_++;
  entries_.emplace(id, Entry{address, std::move(close), std::nullopt});
  ++of_address_[address];
  return id;
}

void ConnectionTable::erase(Entries::iterator at) {
  const auto here = of_address_.find(at->second.address);
  if (--here->second == 0) of_address_.erase(here);
  entries_.erase(at);
  if (entries_.empty()) emptied_.notify_all();
}

void ConnectionTable::remove(Id id) {
  const std::lock_guard lock(mutex_);
  const auto at = entries_.find(id);
  if (at != entries_.end()) erase(at);  // what made room for another is gone already
}

void ConnectionTable::idle(Id id, base::MonoTime since) {
  const std::lock_guard lock(mutex_);
  const auto at = entries_.find(id);
  if (at != entries_.end()) at->second.idle_since = since;
}

void ConnectionTable::busy(Id id) {
  const std::lock_guard lock(mutex_);
  const auto at = entries_.find(id);
  if (at != entries_.end()) at->second.idle_since.reset();
}

bool ConnectionTable::drop_longest_idle() {
  auto longest = entries_.end();
  for (auto at = entries_.begin(); at != entries_.end(); ++at) {
    if (!at->second.idle_since.has_value()) continue;
    if (longest == entries_.end() || *at->second.idle_since < *longest->second.idle_since) {
      longest = at;
    }
  }
  if (longest == entries_.end()) return false;
  longest->second.close();
  erase(longest);
  return true;
}

void ConnectionTable::close_longest_idle() {
  const std::lock_guard lock(mutex_);
  drop_longest_idle();
}

void ConnectionTable::close_idle() {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, entry] : entries_) {
    if (entry.idle_since.has_value()) entry.close();
  }
}

bool ConnectionTable::wait_until_empty(base::Duration patience) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, patience, [this] { return entries_.empty(); });
}

std::size_t ConnectionTable::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace rednode::node
