// StatementCutter: finds where the top-level statements of a Turtle or TriG document end, without
// understanding them. It knows strings, IRIs, names, numbers, comments and brackets, so that
//   - a syntax error costs one statement and reading goes on after it,
//   - brackets nest no deeper than limits::kRdfNestingMax when a recursive parser sees them, and
//   - the memory in use is that of one statement.
// It also lists the edits that the parser behind it (libserd 0.30) needs to read the text aright:
// a quote inside a long string is escaped (that release misreads an escape behind one), so is a
// zero byte in a string, and labels that could meet those it makes up get an "x" in front.
//
// Where a statement is broken the cutter guesses a sane end: a '.' inside brackets, "@prefix" and
// "@base" in the middle of a statement, and behind a string or an IRI that does not end a line that
// ends as statements do.
//
// Thread rule: one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rednode::catalogue {

class StatementCutter {
 public:
  enum class Kind {
    kMore,       // give a longer view, or say that it is the end
    kStatement,  // a statement or a directive
    kOpen,       // what stands before the '{' of a graph; may be empty
    kClose,      // a '}'
    kEnd,        // nothing but white space
  };
  struct Edit {
    std::size_t offset;         // into the view
    std::size_t dropped;        // characters of the view that go
    std::string_view inserted;  // what stands there instead
  };
  struct Cut {
    Kind kind = Kind::kMore;
    std::size_t begin = 0;     // of the statement in the view, white space left out
    std::size_t end = 0;       // with its '.', where it has one
    std::size_t consumed = 0;  // where the next one begins; after kMore: what may go already
    bool directive = false;    // @prefix, @base, PREFIX, BASE
    bool needs_dot = false;    // ended by the '}' of its graph, or its '.' is missing
    std::string fault;         // empty, or why it need not be parsed
    std::size_t fault_at = 0;
  };

  // `graphs`: TriG. The cutter keeps track of being inside a graph.
  explicit StatementCutter(bool graphs) : graphs_(graphs) {}

  // REQUIRES: `view` begins where the last cut was consumed; after kMore it is longer, if there is
  // more; `eof` where nothing will follow.
  Cut next(std::string_view view, bool eof);
  // Of the last cut, in order.
  const std::vector<Edit>& edits() const { return edits_; }
  bool inside_graph() const { return inside_graph_; }

  // After kMore, for a statement that is too long to keep: how much of the view is done with and
  // may go. The next view begins behind it.
  std::size_t let_go(std::size_t view_size);

 private:
  enum class Step { kOn, kMore, kCut };

  void start();
  Cut more();
  bool skip_blank();
  bool comment();
  Step step(Cut& cut);
  Step dot(Cut& cut);
  Step brace(Cut& cut, char c);
  Step open_iri();
  Step short_string(char quote);
  Step open_string(char quote);
  Step long_string();
  Step word();
  Step lose(std::size_t begin);
  Step lost(Cut& cut);
  Step at_sign(Cut& cut);
  Step backslash();
  std::size_t behind_dots(std::size_t begin, std::size_t dot, bool& more) const;
  bool number_goes_on(std::size_t dot, bool& more) const;
  void first_word(std::string_view text);
  void label(std::size_t begin);
  void fault(std::string reason, std::size_t at);
  void lost_dot(Cut& cut, std::size_t at);
  Step finish(Cut& cut, std::size_t end, std::size_t consumed);
  bool lacks(std::size_t count) const { return !eof_ && view_.size() - at_ < count; }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < view_.size() ? view_[at_ + ahead] : '\0';
  }

  const bool graphs_;
  bool inside_graph_ = false;

  std::string_view view_;
  bool eof_ = false;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  bool begun_ = false;
  bool sparql_directive_ = false;
  bool directive_ = false;
  bool comment_ = false;        // inside a comment
  char long_quote_ = 0;         // inside a long string
  bool lost_ = false;           // behind a token that does not end
  std::size_t token_ = 0;       // tokens met in this statement
  std::size_t string_end_ = 0;  // just behind a string: a '@' there is a language tag
  std::size_t depth_ = 0;
  std::string fault_;
  std::size_t fault_at_ = 0;
  std::vector<Edit> edits_;
};

}  // namespace rednode::catalogue
