#include "node/ctl/passphrase_prompt.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <string_view>

#include "base/limits.h"
#include "node/passphrase.h"

namespace rednode::node {
namespace {

// The terminal of this process, without echo as long as the object lives.
class QuietTerminal {
 public:
  QuietTerminal() : fd_(open("/dev/tty", O_RDWR | O_CLOEXEC)) {
    if (fd_ < 0 || tcgetattr(fd_, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet_ = tcsetattr(fd_, TCSAFLUSH, &quiet) == 0;
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;
  ~QuietTerminal() {
    if (quiet_) tcsetattr(fd_, TCSAFLUSH, &before_);
    if (fd_ >= 0) close(fd_);
  }

  bool ok() const { return quiet_; }

  base::Result<base::Secret> ask(std::string_view question) {
    say(question);
    std::string text(base::limits::kPassphraseBytesMax + 1, '\0');
    const ssize_t length = read(fd_, text.data(), text.size());
    say("\n");
    const auto end = text.find('\n');
    const bool whole = length > 0 && end < static_cast<std::size_t>(length);
    base::Secret answer(whole ? text.substr(0, end) : std::string());
    base::wipe(text);
    if (!whole) return base::invalid("no passphrase was given");
    return answer;
  }

 private:
  void say(std::string_view text) { static_cast<void>(!write(fd_, text.data(), text.size())); }

  const int fd_;
  termios before_{};
  bool quiet_ = false;
};

}  // namespace

base::Result<base::Secret> new_passphrase(const std::string& file) {
  if (file != "-") {
    REDNODE_TRY(auto given, read_passphrase(file));
    REDNODE_CHECK(check_new_passphrase(given));
    return given;
  }
  QuietTerminal terminal;
  if (!terminal.ok()) {
    return base::unavailable("there is no terminal to ask for a passphrase: name a file instead");
  }
  REDNODE_TRY(auto first, terminal.ask("New passphrase of the keys: "));
  REDNODE_CHECK(check_new_passphrase(first));
  REDNODE_TRY(const auto second, terminal.ask("The same once more: "));
  if (first.view() != second.view()) return base::invalid("these were two different passphrases");
  return first;
}

}  // namespace rednode::node
