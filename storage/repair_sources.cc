#include "storage/repair_sources.h"

#include <algorithm>

#include "storage/fsck_walk.h"

namespace rednode::storage {

void RepairSources::count() {
  constexpr std::uint64_t kProgressEvery = 1'024;
  if (++done_ % kProgressEvery == 0 && progress_) progress_(done_, 0);
}

std::optional<base::Bytes> RepairSources::get(Table table, base::BytesView key) {
  count();
  for (const Reader* view : views_) {
    base::Bytes value;
    const auto found = view->get(table, key, value);
    if (found.ok() && *found) return value;
  }
  return std::nullopt;
}

void RepairSources::scan(Table table, const Visitor& visitor) {
  std::uint64_t least = ~std::uint64_t{0};  // of the view that reads most
  for (const Reader* view : views_) {
    Walk walk(*view, {});
    walk.scan(table, "", "", [&](base::BytesView key, base::BytesView value) {
      count();
      return visitor(key, value, view != views_.front());
    });
    least = std::min(least, walk.report().total_findings);
  }
  if (!views_.empty()) unreadable_ += least;
}

}  // namespace rednode::storage
