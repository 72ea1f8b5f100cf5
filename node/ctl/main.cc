// redctl: the command line of a rednode's operator.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "node/ctl/arguments.h"
#include "node/ctl/context.h"

int main(int argc, char** argv) {
  using namespace rednode;
  const node::Arguments arguments = node::parse_arguments(argc, argv);
  if (!arguments.command) return arguments.exit_code;
  const auto format = arguments.output == "json"    ? node::OutputFormat::kJson
                      : arguments.output == "jsonl" ? node::OutputFormat::kJsonl
                                                    : node::OutputFormat::kTable;
  const char* no_color = std::getenv("NO_COLOR");
  const bool color = !arguments.no_color && (no_color == nullptr || *no_color == '\0') &&
                     isatty(STDOUT_FILENO) == 1;
  node::Output out(format, color, stdout, stderr);
  const base::SystemClock clock;
  node::Context context{out, clock, arguments.config};
  const node::Exit exit = arguments.command(context);
  if (!out.flush()) {
    out.note("standard output could not be written whole: is the disk full?");
    return static_cast<int>(node::Exit::kFailed);
  }
  return static_cast<int>(exit);
}
