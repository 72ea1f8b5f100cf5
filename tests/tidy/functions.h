// Finds the functions of clang-formatted C++ by counting braces. It knows no grammar: it is good
// enough to tell that a function is too long.
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <vector>

namespace rednode::tidy {

struct Function {
  std::string header;       // the text before its brace, in one line
  std::size_t first_index;  // of the line where the header begins
  std::size_t last_index;   // of the line with its closing brace

  std::size_t lines() const { return last_index - first_index + 1; }
};

// REQUIRES: the lines hold neither comments nor the insides of quotes (tree.h, code_of).
std::vector<Function> functions_of(const std::vector<std::string>& code);

}  // namespace rednode::tidy
