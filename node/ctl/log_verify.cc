// redctl log verify: recomputes a log from its octets, and checks every signature with the keys
// that this node knows. Nothing that the daemon computed is believed. Files are verified by
// proof_check.cc.

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/log_reading.h"
#include "node/ctl/note_check.h"
#include "node/ctl/progress.h"
#include "node/ctl/proof_check.h"

namespace rednode::node {
namespace {

using Verdict = CheckList::Verdict;

base::Result<LogReading> read_log(Context& context, AdminClient& daemon, const std::string& origin,
                                  std::uint64_t size) {
  LogReading reading;
  Progress progress(context.clock, context.out.error_stream());
  progress.start("verifying " + origin, false, size);
  REDNODE_TRY(
      const auto answer,
      daemon.call("log_list", {{"origin", origin}, {"first", 0u}, {"count", size}, {"raw", true}},
                  {}, [&](const Json&, base::Bytes&& bytes) -> base::Status {
                    reading.add(bytes);
                    progress.update(reading.entries(), 0);
                    return {};
                  }));
  return reading;
}

base::Result<Exit> verify_log(Context& context, const Config& config, AdminClient& daemon,
                              const std::string& origin) {
  const KnownKeys keys = KnownKeys::load(config);
  REDNODE_TRY(const auto head, daemon.call("log_head", {{"origin", origin}}));
  CheckList checks(context.out);
  const std::string note = text_member(head.ok, "note");
  if (note.empty()) {
    checks.add(Verdict::kNotChecked, "checkpoint", "the log of " + origin + " is empty");
    return checks.finish({{"origin", origin}});
  }
  if (const auto checkpoint = check_note(keys, origin, note, checks); checkpoint.has_value()) {
    REDNODE_TRY(const auto reading, read_log(context, daemon, origin, checkpoint->checkpoint.size));
    reading.judge(checkpoint->checkpoint, checks);
  }
  if (flag_member(head.ok, "contradicted")) {
    checks.wrong("one history", origin + " signed two: redctl log head shows the evidence");
  } else {
    checks.fits("one history", "no contradiction is known here");
  }
  return checks.finish({{"origin", origin}});
}

}  // namespace

Exit run_log_verify(Context& context, const LogVerifyOptions& options) {
  if (!options.file.empty()) return run_proof_check(context, options);
  if (!options.keys.empty() || !options.cards.empty() || !options.content_file.empty() ||
      !options.against_file.empty()) {
    return context.out.fail(
        base::invalid("--key, --card, --content and --against are about a FILE: name one"),
        Exit::kFailed);
  }
  return run_with_daemon(context, [&](const Config& config, AdminClient& daemon) {
    const std::string& origin = options.origin.empty() ? config.origin : options.origin;
    return verify_log(context, config, daemon, origin);
  });
}

}  // namespace rednode::node
