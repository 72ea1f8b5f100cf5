// JsonExtent: finds where a JSON value ends, without understanding it. It knows strings and
// brackets, so that
//   - a document is read value by value, in the memory of one, and
//   - a value with a mistake in it costs that value, and reading goes on behind it.
//
// Where a value is broken it guesses a sane end: a string ends with its line, and a closing bracket
// also closes those inside that are still open.
//
// Thread rule: one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rednode::catalogue {

class JsonExtent {
 public:
  // Begins with the next value, at the front of the next view. With `one_line` a value ends with
  // its line at the latest.
  void start(bool one_line = false);

  // True: the value ends before size(). False: give a longer view of the same.
  bool find_end(std::string_view view, bool eof);
  std::size_t size() const { return at_; }

  // For a value that is too long to keep: all that was looked at so far may go.
  std::size_t let_go();

 private:
  bool close(char bracket);

  std::size_t at_ = 0;
  bool one_line_ = false;
  bool begun_ = false;
  bool in_string_ = false;
  bool escaped_ = false;
  bool in_word_ = false;
  std::string open_;        // the brackets, as far as they are told apart
  std::size_t deeper_ = 0;  // brackets beyond those
};

// The members of objects, at any depth of a text that need not be JSON, whose values are strings;
// in the order of the text, as far as they can be made out.
struct JsonTextMember {
  std::string key;
  std::string value;
};
std::vector<JsonTextMember> text_members(std::string_view text);

}  // namespace rednode::catalogue
