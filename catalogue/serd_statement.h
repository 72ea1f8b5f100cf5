// SerdStatement: parses one Turtle statement with libserd (strict), and turns what it says into the
// texts of term.h. Prefixes and the base IRI live on from one statement to the next.
//
// What libserd 0.30 lets pass and we do not: IRIs with forbidden characters or none that is
// absolute, undeclared prefixes, language tags that are none. What it gets wrong,
// statement_cutter.h mends before. It is made anew after an error, because it leaves its stack as
// it was.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalogue/statement_cutter.h"
#include "catalogue/term.h"

namespace rednode::catalogue {

class SerdStatement {
 public:
  struct Fault {
    std::string reason;
    std::string remedy;
    std::size_t offset = 0;  // into the statement
  };

  explicit SerdStatement(std::string base_iri);
  ~SerdStatement();
  SerdStatement(const SerdStatement&) = delete;
  SerdStatement& operator=(const SerdStatement&) = delete;

  // `edits` are offsets into a view in which `text` begins at `begin`. False: see fault().
  bool parse(std::string_view text, std::size_t begin,
             const std::vector<StatementCutter::Edit>& edits, bool needs_dot);
  const Fault& fault() const { return fault_; }

  // What the last statement said; `graph` is put into each. Views live until the next parse().
  std::size_t size() const { return quads_.size(); }
  QuadText quad(std::size_t i, std::string_view graph) const;

  // The text of the term that these few bytes spell, or "" where they spell none. For subjects of
  // broken statements and names of graphs. `[]` gives a new blank node.
  std::string term(std::string_view spelling);

 private:
  struct Span {
    std::size_t begin = 0;
    std::size_t size = 0;
  };
  struct QuadSpans {
    Span subject, predicate, object;
  };
  struct Last {
    std::string raw;
    int type = -1;
    Span span;
  };
  struct Callbacks;
  struct Reader;
  struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  void renew();
  bool run();
  bool refuse(std::string reason, std::string remedy, std::string_view spelling);
  bool append_iri_reference(std::string_view reference);
  bool append_prefixed(std::string_view name);
  void append_label(std::string_view label);
  bool append_node(int type, std::string_view value);
  bool append_cached(int type, std::string_view value, Last& last, Span& span);
  bool append_value(std::string_view value, int datatype_type, std::string_view datatype,
                    std::string_view language);
  bool resolved(std::string_view reference, std::string& iri);
  bool set_base(std::string_view reference);
  bool set_prefix(std::string_view name, std::string_view reference);
  std::size_t offset_in_statement(std::size_t fed) const;
  std::size_t place_of(std::string_view spelling) const;

  std::unique_ptr<Reader> reader_;
  std::string base_;
  std::unordered_map<std::string, std::string, StringHash, std::equal_to<>> prefixes_;
  std::uint64_t blanks_before_ = 0;  // made by readers that are gone
  std::uint64_t blanks_ = 0;         // the highest number of this one

  std::string fed_;
  std::vector<std::size_t> inserted_;  // offsets into fed_
  Fault fault_;
  std::string texts_;
  std::vector<QuadSpans> quads_;
  std::size_t expanded_ = 0;
  Last subject_, predicate_;
};

}  // namespace rednode::catalogue
