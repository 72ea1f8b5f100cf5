// Turtle and TriG: statements are cut out one by one (statement_cutter.h) and parsed by themselves
// (serd_statement.h). The graphs of TriG are opened and closed here: what stands inside them is
// Turtle.

#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "catalogue/expansion_budget.h"
#include "catalogue/input_buffer.h"
#include "catalogue/serd_statement.h"
#include "catalogue/statement_cutter.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kTypeSpelling = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// The first IRI, name or label of a statement, as it is spelled, or nothing.
std::string_view first_spelling(std::string_view text) {
  if (text.starts_with("<")) {
    const auto end = text.find_first_of(">\n\"");
    return end == std::string_view::npos || text[end] != '>' ? std::string_view{}
                                                             : text.substr(0, end + 1);
  }
  const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n<>\"'()[]{};,"));
  return word.find(':') == std::string_view::npos ? std::string_view{} : word;
}

// "<x> a <c> ..." without "<x>": the spelling of the class, or nothing.
std::string_view class_spelling(std::string_view rest) {
  rest = trimmed(rest);
  const auto word_end = rest.find_first_of(" \t\r\n");
  if (word_end == std::string_view::npos) return {};
  const std::string_view verb = rest.substr(0, word_end);
  if (verb != "a" && verb != "rdf:type" && verb != kTypeSpelling) return {};
  const std::string_view spelling = first_spelling(trimmed(rest.substr(word_end)));
  return spelling.ends_with('.') ? spelling.substr(0, spelling.size() - 1) : spelling;
}

bool is_anonymous(std::string_view text) {
  return text.size() >= 2 && text.front() == '[' && text.back() == ']' &&
         trimmed(text.substr(1, text.size() - 2)).empty();
}

bool takes_graph_keyword(std::string_view& header) {
  constexpr std::string_view kKeyword = "GRAPH";
  if (header.size() < kKeyword.size()) return false;
  for (std::size_t i = 0; i < kKeyword.size(); ++i) {
    if ((header[i] & ~0x20) != kKeyword[i]) return false;
  }
  const std::string_view rest = header.substr(kKeyword.size());
  if (!rest.empty() && (kSpace.find(rest.front()) == std::string_view::npos &&
                        rest.front() != '<' && rest.front() != '[')) {
    return false;
  }
  header = trimmed(rest);
  return true;
}

class TurtleReader {
 public:
  TurtleReader(InputBuffer& input, bool graphs, const ReaderOptions& options,
               const ReaderEvents& events)
      : input_(input), events_(events), cutter_(graphs), statement_(options.base_iri) {}

  base::Result<ReadCounts> run() {
    using Kind = StatementCutter::Kind;
    for (;;) {
      const auto cut = cutter_.next(input_.view(), input_.at_eof());
      if (cut.kind == Kind::kEnd) break;
      if (cut.kind != Kind::kMore) REDNODE_CHECK(take(cut));
      pass(cut.consumed);
      if (cut.kind != Kind::kMore) continue;
      if (input_.view().size() > limits::kRdfStatementBytesMax) REDNODE_CHECK(let_go());
      REDNODE_CHECK(input_.more());
    }
    if (cutter_.inside_graph()) {
      SyntaxError error;
      error.at = error.statement = graph_position_;
      error.reason = "the graph that begins here does not end: a '}' is missing";
      REDNODE_CHECK(report(events_, std::move(error), counts_));
    }
    counts_.bytes = input_.bytes_read();
    return counts_;
  }

 private:
  void pass(std::size_t count) {
    advance(position_, input_.view().substr(0, count));
    input_.consume(count);
  }

  base::Status take(const StatementCutter::Cut& cut) {
    const std::string_view view = input_.view();
    const std::string_view text = view.substr(cut.begin, cut.end - cut.begin);
    Position here = position_;
    advance(here, view.substr(0, cut.begin));
    if (skipping_) {  // the rest of a statement that was refused for its length
      skipping_ = false;
      graph_refused_ = graph_refused_ || cut.kind == StatementCutter::Kind::kOpen;
      return {};
    }
    if (cut.kind == StatementCutter::Kind::kClose) {
      graph_.clear();
      graph_refused_ = false;
      return {};
    }
    if (cut.kind == StatementCutter::Kind::kOpen) return open(text, here);
    if (graph_refused_) {
      return refuse(text, here, {"it stands in a graph whose name could not be read", "", 0});
    }
    if (text.size() > limits::kRdfStatementBytesMax) return refuse(text, here, too_long());
    if (!cut.fault.empty()) {
      const std::size_t offset = cut.fault_at - std::min(cut.fault_at, cut.begin);
      REDNODE_CHECK(refuse(text, here, {cut.fault, "", offset}));
      // A prefix whose '.' was forgotten is an error all the same, but what uses it need not be
      // one.
      if (cut.directive && cut.needs_dot) statement_.parse(text, cut.begin, cutter_.edits(), true);
      return {};
    }
    if (!base::is_utf8(text)) return refuse(text, here, {"the statement is not UTF-8", "", 0});
    if (!statement_.parse(text, cut.begin, cutter_.edits(), cut.needs_dot)) {
      const SerdStatement::Fault fault = statement_.fault();
      return refuse(text, here, fault);
    }
    for (std::size_t i = 0; i < statement_.size(); ++i) {
      const QuadText quad = statement_.quad(i, graph_);
      REDNODE_CHECK(expansion_.spend(quad, input_.bytes_read(), here));
      ++counts_.quads;
      REDNODE_CHECK(events_.on_quad(quad, here));
    }
    return {};
  }

  base::Status open(std::string_view text, Position here) {
    graph_position_ = here;
    graph_.clear();
    std::string_view header = trimmed(text);
    const bool keyword = takes_graph_keyword(header);
    if (header.empty() && !keyword) return {};
    const bool spelled = is_anonymous(header) || first_spelling(header) == header;
    if (spelled && base::is_utf8(header)) graph_ = statement_.term(header);
    if (!graph_.empty()) return {};
    graph_refused_ = true;
    return refuse(text, here, {"expected the name of a graph before '{'", "", 0});
  }

  base::Status refuse(std::string_view text, Position here, const SerdStatement::Fault& fault) {
    SyntaxError error;
    error.statement = error.at = here;
    advance(error.at, text.substr(0, std::min(fault.offset, text.size())));
    error.reason = fault.reason;
    error.remedy = fault.remedy;
    const std::string_view spelling = first_spelling(text);
    if (!spelling.empty() && base::is_utf8(spelling)) error.subject = statement_.term(spelling);
    if (!error.subject.empty()) {
      const std::string_view type = class_spelling(text.substr(spelling.size()));
      if (!type.empty() && base::is_utf8(type)) error.type = statement_.term(type);
    }
    error.original = quarantine_part(text);
    return report(events_, std::move(error), counts_);
  }

  static SerdStatement::Fault too_long() {
    return {"a statement of more than " + std::to_string(limits::kRdfStatementBytesMax) + " bytes",
            "write it as several statements", 0};
  }

  // The statement is too long to keep: says so once, and passes over the rest of it.
  base::Status let_go() {
    const std::string_view view = input_.view();
    if (!skipping_) {
      const auto begin = std::min(view.find_first_not_of(kSpace), view.size());
      Position here = position_;
      advance(here, view.substr(0, begin));
      REDNODE_CHECK(refuse(view.substr(begin), here, too_long()));
    }
    skipping_ = true;
    pass(cutter_.let_go(view.size()));
    return {};
  }

  InputBuffer& input_;
  const ReaderEvents& events_;
  StatementCutter cutter_;
  SerdStatement statement_;
  ExpansionBudget expansion_;
  ReadCounts counts_;
  Position position_{1, 1};
  std::string graph_;  // text of the graph's name; empty: the default graph
  Position graph_position_;
  bool graph_refused_ = false;
  bool skipping_ = false;
};

}  // namespace

base::Result<ReadCounts> read_turtle(InputBuffer& input, bool graphs, const ReaderOptions& options,
                                     const ReaderEvents& events) {
  return TurtleReader(input, graphs, options, events).run();
}

}  // namespace rednode::catalogue
