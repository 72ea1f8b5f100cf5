#include "catalogue/jsonld_reader.h"

#include <algorithm>
#include <memory>

#include "base/limits.h"
#include "catalogue/json_extent.h"
#include "catalogue/json_parser.h"
#include "catalogue/jsonld_shape.h"
#include "catalogue/jsonld_tail.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

constexpr const char* kInParts =
    "put \"@context\" first and the datasets as elements of one list \"@graph\" behind it: these "
    "are read one by one";

std::string place_text(const Position& at) {
  return "line " + std::to_string(at.line) + ", column " + std::to_string(at.column) + ": ";
}

base::Error at_place(const Position& at, const std::string& message) {
  return base::invalid(place_text(at) + message);
}

class JsonLdReader {
 public:
  JsonLdReader(InputBuffer& input, const ReaderOptions& options, const JsonLdOptions& jsonld,
               const ReaderEvents& events)
      : input_(input),
        jsonld_(jsonld),
        events_(events),
        reopen_(options.reopen),
        sources_(options.contexts),
        contexts_(options.base_iri, jsonld.mode, sources_, budget_, notes_),
        expander_(contexts_, jsonld.mode, budget_, notes_),
        quads_(jsonld.mode, jsonld.direction, budget_, notes_, events, counts_),
        initial_(contexts_.initial()) {}

  base::Result<ReadCounts> run() {
    REDNODE_CHECK(expand_context());
    for (;;) {
      REDNODE_CHECK(skip_space());
      if (input_.view().empty()) break;
      quads_.begin_document(++documents_);
      active_ = initial_;
      const char c = input_.view().front();
      if (c != '{' && c != '[') {
        REDNODE_CHECK(report_rest());
        break;
      }
      const std::uint64_t line = position_.line;
      if (documents_ > 1 || jsonld_.mode.strict) {
        REDNODE_CHECK(read_whole());
      } else if (c == '[') {
        REDNODE_CHECK(read_list());
      } else {
        REDNODE_CHECK(read_object());
      }
      if (documents_ == 1) lines_ = line == position_.line;
    }
    if (events_.on_note) {
      for (std::string& note : notes_.sentences()) events_.on_note(std::move(note));
    }
    counts_.bytes = input_.bytes_read();
    return counts_;
  }

 private:
  enum class Piece { kDocument, kElement };

  void consume(std::size_t count) {
    advance(position_, input_.view().substr(0, count));
    input_.consume(count);
  }

  // To what is no white space, or the end of the document.
  base::Status skip_space() {
    for (;;) {
      const auto at = input_.view().find_first_not_of(" \t\r\n");
      if (at != std::string_view::npos) {
        consume(at);
        return {};
      }
      consume(input_.view().size());
      if (input_.at_eof()) return {};
      REDNODE_CHECK(input_.more());
    }
  }

  // The option expandContext of section 9.4.1.
  base::Status expand_context() {
    if (jsonld_.expand_context.empty()) return {};
    JsonParse parse = parse_json(jsonld_.expand_context);
    if (!parse.ok()) return at_place(parse.at.at, "the context given: " + parse.fault);
    const auto file = std::make_shared<const JsonValue>(std::move(parse.value));
    const JsonValue* context = file->find("@context");
    REDNODE_TRY(initial_, contexts_.process(
                              initial_, {{file, context ? context : file.get()}, nullptr, true}));
    return {};
  }

  // The next value of the input, in the view, or "too long" after it was passed over.
  struct Cut {
    std::size_t size = 0;
    bool too_long = false;
  };
  base::Result<Cut> cut(bool one_line) {
    JsonExtent cutter;
    cutter.start(one_line);
    Cut cut;
    while (!cutter.find_end(input_.view(), input_.at_eof())) {
      if (input_.view().size() >= limits::kJsonPieceBytesMax) {
        if (!cut.too_long) REDNODE_CHECK(report_too_long());
        cut.too_long = true;
        consume(cutter.let_go());
      }
      REDNODE_CHECK(input_.more());
    }
    cut.size = cutter.size();
    if (cut.too_long) consume(cut.size);
    // Where there is only a bracket that opens nothing, it is the value.
    if (!cut.too_long && cut.size == 0) cut.size = 1;
    return cut;
  }

  base::Status read_whole() {
    REDNODE_TRY(const Cut cut, this->cut(lines_));
    if (cut.too_long) return {};
    REDNODE_CHECK(take(input_.view().substr(0, cut.size), {}, Piece::kDocument));
    consume(cut.size);
    return {};
  }

  // '[' ... ']', at the top or of "@graph".
  base::Status read_list() {
    const Position opened = position_;
    consume(1);
    for (bool first = true;; first = false) {
      REDNODE_CHECK(skip_space());
      if (input_.view().empty()) return report_open(opened);
      const char c = input_.view().front();
      if (c == ']') {
        consume(1);
        return {};
      }
      if (!first && c != ',') REDNODE_CHECK(report_here("expected ',' between two elements"));
      if (!first && c == ',') {
        consume(1);
        REDNODE_CHECK(skip_space());
        if (input_.view().starts_with(']')) {
          REDNODE_CHECK(report_here("expected an element behind ','"));
          continue;
        }
      }
      REDNODE_TRY(const Cut cut, this->cut(false));
      if (cut.too_long) continue;
      REDNODE_CHECK(take(input_.view().substr(0, cut.size), graph_, Piece::kElement));
      consume(cut.size);
    }
  }

  base::Status read_object() {
    while (input_.view().size() < limits::kJsonLookAheadBytes && !input_.at_eof()) {
      REDNODE_CHECK(input_.more());
    }
    const JsonLdShape shape = jsonld_shape(input_.view(), input_.at_eof());
    if (!shape.by_elements) return read_whole();
    REDNODE_CHECK(read_head(shape));
    const bool behind = shape.open && shape.context.size == 0;
    if (behind) REDNODE_CHECK(read_tail(shape.id.size > 0));
    consume(shape.graph);
    REDNODE_CHECK(read_list());
    graph_ = {};
    REDNODE_CHECK(skip_space());
    const Position end = position_;
    if (input_.view().empty()) return {};  // that the list is not closed was said
    if (tail_read_) REDNODE_CHECK(pass_tail());
    if (input_.view().starts_with('}')) {
      consume(1);
      return {};
    }
    return at_place(end,
                    "something stands behind the list of \"@graph\", which changes what the "
                    "list means: put it before \"@graph\"; a context alone may stand there where "
                    "the document is a file");
  }

  // A large document whose context stands behind its list is read twice, the first time to its end.
  base::Status read_tail(bool has_id) {
    if (!reopen_) return {};
    REDNODE_TRY(const ByteSource source, reopen_());
    REDNODE_TRY(const JsonLdTail tail, find_tail(source));
    if (!tail.plain || (has_id && !tail.id.text.empty())) return {};
    JsonParse context = parse_json(tail.context.text, tail.context.at);
    if (!context.ok()) return at_place(context.at.at, context.fault);
    REDNODE_CHECK(enter({std::make_shared<const JsonValue>(std::move(context.value)), {}, true}));
    tail_read_ = true;
    if (tail.id.text.empty()) return {};
    return name_graph(parse_json(tail.id.text, tail.id.at), tail.id.at);
  }

  // Passes over what read_tail() read. Anything else is left standing, and is an error there: the
  // document was changed while it was read.
  base::Status pass_tail() {
    while (input_.view().starts_with(',')) {
      for (const char end : {':', ','}) {
        consume(1);
        REDNODE_CHECK(skip_space());
        if (input_.view().empty()) return {};
        REDNODE_TRY(const Cut cut, this->cut(false));
        const std::string_view text = input_.view().substr(0, cut.size);
        if (end == ':' && text != "\"@context\"" && text != "\"@id\"") return {};
        consume(cut.size);
        REDNODE_CHECK(skip_space());
        if (end == ':' && !input_.view().starts_with(':')) return {};
      }
    }
    return {};
  }

  // "@context" and "@id", which stand before "@graph".
  base::Status read_head(const JsonLdShape& shape) {
    const auto parse = [this](const JsonLdShape::Part& part) {
      Position start = position_;
      advance(start, input_.view().substr(0, part.begin));
      return parse_json(input_.view().substr(part.begin, part.size), start);
    };
    budget_.allow(input_.bytes_read());
    if (shape.context.size > 0) {
      JsonParse context = parse(shape.context);
      if (!context.ok()) return at_place(context.at.at, context.fault);
      REDNODE_CHECK(enter({std::make_shared<const JsonValue>(std::move(context.value)), {}, true}));
    }
    if (shape.id.size == 0) return {};
    return name_graph(parse(shape.id), position_);
  }

  base::Status name_graph(const JsonParse& id, Position statement) {
    graph_.named = true;
    std::optional<std::string> iri;
    if (id.ok() && id.value.is_string()) {
      iri = expand_iri(*active_, id.value.text(), IriUse::kDocument);
    }
    std::string fault = "\"@id\" is one IRI, as a text";
    if (iri) graph_.name = quads_.term(*iri, fault);
    if (!graph_.name.empty()) return {};
    SyntaxError error;
    error.at = id.ok() ? id.value.place.at : id.at.at;
    error.statement = statement;
    error.reason = "the name of the graph: " + fault;
    return report(events_, std::move(error), counts_);
  }

  // The context of the document itself: without it nothing of the document can be read.
  base::Status enter(const LocalContext& local) {
    auto entered = contexts_.process(active_, local);
    if (entered.ok()) {
      active_ = *entered;
      return {};
    }
    if (entered.error().code != base::Code::kInvalid) return entered.error();
    return at_place(contexts_.fault_at().at, entered.error().message);
  }

  struct Graph {
    std::string name;  // text; "" where it is not known
    bool named = false;
  };

  base::Status take(std::string_view text, const Graph& graph, Piece piece) {
    budget_.allow(input_.bytes_read());
    JsonParse parse = parse_json(text, position_);
    if (!parse.ok()) {
      if (jsonld_.mode.strict) return at_place(parse.at.at, parse.fault);
      return report_broken(text, parse.fault, parse.at.at, parse.too_large ? kInParts : "");
    }
    const auto source = std::make_shared<const JsonValue>(std::move(parse.value));
    const bool whole = piece == Piece::kDocument && documents_ == 1;
    const JsonValue* context = source->find("@context");
    const ContextPtr before = active_;
    if (whole && context != nullptr && !jsonld_.mode.strict) {
      REDNODE_CHECK(enter({{source, context}, {}, true}));
    }
    auto expanded = expander_.expand_document(before, source, piece == Piece::kDocument, whole);
    if (!expanded.ok()) {
      const base::Error& error = expanded.error();
      if (jsonld_.mode.strict || error.code != base::Code::kInvalid) return error;
      REDNODE_CHECK(report_broken(text, error.message, expander_.fault_at().at));
    } else {
      const auto find = [this](std::string_view part) { return subjects_in(part); };
      const ExpandedPiece made{&*expanded, &expander_.faults(), text};
      const bool refused = graph.named && graph.name.empty();
      REDNODE_CHECK(refused ? quads_.refuse(made, find) : quads_.deliver(made, graph.name, find));
    }
    contexts_.forget_passing();
    return {};
  }

  bool is_keyword_key(const std::string& key, std::string_view keyword) const {
    return expand_iri(*active_, key, IriUse::kVocabulary) == keyword;
  }

  std::string subject_of(const std::string& id) const {
    const auto iri = expand_iri(*active_, id, IriUse::kDocument);
    std::string fault;
    return iri ? quads_.term(*iri, fault) : std::string();
  }

  std::vector<std::string> subjects_in(std::string_view text) const {
    std::vector<std::string> subjects;
    for (const JsonTextMember& member : text_members(text)) {
      if (!is_keyword_key(member.key, "@id")) continue;
      std::string subject = subject_of(member.value);
      if (!subject.empty()) subjects.push_back(std::move(subject));
    }
    std::sort(subjects.begin(), subjects.end());
    subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
    return subjects;
  }

  // An element, or a document, that says nothing because it is no JSON or no JSON-LD.
  base::Status report_broken(std::string_view text, const std::string& reason, Position at,
                             const char* remedy = "") {
    SyntaxError error;
    error.statement = position_;
    error.at = at.line > 0 ? at : position_;
    error.reason = reason;
    error.remedy = remedy;
    error.original = quarantine_part(text);
    if (base::is_utf8(text)) {
      error.others = subjects_in(text);
      const auto members = text_members(text.substr(0, limits::kQuarantineBytesMax));
      if (!members.empty() && is_keyword_key(members[0].key, "@id")) {
        error.subject = subject_of(members[0].value);
        const bool typed = members.size() > 1 && is_keyword_key(members[1].key, "@type");
        const auto type = typed ? expand_iri(*active_, members[1].value, IriUse::kEither)
                                : std::optional<std::string>();
        std::string fault;
        if (type) error.type = quads_.term(*type, fault);
      }
    }
    return report(events_, std::move(error), counts_);
  }

  base::Status report_here(std::string reason) {
    SyntaxError error;
    error.statement = error.at = position_;
    error.reason = std::move(reason);
    return report(events_, std::move(error), counts_);
  }

  base::Status report_too_long() {
    SyntaxError error;
    error.statement = error.at = position_;
    error.reason = "a piece of JSON of more than " +
                   std::to_string(limits::kJsonPieceBytesMax >> 20) + " MB that must be read whole";
    error.remedy = kInParts;
    error.original = quarantine_part(input_.view());
    return report(events_, std::move(error), counts_);
  }

  base::Status report_open(Position opened) {
    SyntaxError error;
    error.statement = error.at = opened;
    error.reason =
        "the list that begins here does not end: the document is cut off, or a bracket "
        "is missing";
    return report(events_, std::move(error), counts_);
  }

  base::Status report_rest() {
    return report_here(documents_ == 1 ? "a document of JSON-LD is an object or a list"
                                       : "something stands behind the end of the document; what "
                                         "follows was not read");
  }

  InputBuffer& input_;
  const JsonLdOptions& jsonld_;
  const ReaderEvents& events_;
  const Reopen& reopen_;
  ReadCounts counts_;
  JsonLdBudget budget_;
  JsonLdNotes notes_;
  ContextSource sources_;
  ContextProcessor contexts_;
  Expander expander_;
  JsonLdQuads quads_;
  ContextPtr initial_;
  ContextPtr active_;  // of the document around what is read
  Graph graph_;        // into which the elements of "@graph" go
  Position position_{1, 1};
  std::uint64_t documents_ = 0;
  bool lines_ = false;      // every document is one line
  bool tail_read_ = false;  // the context stands behind the list, and was read
};

}  // namespace

base::Result<ReadCounts> read_jsonld(InputBuffer& input, const ReaderOptions& options,
                                     const JsonLdOptions& jsonld, const ReaderEvents& events) {
  return JsonLdReader(input, options, jsonld, events).run();
}

}  // namespace rednode::catalogue
