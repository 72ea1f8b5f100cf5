// The languages in which redctl says what it found in records.
//
// Thread rule: pure functions (the environment is read, nothing changes it).
#pragma once

#include <string>
#include <vector>

namespace rednode::node {

// Those that were asked for, else the one of LC_ALL, LC_MESSAGES or LANG ("de_DE.UTF-8" is "de").
std::vector<std::string> reader_languages(const std::vector<std::string>& asked);

}  // namespace rednode::node
