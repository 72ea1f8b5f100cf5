// CheckList: checks, one after the other, each with what it found; how `log verify` answers.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <string>

#include "node/ctl/output.h"

namespace rednode::node {

class CheckList {
 public:
  enum class Verdict { kFits, kNotChecked, kWrong };

  explicit CheckList(Output& out) : out_(out) {}

  // Prints "ok      signature of FR: ..." at once; JSON waits for finish().
  void add(Verdict verdict, const std::string& check, const std::string& found);
  void fits(const std::string& check, const std::string& found) {
    add(Verdict::kFits, check, found);
  }
  void wrong(const std::string& check, const std::string& found) {
    add(Verdict::kWrong, check, found);
  }

  bool all_fit() const { return wrong_ == 0; }
  // kRefused where anything was wrong. `rest`: further members of the JSON.
  Exit finish(Json rest = Json::object());

 private:
  Output& out_;
  Json checks_ = Json::array();
  std::size_t wrong_ = 0;
};

}  // namespace rednode::node
