// A copy of the store while the daemon runs. redctl checks it and adds the rest
// (node/ctl/backup.cc).

#include <filesystem>

#include "node/admin_call.h"

namespace rednode::node {

base::Result<OpResult> op_backup(const AdminCall& call) {
  REDNODE_TRY(const auto directory, call.text("directory"));
  if (!std::filesystem::path(directory).is_absolute()) {
    return base::invalid("the folder of a backup is named by its whole path");
  }
  const auto start = call.context.clock.now().mono;
  REDNODE_CHECK(call.context.copy_store(directory));
  const auto took = call.context.clock.now().mono - start;
  call.context.logger.info("backup-made", {{"directory", directory}});
  return OpResult{{{"directory", directory}, {"milliseconds", took.count() / 1000}}, {}};
}

}  // namespace rednode::node
