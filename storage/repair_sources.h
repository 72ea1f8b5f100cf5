// RepairSources: several views of one damaged store, read past what cannot be read.
//
// Thread rule: one thread. The views outlive the object.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "storage/fsck.h"

namespace rednode::storage {

class RepairSources {
 public:
  RepairSources(std::span<const Reader* const> views, const Progress& progress)
      : views_(views), progress_(progress) {}

  // From the first view that can read it; nothing where none can, or there is none.
  std::optional<base::Bytes> get(Table table, base::BytesView key);
  // All of a table, view by view: an entry is shown as often as views have it. `again`: in a later
  // view than the first.
  using Visitor = std::function<bool(base::BytesView key, base::BytesView value, bool again)>;
  void scan(Table table, const Visitor& visitor);

  // Places where every view failed at a scan.
  std::uint64_t unreadable() const { return unreadable_; }

 private:
  void count();

  const std::span<const Reader* const> views_;
  const Progress& progress_;
  std::uint64_t done_ = 0;
  std::uint64_t unreadable_ = 0;
};

}  // namespace rednode::storage
