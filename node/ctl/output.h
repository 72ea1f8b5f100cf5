// Output: how redctl answers. Results go to standard output, as a table for people or as JSON for
// scripts; everything that is said beside the result goes to standard error.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "base/result.h"
#include "node/ctl/table.h"
#include "node/json.h"

namespace rednode::node {

enum class OutputFormat { kTable, kJson, kJsonl };

// The exit codes of redctl; scripts rely on them.
enum class Exit : int {
  kDone = 0,
  kFailed = 1,    // wrong usage, or nothing could be done
  kRefused = 2,   // refused, or a finding that somebody must look at now
  kNoDaemon = 3,  // rednoded does not run
  kPartial = 4,   // done in part: a record was refused, or a peer lags
};

class Output {
 public:
  // The streams must outlive the object.
  Output(OutputFormat format, bool color, std::FILE* out, std::FILE* err)
      : format_(format), color_(color), out_(out), err_(err) {}

  OutputFormat format() const { return format_; }
  bool is_table() const { return format_ == OutputFormat::kTable; }
  bool color() const { return color_; }
  // Standard output is a terminal.
  bool on_terminal() const;
  std::FILE* error_stream() const { return err_; }

  // To standard output as it is.
  void text(std::string_view text);
  void table(Table& table) { text(table.render(color_)); }
  // The whole answer: indented with --output json, on one line with jsonl.
  void document(const Json& json);
  // "redctl: ..." on standard error.
  void note(std::string_view text);
  // Says on standard error that something was not looked at, and why: as text, and with jsonl, of
  // which every line on standard output is a result, as {"not_checked": "..."}.
  void not_checked(const std::string& what);
  // The error for people and, where JSON was asked for, as an object on standard output.
  Exit fail(const base::Error& error, Exit exit);

  // False where standard output could not be written, as when a disk is full.
  bool flush();

 private:
  const OutputFormat format_;
  const bool color_;
  std::FILE* const out_;
  std::FILE* const err_;
};

// The JSON of an error: {"code": ..., "message": ...}.
Json error_json(const base::Error& error);

// ListOutput: a listing of any length, as {"NAME": [...]} with --output json, and an item a line
// with jsonl. For tables it does nothing.
class ListOutput {
 public:
  // The output must outlive the object.
  ListOutput(Output& out, std::string name) : out_(out), name_(std::move(name)) {}

  void item(const Json& json);
  // Closes the list. `rest`: further members of the object (json only), such as an error.
  void end(const Json& rest = Json::object());

 private:
  void begin();

  Output& out_;
  const std::string name_;
  std::size_t items_ = 0;
};

}  // namespace rednode::node
