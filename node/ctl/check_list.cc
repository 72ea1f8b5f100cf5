#include "node/ctl/check_list.h"

namespace rednode::node {
namespace {

struct Word {
  const char* json;
  const char* table;
  const char* color;
};

Word word_of(CheckList::Verdict verdict) {
  switch (verdict) {
    case CheckList::Verdict::kFits:
      return {"ok", "ok         ", "\x1b[32m"};
    case CheckList::Verdict::kNotChecked:
      return {"not-checked", "not checked", "\x1b[33m"};
    case CheckList::Verdict::kWrong:
      return {"wrong", "WRONG      ", "\x1b[1;31m"};
  }
  return {"wrong", "WRONG", ""};
}

}  // namespace

void CheckList::add(Verdict verdict, const std::string& check, const std::string& found) {
  const Word word = word_of(verdict);
  if (verdict == Verdict::kWrong) ++wrong_;
  checks_.push_back({{"check", check}, {"result", word.json}, {"found", found}});
  if (!out_.is_table()) return;
  const std::string mark =
      out_.color() ? word.color + std::string(word.table) + "\x1b[0m" : word.table;
  out_.text(mark + "  " + printable(check + ": " + found) + "\n");
}

Exit CheckList::finish(Json rest) {
  if (!out_.is_table()) {
    Json document = {{"ok", all_fit()}, {"checks", checks_}};
    document.update(rest);
    out_.document(document);
  }
  return all_fit() ? Exit::kDone : Exit::kRefused;
}

}  // namespace rednode::node
