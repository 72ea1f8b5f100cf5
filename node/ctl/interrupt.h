// Ctrl-C: the first one asks the command to end in good order, a second one ends it at once.
//
// Thread rule: any thread.
#pragma once

namespace rednode::node {

// From now on SIGINT and SIGTERM set interrupted() once, instead of ending the process.
void catch_interrupt();
bool interrupted();

}  // namespace rednode::node
