// The service manager's protocol: one datagram each to $NOTIFY_SOCKET (sd_notify(3)). Without that
// variable, nothing happens.
//
// Thread rule: any thread.
#pragma once

#include <string>

namespace rednode::node {

// "READY=1", "RELOADING=1", "STOPPING=1", "STATUS=...", "WATCHDOG=1"; several separated by
// newlines.
void notify_service_manager(const std::string& state);

// True where standard error is the journal, which takes priorities and adds times.
bool logs_go_to_journal();

}  // namespace rednode::node
