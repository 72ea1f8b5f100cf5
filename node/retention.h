// Retention: lets contents go that nobody needs any more, by the rule of the configuration, and
// erases soon what an origin had erased (docs/operations/retention.md).
//
// Thread rule: one thread, that of Upkeep.
#pragma once

#include <optional>
#include <vector>

#include "base/digest.h"
#include "node/admin_server.h"

namespace rednode::node {

class Retention {
 public:
  // The context must outlive the object.
  explicit Retention(AdminContext& context);

  // Sweeps where it is time to, or where contents are to be erased. May take long: a sweep reads
  // the states of all records and the ids of all contents, and writes in small commits between
  // those of others.
  void look(const peers::Report& report);

 private:
  // Adds the ids of what was dropped to `dropped`, also where it then fails.
  base::Status sweep(std::vector<base::Digest>& dropped);
  // Rewrites the files that held what was to be erased. A mark in the store says that it is still
  // to be done, so that a stop in between loses nothing.
  void scrub();
  base::Status mark(bool to_do);

  AdminContext& context_;
  base::MonoTime next_;          // sweep by the rule
  base::MonoTime next_erasure_;  // sweep because something is to be erased
  std::uint64_t erasures_ = 0;   // that were followed
  std::optional<bool> to_scrub_;
  bool unknown_ = false;  // of what an earlier process dropped, nobody knows the keys
  std::vector<base::Bytes> keys_;
};

}  // namespace rednode::node
