// SourceRecord: one record of a document that is no RDF, as a tree of named values. JSON objects
// become it as they are, a row of a table becomes one object with its cells.
//
// Every value that says something (a leaf: a text, a number, a boolean) has a fate, so that in the
// end each is known to be used, or is reported. null, "", white space, [] and {} say nothing.
//
// Thread rule: one thread. Lifetimes: views live until the next add() or clear().
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/source_path.h"

namespace rednode::catalogue {

class SourceRecord {
 public:
  using Id = std::uint32_t;
  static constexpr Id kRoot = 0;
  static constexpr Id kNone = 0xffffffff;

  enum class Kind : std::uint8_t { kEmpty, kText, kNumber, kBoolean, kList, kObject };
  enum class Fate : std::uint8_t { kUntouched, kUsed, kFailed };

  // What a path leads to, and the name that its last '*' met.
  struct Found {
    Id id = kRoot;
    std::string_view name;
  };

  // A record with an empty object.
  SourceRecord() { clear(); }
  void clear();

  // Building. A number's text is as written. REQUIRES: `parent` is a list or an object.
  Id add_member(Id parent, std::string_view name, Kind kind, std::string_view text = {});
  Id add_element(Id parent, Kind kind, std::string_view text = {});
  std::size_t size() const { return nodes_.size(); }
  bool has_member(Id object, std::string_view name) const;
  // Makes a text a container to add to; undo() makes it the text again and forgets what was added.
  void make_container(Id text, Kind kind);
  void undo(Id text, std::size_t size);

  // The members of the objects at `path` count as the record's own, behind its own.
  void open(const SourcePath& path);
  // A list of pairs at `path`, [{"key": k, "value": v}, ...], becomes an object {k: v, ...} and is
  // opened. Names that such an element does not have leave it as it is.
  void open_pairs(const SourcePath& path, std::string_view key, std::string_view value);

  Kind kind(Id id) const { return nodes_[id].kind; }
  std::string_view text(Id id) const { return view(nodes_[id].text, nodes_[id].text_size); }
  std::string_view name(Id id) const { return view(nodes_[id].name, nodes_[id].name_size); }
  Id first(Id id) const { return nodes_[id].first; }
  Id next(Id id) const { return nodes_[id].next; }
  bool is_element(Id id) const { return nodes_[id].element; }
  bool is_container(Id id) const { return kind(id) == Kind::kList || kind(id) == Kind::kObject; }
  // True where it says nothing, it or what it holds.
  bool is_empty(Id id) const;

  // What the path leads to from `from`, lists gone through, in the order of the record; what says
  // nothing is left out. `whole`: a list at the end is one value.
  std::vector<Found> find(Id from, const SourcePath& path, bool whole = false) const;

  // Fates. Used stays used; the last failure is the one that is told.
  void use(Id id);  // the leaves below it too
  void fail(Id leaf, std::string reason);
  Fate fate(Id leaf) const { return nodes_[leaf].fate; }
  std::string_view reason(Id leaf) const;

  using LeafVisitor = std::function<void(Id leaf, const std::vector<std::string_view>& names)>;
  void visit_leaves(const LeafVisitor& visit) const;
  // The value as JSON (RFC 8259), numbers as they were written.
  std::string to_json(Id id) const;

 private:
  struct Node {
    Kind kind = Kind::kEmpty;
    Fate fate = Fate::kUntouched;
    bool element = false;  // of a list: its name is that of the list
    std::uint32_t name = 0, name_size = 0;
    std::uint32_t text = 0, text_size = 0;
    std::uint32_t reason = kNone;
    Id first = kNone, last = kNone, next = kNone;
  };

  Id add(Id parent, bool element, std::string_view name, Kind kind, std::string_view text);
  std::uint32_t keep(std::string_view text);
  std::string_view view(std::uint32_t at, std::uint32_t size) const {
    return std::string_view(texts_).substr(at, size);
  }
  void relink(Id parent, const std::vector<Id>& children);
  void pair_up(Id list, Id element, std::string_view key, std::string_view value,
               std::vector<Id>& members);
  void step(Id from, std::string_view name, std::vector<Found>& out, std::string_view met) const;
  void finish(Found found, bool whole, std::vector<Found>& out) const;
  void visit(Id id, std::vector<std::string_view>& names, const LeafVisitor& visit) const;
  void append_json(std::string& out, Id id) const;

  std::vector<Node> nodes_;
  std::string texts_;
  std::vector<std::string> reasons_;
  std::vector<Id> opened_;
};

}  // namespace rednode::catalogue
