// JsonCutter: finds the records of a JSON document (RFC 8259) without understanding them, so that
//   - the memory in use is that of one record, also in a list without end,
//   - what is wrong in a record costs that record, and reading goes on behind it, and
//   - what stands outside of the records is seen too.
// A document may also be several JSON values one behind the other, as in JSON lines.
//
// Where a record is broken the cutter guesses a sane end: a text ends on its line where the next
// one looks like JSON, a bracket that closes an outer one closes those within it, and in JSON lines
// a '{' that begins a line and can stand nowhere in the open record begins the next.
//
// Thread rule: one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/json_scanner.h"
#include "catalogue/source_path.h"

namespace rednode::catalogue {

class JsonCutter {
 public:
  enum class Kind {
    kMore,    // give a longer view, or say that it is the end
    kRecord,  // an object where records are
    kValue,   // a text, number or word outside of records
    kFault,   // something wrong outside of records; reading goes on behind it
    kStop,    // the same, and what follows has no meaning any more
    kEnd,
  };
  struct Cut {
    Kind kind = Kind::kMore;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t consumed = 0;  // where the next view begins, also after kMore
    std::string fault;         // what is wrong; of a record: what the cutter saw
  };

  // `records`: the place of records; lists are gone through.
  explicit JsonCutter(SourcePath records) : records_(std::move(records)) {}

  // REQUIRES: `view` begins where the last cut was consumed; `eof` where nothing follows it.
  Cut next(std::string_view view, bool eof);
  // The place of the last kValue.
  std::vector<std::string_view> names() const { return {names_.begin(), names_.end()}; }

  // While a record is open after kMore: how much of the view was looked at, and that it may go.
  bool in_record() const { return in_record_; }
  std::size_t looked_at() const { return looked_at_; }
  void let_go() { looked_at_ = 0; }

 private:
  enum class Expect { kValue, kValueOrEnd, kName, kNameOrEnd, kColon, kComma };
  struct Frame {
    bool object;
    bool named;  // it has a name in names_
  };

  bool token(const JsonToken& token, std::string_view view, bool eof, Cut& cut);
  bool value(const JsonToken& token, std::string_view view, bool eof, Cut& cut);
  bool open(bool object);
  bool close(bool object);
  bool misplaced(const JsonToken& token, std::string_view view, bool eof, Cut& cut);
  bool pass_line(std::string_view view, bool eof, Cut& cut);
  void value_done();
  Cut record(std::string_view view, bool eof, std::size_t begin);
  bool record_bracket(char c, std::size_t begin, std::size_t at, Cut& cut);
  bool begins_next(std::string_view view, std::size_t at) const;
  Cut finish(std::size_t begin, std::size_t end);
  void broken(const char* fault);

  const SourcePath records_;
  std::vector<Frame> frames_;
  std::vector<std::string> names_;  // of the place where the next value stands
  bool named_ = false;              // the last of names_ is that of a value to come
  Expect expect_ = Expect::kValue;
  bool passing_line_ = false;
  bool value_given_ = false;  // names() is still its place

  bool in_record_ = false;
  std::size_t looked_at_ = 0;
  std::string brackets_;  // open in the record
  bool in_text_ = false;
  bool escaped_ = false;
  char last_ = 0;  // the last character that is no space
  std::string fault_;
};

}  // namespace rednode::catalogue
