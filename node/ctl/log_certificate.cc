// redctl log certificate: a file that proves who holds a log, made by the daemon and checked here
// with the keys that this node knows before anybody relies on it.

#include "base/log.h"
#include "node/ctl/certificate_check.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/text_file.h"
#include "peers/certificate.h"

namespace rednode::node {
namespace {

using Verdict = CheckList::Verdict;

std::string size_and_time(const peers::Holder& holder) {
  return "holds " + std::to_string(holder.size) + " entries, signed at " +
         base::to_rfc3339({holder.time_seconds * 1'000'000});
}

}  // namespace

std::size_t check_certificate(const KnownKeys& keys, const std::string& text, CheckList& checks) {
  std::map<std::string, std::optional<schema::LogKeys>> known;
  const auto lookup = [&](const std::string& name) -> const schema::LogKeys* {
    const auto at = known.try_emplace(name, keys.keys(name)).first;
    return at->second.has_value() ? &*at->second : nullptr;
  };
  const auto certificate = peers::open_certificate(text, lookup);
  if (!certificate.ok()) {
    checks.wrong("certificate", certificate.error().message);
    return 0;
  }
  const schema::Checkpoint& whole = certificate->checkpoint.checkpoint;
  checks.fits("certificate", whole.origin + " signed " + std::to_string(whole.size) +
                                 " entries, root " + base::to_base64(whole.root.view()));
  std::size_t holders = 0;
  for (const peers::Holder& holder : certificate->holders) {
    const std::string check = "held by " + holder.origin;
    if (!holder.verified) {
      const bool unknown = lookup(holder.origin) == nullptr;
      checks.add(unknown ? Verdict::kNotChecked : Verdict::kWrong, check, holder.problem);
    } else if (holder.origin != whole.origin) {
      checks.fits(check, size_and_time(holder));
      if (holder.size == whole.size) ++holders;
    }
  }
  checks.fits("holders", std::to_string(holders) + " of " +
                             std::to_string(certificate->holders.size()) +
                             " hold exactly this log, besides its origin");
  return holders;
}

Exit run_log_certificate(Context& context, const CertificateOptions& options) {
  return run_with_daemon(
      context, [&](const Config& config, AdminClient& daemon) -> base::Result<Exit> {
        const std::string origin = options.origin.empty() ? config.origin : options.origin;
        REDNODE_TRY(const auto answer, daemon.call("log_certificate", {{"origin", origin}}));
        const std::string text = text_member(answer.ok, "certificate");
        const bool to_screen = options.out.empty() && context.out.is_table();
        if (to_screen) context.out.text(text);
        if (!options.out.empty()) {
          REDNODE_TRY(auto file, FileWriter::open(options.out));
          REDNODE_CHECK(file.write(text));
          REDNODE_CHECK(file.commit());
        }
        // Standard output is the file then, and what is said of it goes beside it.
        std::FILE* err = context.out.error_stream();
        Output beside(OutputFormat::kTable, false, err, err);
        CheckList checks(to_screen ? beside : context.out);
        const std::size_t holders = check_certificate(KnownKeys::load(config), text, checks);
        if (holders < options.holders) {
          checks.wrong("threshold", std::to_string(holders) + " hold it whole, and " +
                                        std::to_string(options.holders) +
                                        " were asked for: wait for them, or see redctl status");
        }
        return checks.finish({{"origin", origin}, {"certificate", text}});
      });
}

}  // namespace rednode::node
