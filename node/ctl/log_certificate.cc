// redctl log certificate: a file that proves who holds a log, made by the daemon and checked here
// with the keys that this node knows before anybody relies on it.

#include "node/ctl/certificate_check.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/text_file.h"

namespace rednode::node {

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
