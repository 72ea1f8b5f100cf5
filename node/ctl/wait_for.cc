#include "node/ctl/wait_for.h"

#include "node/ctl/interrupt.h"

namespace rednode::node {
namespace {

base::Result<std::vector<std::string>> holders_now(AdminClient& daemon, std::uint64_t size) {
  REDNODE_TRY(const auto head, daemon.call("log_head"));
  std::vector<std::string> holders;
  for (const Json& holder : list_member(head.ok, "held_by")) {
    if (number_member(holder, "size") >= size) holders.push_back(text_member(holder, "origin"));
  }
  return holders;
}

}  // namespace

base::Result<std::vector<std::string>> wait_for_holders(Context& context, AdminClient& daemon,
                                                        std::uint64_t size, std::uint64_t count,
                                                        std::uint64_t timeout_seconds) {
  const base::MonoTime end = context.clock.now().mono + std::chrono::seconds(timeout_seconds);
  // A second at a time, so that Ctrl-C is heard.
  while (!interrupted() && context.clock.now().mono < end) {
    const auto answer =
        daemon.call("await", {{"size", size}, {"count", count}, {"timeout_seconds", 1u}});
    if (answer.ok()) {
      std::vector<std::string> holders;
      for (const Json& holder : list_member(answer->ok, "holders")) {
        if (holder.is_string()) holders.push_back(holder.get<std::string>());
      }
      return holders;
    }
    if (daemon.lost() || answer.error().code != base::Code::kUnavailable) return answer.error();
  }
  return holders_now(daemon, size);
}

std::string too_few_text(const std::vector<std::string>& holders, std::uint64_t count,
                         std::uint64_t timeout_seconds) {
  std::string text = "only " + std::to_string(holders.size()) + " of " + std::to_string(count) +
                     " nodes confirmed within " + std::to_string(timeout_seconds) + " s";
  for (std::size_t i = 0; i < holders.size(); ++i) text += (i == 0 ? ": " : ", ") + holders[i];
  return text + "; the import itself is done, and redctl status shows when they follow";
}

}  // namespace rednode::node
