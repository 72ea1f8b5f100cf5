#include <memory>

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "tests/unit/node/held_log.h"
#include "tests/unit/node/temp_folder.h"
#include "tests/unit/test.h"

namespace rednode::node {

TEST_CASE("a size that nobody can have is signed quickly, and audited as quickly") {
  const TempFolder folder;
  for (const std::uint64_t size : {std::uint64_t{1} << 62, UINT64_MAX}) {
    folder.write(
        "checkpoint",
        schema::sign_checkpoint({"FR", size, base::sha256("a root")}, test::key_of("FR")).bytes());
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> said(std::tmpfile(), std::fclose);
    Output out(OutputFormat::kTable, false, said.get(), said.get());
    const base::SystemClock clock;
    Context context{out, clock, ""};
    LogAuditOptions options;
    options.directory = folder.path();
    options.keys = {test::log_key_of("FR").vkey()};
    CHECK(run_log_audit(context, options) == Exit::kRefused);
    std::rewind(said.get());
    std::string text(4096, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), said.get()));
    CHECK_THAT(text, Catch::Matchers::Contains("tile/entries/000"));
  }
}

}  // namespace rednode::node
