// Retention: lets contents go that nobody needs any more, by the rule of the configuration, and
// erases at once what an origin had erased (docs/operations/retention.md).
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
  // The ids of what was dropped.
  base::Result<std::vector<base::Digest>> sweep();

  AdminContext& context_;
  base::MonoTime next_;
  std::optional<std::uint64_t> erasures_;  // that were followed
};

}  // namespace rednode::node
