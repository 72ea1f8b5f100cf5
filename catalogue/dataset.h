// Dataset: an RDF dataset in memory. Terms are interned (catalogue/term.h) and quads are four small
// numbers, so that a record of a few hundred statements is a few kilobytes in one place.
//
// Thread rule: one thread at a time; const access from several threads is safe.
// Lifetimes: the views that text() and its like return live until clear() or the end of the
// dataset, also over moves. Adding terms leaves them valid.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/term.h"

namespace rednode::catalogue {

using TermId = std::uint32_t;
inline constexpr TermId kDefaultGraph = 0xffffffff;

struct Quad {
  TermId subject = 0;
  TermId predicate = 0;
  TermId object = 0;
  TermId graph = kDefaultGraph;
  auto operator<=>(const Quad&) const = default;
};

class Dataset {
 public:
  Dataset() = default;
  Dataset(Dataset&&) = default;
  Dataset& operator=(Dataset&&) = default;
  Dataset(const Dataset&) = delete;
  Dataset& operator=(const Dataset&) = delete;

  // The number of the term with this text, a new one where it was not there.
  // REQUIRES: the text of a term.
  TermId intern(std::string_view text);
  TermId iri(std::string_view iri) { return intern(iri_text(iri)); }
  TermId blank(std::string_view label);
  TermId literal(std::string_view lexical, std::string_view datatype = {},
                 std::string_view language = {});

  std::optional<TermId> find(std::string_view text) const;
  std::optional<TermId> find_iri(std::string_view iri) const { return find(iri_text(iri)); }

  std::string_view text(TermId id) const { return {terms_[id].data, terms_[id].size}; }
  TermKind kind(TermId id) const { return kind_of(text(id)); }
  bool is_blank(TermId id) const { return *terms_[id].data == '_'; }
  std::size_t term_count() const { return terms_.size(); }
  QuadText texts(const Quad& quad) const;

  void add(Quad quad);
  void add(const QuadText& quad);
  void add(TermId subject, TermId predicate, TermId object, TermId graph = kDefaultGraph) {
    add(Quad{subject, predicate, object, graph});
  }

  // In the order of adding, duplicates and all, until index().
  std::span<const Quad> quads() const { return quads_; }
  bool empty() const { return quads_.empty(); }

  // Sorts the quads (by subject, predicate, object, graph, each in the order in which the terms
  // were met) and drops duplicates. Adding undoes it.
  void index();
  bool indexed() const { return indexed_; }
  // REQUIRES: indexed().
  std::span<const Quad> about(TermId subject) const;
  std::span<const Quad> about(TermId subject, TermId predicate) const;

  // Forgets everything and keeps the memory, for the next record.
  void clear();

 private:
  struct Entry {
    const char* data;
    std::uint32_t size;
    std::uint32_t hash;
  };

  const char* keep(std::string_view text);
  void grow();

  std::vector<Entry> terms_;
  std::vector<TermId> slots_;  // open addressing, a power of two; kDefaultGraph is empty
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* free_ = nullptr;
  std::size_t free_size_ = 0;
  std::size_t first_size_ = 0;
  std::vector<Quad> quads_;
  bool indexed_ = true;
};

}  // namespace rednode::catalogue
