// Pattern: a regular expression of sh:pattern, with the flags of sh:flags.
//
// The language is that of XPath and XQuery Functions 3.1, section 5.6.1, without what would cost
// more than linear time: back-references. Class subtraction ([a-z-[aeiou]]) and Unicode blocks
// (\p{IsGreek}) are not there either; a pattern with these is an error when it is read.
//
// Thread rule: const and safe to share.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"

namespace rednode::catalogue {

class Pattern {
 public:
  // Errors: kInvalid, with what cannot be read.
  static base::Result<std::shared_ptr<const Pattern>> compile(std::string_view expression,
                                                              std::string_view flags);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  // Whether it is found anywhere in the text.
  bool matches(std::string_view text) const;

 private:
  struct Engine;
  explicit Pattern(std::unique_ptr<Engine> engine);
  std::unique_ptr<Engine> engine_;
};

}  // namespace rednode::catalogue
