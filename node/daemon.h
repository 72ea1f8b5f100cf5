// The daemon: builds everything, runs it until a signal says stop, and takes it down in order.
//
// Thread rule: run_daemon() from main() alone.
#pragma once

#include "node/config.h"

namespace rednode::node {

// The exit code of the process: 0 after a graceful stop, 1 where it could not start or go on.
int run_daemon(const Config& config);

}  // namespace rednode::node
