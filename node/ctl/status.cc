// redctl status: where every log and every peer stands, with the age of what is known.

#include <chrono>
#include <thread>

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/interrupt.h"
#include "node/ctl/status_table.h"

namespace rednode::node {
namespace {

base::Result<Exit> show_status(Context& context, AdminClient& daemon, bool clear) {
  REDNODE_TRY(const auto answer, daemon.call("status"));
  if (context.out.is_table()) {
    // Home and clear in one write with the text, so that nothing flickers.
    context.out.text((clear ? "\x1b[H\x1b[2J" : "") +
                     status_text(answer.ok, context.out.color(), context.clock.now().wall));
  } else {
    context.out.document(answer.ok);
  }
  context.out.flush();
  return status_exit(answer.ok);
}

void wait_a_second() {
  constexpr int kSteps = 10;
  for (int i = 0; i < kSteps && !interrupted(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1000 / kSteps));
  }
}

}  // namespace

Exit run_status(Context& context, bool watch) {
  if (!watch) {
    return run_with_daemon(context, [&](const Config&, AdminClient& daemon) {
      return show_status(context, daemon, false);
    });
  }
  catch_interrupt();
  Exit exit = Exit::kDone;
  while (!interrupted()) {
    // A new connection each time: the daemon may be restarted while somebody watches.
    exit = run_with_daemon(context, [&](const Config&, AdminClient& daemon) {
      return show_status(context, daemon, context.out.on_terminal());
    });
    if (exit == Exit::kFailed) return exit;
    wait_a_second();
  }
  return exit;
}

}  // namespace rednode::node
