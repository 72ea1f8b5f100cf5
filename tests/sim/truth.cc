#include "tests/sim/truth.h"

#include <algorithm>

#include "schema/update.h"

namespace rednode::sim {

void Branch::append(base::Bytes update) {
  frontier.append(storage::leaf_hash(update));
  const auto decoded = schema::decode_update(update);
  if (decoded.ok() && decoded->sequence == size() && !decoded->new_key.empty()) {
    key_changes.push_back({size(), decoded->old_key, decoded->new_key});
  }
  roots.push_back(frontier.root());
  updates.push_back(std::move(update));
}

Branch& Truth::branch(const std::string& origin, std::size_t index) {
  auto& list = branches_[origin];
  if (list.empty()) list.emplace_back();
  return list.at(index);
}

const std::vector<Branch>& Truth::branches(const std::string& origin) const {
  static const std::vector<Branch> kOneEmpty(1);
  const auto at = branches_.find(origin);
  return at == branches_.end() ? kOneEmpty : at->second;
}

void Truth::fork(const std::string& origin, std::uint64_t size) {
  branch(origin, 0);
  auto& list = branches_[origin];
  Branch other;
  for (std::uint64_t i = 0; i < size; ++i) other.append(list[0].updates[i]);
  list.push_back(std::move(other));
}

std::uint64_t Truth::fork_point(const std::string& origin) const {
  const auto& list = branches(origin);
  if (list.size() < 2) return list[0].size();
  const auto& a = list[0].updates;
  const auto& b = list[1].updates;
  const auto parted = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::uint64_t>(parted.first - a.begin());
}

bool Truth::contradicts(const std::string& origin) const {
  const auto& list = branches(origin);
  if (list.size() < 2) return false;
  return fork_point(origin) < std::min(list[0].size(), list[1].size());
}

}  // namespace rednode::sim
