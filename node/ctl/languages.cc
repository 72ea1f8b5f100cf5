#include "node/ctl/languages.h"

#include <cstdlib>
#include <string_view>

namespace rednode::node {

std::vector<std::string> reader_languages(const std::vector<std::string>& asked) {
  if (!asked.empty()) return asked;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale = value;
    if (locale == "C" || locale == "POSIX" || locale.starts_with("C.")) return {};
    return {std::string(locale.substr(0, locale.find_first_of("_.@")))};
  }
  return {};
}

}  // namespace rednode::node
