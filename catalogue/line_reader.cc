// N-Triples and N-Quads: the unit is the line.

#include "base/limits.h"
#include "catalogue/input_buffer.h"
#include "catalogue/ntriples.h"
#include "catalogue/utf8.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

class LineReader {
 public:
  LineReader(InputBuffer& input, bool graphs, const ReaderEvents& events)
      : input_(input), events_(events), parser_(graphs) {}

  base::Result<ReadCounts> run() {
    for (;;) {
      const std::string_view view = input_.view();
      const auto end = view.find('\n', searched_);
      if (end != std::string_view::npos) {
        REDNODE_CHECK(physical_line(view.substr(0, end)));
        input_.consume(end + 1);
        searched_ = 0;
        ++number_;
      } else if (input_.at_eof()) {
        REDNODE_CHECK(physical_line(view));
        break;
      } else {
        searched_ = view.size();
        if (searched_ > limits::kRdfStatementBytesMax) REDNODE_CHECK(skip_line());
        REDNODE_CHECK(input_.more());
      }
    }
    counts_.bytes = input_.bytes_read();
    return counts_;
  }

 private:
  // The grammar ends lines at CR too; such documents are rare.
  base::Status physical_line(std::string_view text) {
    if (skipping_) {
      skipping_ = false;
      return {};
    }
    std::uint64_t column = 1;
    for (auto cr = text.find('\r'); cr != std::string_view::npos; cr = text.find('\r')) {
      REDNODE_CHECK(line(text.substr(0, cr), column));
      column += count_characters(text.substr(0, cr + 1));
      text.remove_prefix(cr + 1);
    }
    return line(text, column);
  }

  base::Status line(std::string_view text, std::uint64_t column) {
    if (text.size() > limits::kRdfStatementBytesMax) return refuse_length(text);
    QuadText quad;
    switch (parser_.parse(text, quad)) {
      case NQuadsParser::Outcome::kNothing:
        return {};
      case NQuadsParser::Outcome::kQuad:
        ++counts_.quads;
        return events_.on_quad(quad, Position{number_, 1});
      case NQuadsParser::Outcome::kError:
        break;
    }
    SyntaxError error;
    error.statement = {number_, column};
    error.at = error.statement;
    error.at.column += count_characters(text.substr(0, parser_.offset()));
    error.reason = parser_.reason();
    error.subject = parser_.subject();
    error.original = quarantine_part(text);
    return report(events_, std::move(error), counts_);
  }

  base::Status refuse_length(std::string_view text) {
    SyntaxError error;
    error.at = error.statement = {number_, 1};
    error.reason =
        "a line of more than " + std::to_string(limits::kRdfStatementBytesMax) + " bytes";
    error.original = quarantine_part(text);
    return report(events_, std::move(error), counts_);
  }

  base::Status skip_line() {
    if (!skipping_) REDNODE_CHECK(refuse_length(input_.view()));
    skipping_ = true;
    input_.consume(input_.view().size());
    searched_ = 0;
    return {};
  }

  InputBuffer& input_;
  const ReaderEvents& events_;
  NQuadsParser parser_;
  ReadCounts counts_;
  std::uint64_t number_ = 1;
  std::size_t searched_ = 0;
  bool skipping_ = false;  // inside a line that was refused for its length
};

}  // namespace

base::Result<ReadCounts> read_lines(InputBuffer& input, bool graphs, const ReaderEvents& events) {
  return LineReader(input, graphs, events).run();
}

}  // namespace rednode::catalogue
