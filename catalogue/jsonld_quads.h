// From expanded JSON-LD to statements: JSON-LD 1.1 Processing Algorithms and API (W3C
// Recommendation of 2020-07-16), section 8 (deserialize JSON-LD to RDF).
//
// The node map of section 7 is not made: it brings together what is said of a node in several
// places, which a set of statements does by itself, and would have to hold the whole document.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalogue/input_buffer.h"
#include "catalogue/jsonld_expand.h"
#include "catalogue/rdf_reader.h"

namespace rednode::catalogue {

// How the direction of a text becomes RDF (rdfDirection of section 9.4.1); for the W3C suite.
enum class RdfDirection : std::uint8_t { kNone, kI18nDatatype, kCompoundLiteral };

// A piece of a document: what was expanded, and the text that it was made from.
struct ExpandedPiece {
  const JsonValue* nodes;  // a list
  const std::map<std::uint32_t, NodeFault>* faults;
  std::string_view text;
};

class JsonLdQuads {
 public:
  // The subjects whose "@id" stands in a text that could not be read, as texts of terms.
  using FindSubjects = std::function<std::vector<std::string>(std::string_view text)>;

  JsonLdQuads(JsonLdMode mode, RdfDirection direction, JsonLdBudget& budget, JsonLdNotes& notes,
              const ReaderEvents& events, ReadCounts& counts)
      : mode_(mode),
        direction_(direction),
        budget_(budget),
        notes_(notes),
        events_(events),
        counts_(counts) {}

  // Labels of blank nodes are of the document with this number, from 1.
  void begin_document(std::uint64_t number) { document_ = number; }

  // "_:label" or an IRI as the text of a term. Empty, with `fault` set, where it is neither.
  std::string term(std::string_view id, std::string& fault) const;

  // The graph's text, empty for the default graph. Errors: what a callback returned; kExhausted.
  base::Status deliver(const ExpandedPiece& piece, const std::string& graph,
                       const FindSubjects& find_subjects);
  // The same where the graph has a name that cannot be used: all of it is refused.
  base::Status refuse(const ExpandedPiece& piece, const FindSubjects& find_subjects);

 private:
  struct Graph {
    std::string text;
    bool refused = false;
  };
  // Predicates, and subjects that are not the node's own, stand once in Node::texts.
  struct Statement {
    std::uint32_t subject;
    std::uint32_t predicate;
    std::string object;
  };
  // A node object while its own statements are gathered.
  struct Node {
    const JsonValue* json;
    const Graph* graph;
    std::string subject;
    std::vector<std::string> texts;  // the first is the subject
    std::vector<Statement> statements;

    std::uint32_t keep(std::string text) {
      texts.push_back(std::move(text));
      return static_cast<std::uint32_t>(texts.size() - 1);
    }
    NodeFault fault;
    std::string remedy;
    bool faulty = false;
  };

  base::Status deliver_all(const JsonValue::Array& nodes, const Graph& graph);
  // Delivers the node; `term` is what others link to, or "".
  base::Status visit(const JsonValue& json, const Graph& graph, std::string& term,
                     std::string& fault);
  base::Status visit_member(Node& node, const JsonMember& member);
  base::Status visit_reverse(Node& node, const JsonObject& reverse);
  base::Status object(Node& node, const JsonValue& value, std::string& term);
  base::Status list(Node& node, const JsonValue::Array& items, std::string& term);
  std::string literal(Node& node, const JsonValue& value);
  std::string directed(Node& node, const std::string& lexical, const JsonValue& value);
  std::string new_blank();
  std::string predicate(Node& node, const JsonMember& member);
  void add_fault(Node& node, std::string reason, std::string remedy, const JsonPlace& at);
  base::Status flush(Node& node);
  base::Status report_fault(Node& node);

  const JsonLdMode mode_;
  const RdfDirection direction_;
  JsonLdBudget& budget_;
  JsonLdNotes& notes_;
  const ReaderEvents& events_;
  ReadCounts& counts_;
  std::uint64_t document_ = 1;
  std::uint64_t blanks_ = 0;
  ExpandedPiece piece_{};
  const FindSubjects* find_subjects_ = nullptr;
};

}  // namespace rednode::catalogue
