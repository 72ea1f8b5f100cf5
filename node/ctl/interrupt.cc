#include "node/ctl/interrupt.h"

#include <atomic>
#include <csignal>

namespace rednode::node {
namespace {

// A signal handler has nothing but globals; this is the only one.
std::atomic<bool> interrupt_seen{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) {
  interrupt_seen = true;
}

}  // namespace

void catch_interrupt() {
  struct sigaction action{};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // the second one ends the process
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
  return interrupt_seen;
}

}  // namespace rednode::node
