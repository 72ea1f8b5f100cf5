#include "node/nearest_iris.h"

#include <algorithm>
#include <tuple>

#include "base/limits.h"

namespace rednode::node {
namespace {

std::size_t common_octets(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t begin = 0;
  while (begin < most && a[begin] == b[begin]) ++begin;
  std::size_t end = 0;
  while (begin + end < most && a[a.size() - 1 - end] == b[b.size() - 1 - end]) ++end;
  return begin + end;
}

bool is_nearer(const NearestIris::Near& a, const NearestIris::Near& b) {
  if (a.common != b.common) return a.common > b.common;
  return std::tie(a.iri, a.origin) < std::tie(b.iri, b.origin);
}

}  // namespace

void NearestIris::offer(const std::string& origin, const std::string& iri, bool live) {
  const std::size_t common = common_octets(iri_, iri);
  // What has less than two thirds in common is another IRI.
  if (common * 3 < std::max(iri_.size(), iri.size()) * 2) return;
  Near near{common, origin, iri, live};
  const auto place = std::upper_bound(nearest_.begin(), nearest_.end(), near, is_nearer);
  nearest_.insert(place, std::move(near));
  if (nearest_.size() > base::limits::kNearestIrisMax) nearest_.pop_back();
}

}  // namespace rednode::node
