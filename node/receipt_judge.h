// ReceiptJudge: looks at every record that the mirrors bring, and notes which cannot be shown here
// and why, for the operator and for their origins (docs/formats/wire.md, "Receipts").
//
// Thread rule: one thread, that of Upkeep.
#pragma once

#include <map>
#include <string>

#include "node/admin_server.h"

namespace rednode::node {

class ReceiptJudge {
 public:
  // The context must outlive the object.
  explicit ReceiptJudge(AdminContext& context) : context_(context) {}

  // Judges some of what has come since; true where there is more.
  bool look(const peers::Report& report);

 private:
  struct Log {
    std::uint64_t judged = 0;
    std::uint32_t generation = 1;
    std::size_t refused = 0;  // that are noted
  };
  base::Result<bool> judge(const peers::LogReport& log);
  base::Result<Log*> open(const peers::LogReport& log);

  AdminContext& context_;
  std::map<std::string, Log> logs_;
};

}  // namespace rednode::node
