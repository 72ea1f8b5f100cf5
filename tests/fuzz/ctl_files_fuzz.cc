// The files that `redctl log verify` and `redctl bundle verify` are given by anybody: any octets,
// with the keys that signed the true ones. The first octet chooses the command and the form of the
// answer. Whatever the file is, there is an answer, as text or as JSON, and a file that was not
// signed as it is does not pass.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>

#include "base/assert.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/proof_check.h"
#include "tests/fuzz/signed_world.h"

namespace {

using namespace rednode;

// A file in memory that has a path.
class MemoryFile {
 public:
  explicit MemoryFile(base::BytesView octets) : fd_(memfd_create("fuzz", MFD_CLOEXEC)) {
    REDNODE_ASSERT(fd_ >= 0);
    REDNODE_ASSERT(write(fd_, octets.data(), octets.size()) == static_cast<ssize_t>(octets.size()));
  }
  ~MemoryFile() { close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  const int fd_;
};

std::vector<std::string> keys() {
  std::vector<std::string> known;
  for (const char* origin : {"FR", "BE", "DE"}) known.push_back(fuzz::verifier_of(origin).vkey());
  return known;
}

node::Exit verify(node::Context& context, const std::string& path, bool bundle) {
  if (bundle) {
    node::BundleVerifyOptions options;
    options.file = path;
    options.keys = keys();
    return node::run_bundle_verify(context, options);
  }
  node::LogVerifyOptions options;
  options.file = path;
  options.keys = keys();
  return node::run_proof_check(context, options);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const MemoryFile file({reinterpret_cast<const char*>(data) + 1, size - 1});
  char* text = nullptr;
  std::size_t length = 0;
  std::FILE* out = open_memstream(&text, &length);
  std::FILE* silent = std::fopen("/dev/null", "w");
  REDNODE_ASSERT(out != nullptr && silent != nullptr);
  constexpr node::OutputFormat kFormats[] = {node::OutputFormat::kTable, node::OutputFormat::kJson,
                                             node::OutputFormat::kJsonl};
  node::Output output(kFormats[(data[0] / 2) % 3], false, out, silent);
  const base::SystemClock clock;
  node::Context context{output, clock, {}};
  verify(context, file.path(), data[0] % 2 == 1);
  REDNODE_ASSERT(output.flush());
  std::fclose(out);
  std::fclose(silent);
  REDNODE_ASSERT(length > 0 || output.is_table());  // an error goes to the other stream
  // A terminal is told nothing that it would obey.
  for (std::size_t i = 0; i < length; ++i) {
    const auto octet = static_cast<unsigned char>(text[i]);
    REDNODE_ASSERT(octet >= 0x20 || octet == '\n');
  }
  std::free(text);
  return 0;
}
