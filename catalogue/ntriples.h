// N-Quads, and N-Triples within it: one line a statement (W3C, 2014). Written in canonical form
// (RDFC-1.0 section 5); read strictly, several times faster than a general Turtle reader.
//
// Thread rule: pure functions, and a parser for one thread.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "catalogue/dataset.h"
#include "catalogue/term.h"

namespace rednode::catalogue {

// "s p o g .\n"
void append_nquad(base::Bytes& out, const QuadText& quad);

// In the order of the dataset.
base::Bytes to_nquads(const Dataset& dataset);

// Reads one line. The views of `quad` point into the line or the parser, until the next call.
class NQuadsParser {
 public:
  enum class Outcome { kQuad, kNothing, kError };  // kNothing: an empty line, or a comment

  explicit NQuadsParser(bool graphs_allowed) : graphs_allowed_(graphs_allowed) {}

  // `line` without its line end.
  Outcome parse(std::string_view line, QuadText& quad);

  // After kError:
  const std::string& reason() const { return reason_; }
  std::size_t offset() const { return at_; }             // bytes into the line
  std::string_view subject() const { return subject_; }  // empty where it could not be read

 private:
  bool fail(std::string reason);
  bool at_end() const { return at_ >= line_.size(); }
  char peek() const { return at_ < line_.size() ? line_[at_] : '\0'; }
  void skip_space();
  bool statement(QuadText& quad);
  bool resource(std::string& scratch, std::string_view& text);
  bool iri(std::string& scratch, std::string_view& text);
  bool blank(std::string_view& text);
  bool literal(std::string& scratch, std::string_view& text);
  bool quoted(std::string_view& raw, bool& canonical);
  bool escape(std::string& out);

  const bool graphs_allowed_;
  std::string_view line_;
  std::size_t at_ = 0;
  std::string reason_;
  std::string_view subject_;
  std::string lexical_;     // of the literal being read
  std::string datatype_;    // of the literal being read
  std::string scratch_[4];  // of the terms that do not stand in the line in canonical form
};

// Reads canonical N-Quads, as contents are stored, into an indexed dataset.
// Errors: kInvalid with the line's number.
base::Result<Dataset> parse_nquads(base::BytesView bytes);
// The same into a dataset that is emptied first, for the next record.
base::Status parse_nquads(base::BytesView bytes, Dataset& dataset);

}  // namespace rednode::catalogue
