#include "catalogue/shape_path.h"

#include <array>
#include <utility>

#include "base/limits.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kFirst = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>";
constexpr std::string_view kRest = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>";
constexpr std::string_view kNil = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>";

constexpr std::array<std::pair<std::string_view, Path::Kind>, 5> kOperators = {{
    {"<http://www.w3.org/ns/shacl#inversePath>", Path::Kind::kInverse},
    {"<http://www.w3.org/ns/shacl#alternativePath>", Path::Kind::kAlternative},
    {"<http://www.w3.org/ns/shacl#zeroOrMorePath>", Path::Kind::kZeroOrMore},
    {"<http://www.w3.org/ns/shacl#oneOrMorePath>", Path::Kind::kOneOrMore},
    {"<http://www.w3.org/ns/shacl#zeroOrOnePath>", Path::Kind::kZeroOrOne},
}};

std::span<const Quad> values(const Dataset& shapes, TermId subject, std::string_view predicate) {
  const auto id = shapes.find(predicate);
  return id ? shapes.about(subject, *id) : std::span<const Quad>{};
}

base::Result<Path> read(const Dataset& shapes, TermId node, std::size_t depth);

base::Result<Path> read_parts(const Dataset& shapes, TermId head, Path::Kind kind,
                              std::size_t depth) {
  REDNODE_TRY(const std::vector<TermId> members, read_list(shapes, head));
  if (members.size() < 2) return base::invalid("a list of paths has fewer than two members");
  Path path;
  path.kind = kind;
  for (const TermId member : members) {
    REDNODE_TRY(Path part, read(shapes, member, depth + 1));
    path.parts.push_back(std::move(part));
  }
  return path;
}

base::Result<Path> read(const Dataset& shapes, TermId node, std::size_t depth) {
  if (depth > base::limits::kShapePathNestingMax) {
    return base::invalid("the path nests deeper than " +
                         std::to_string(base::limits::kShapePathNestingMax) + " or has no end");
  }
  const std::string_view text = shapes.text(node);
  if (is_literal(text)) return base::invalid("the path is a literal: " + std::string(text));
  if (is_iri(text)) {
    Path path;
    path.iri = iri_of(text);
    return path;
  }
  // A list with an operator beside it is a list: the operator is not reached (section 2.3.1).
  if (!values(shapes, node, kFirst).empty()) {
    return read_parts(shapes, node, Path::Kind::kSequence, depth);
  }
  for (const auto& [predicate, kind] : kOperators) {
    const auto found = values(shapes, node, predicate);
    if (found.empty()) continue;
    if (found.size() > 1) return base::invalid("the path has an operator twice");
    const TermId operand = found.front().object;
    if (kind == Path::Kind::kAlternative) return read_parts(shapes, operand, kind, depth);
    Path path;
    path.kind = kind;
    REDNODE_TRY(Path part, read(shapes, operand, depth + 1));
    path.parts.push_back(std::move(part));
    return path;
  }
  return base::invalid("the path is a node without an operator: " + std::string(text));
}

std::string joined(const Path& path, std::string_view separator) {
  std::string text;
  for (const Path& part : path.parts) {
    if (!text.empty()) text += separator;
    const bool list = part.kind == Path::Kind::kAlternative ||
                      (part.kind == Path::Kind::kSequence && path.kind == Path::Kind::kSequence);
    text += list ? "(" + path_text(part) + ")" : path_text(part);
  }
  return text;
}

std::string operand(const Path& path) {
  const Path& part = path.parts.front();
  const std::string text = path_text(part);
  return part.kind == Path::Kind::kPredicate ? text : "(" + text + ")";
}

bool contains(const std::vector<NodeId>& nodes, std::size_t begin, NodeId node) {
  return std::find(nodes.begin() + static_cast<std::ptrdiff_t>(begin), nodes.end(), node) !=
         nodes.end();
}

void drop_repeats(std::vector<NodeId>& nodes, std::size_t begin) {
  const auto first = nodes.begin() + static_cast<std::ptrdiff_t>(begin);
  std::sort(first, nodes.end());
  nodes.erase(std::unique(first, nodes.end()), nodes.end());
}

// Every node that the step leads to from those in out[begin..], and from those in turn.
void walk_closure(const Path& step, const DataGraph& graph, std::vector<NodeId>& out,
                  std::size_t begin) {
  std::vector<NodeId> next;
  std::vector<bool> seen(graph.node_count());
  for (std::size_t i = begin; i < out.size(); ++i) seen[out[i]] = true;
  for (std::size_t i = begin; i < out.size(); ++i) {
    next.clear();
    walk_path(step, graph, out[i], next);
    for (const NodeId node : next) {
      if (seen[node]) continue;
      seen[node] = true;
      out.push_back(node);
    }
  }
}

void walk_sequence(const Path& path, const DataGraph& graph, NodeId from,
                   std::vector<NodeId>& out) {
  std::vector<NodeId> here = {from};
  std::vector<NodeId> next;
  for (const Path& part : path.parts) {
    next.clear();
    for (const NodeId node : here) walk_path(part, graph, node, next);
    drop_repeats(next, 0);
    here.swap(next);
  }
  out.insert(out.end(), here.begin(), here.end());
}

// Against the direction of the path inside.
void walk_inverse(const Path& inner, const DataGraph& graph, NodeId from,
                  std::vector<NodeId>& out) {
  const std::size_t begin = out.size();
  if (inner.kind == Path::Kind::kPredicate) {
    graph.subjects(from, inner.predicate, [&out](NodeId node) { out.push_back(node); });
    drop_repeats(out, begin);
    return;
  }
  Path turned;  // ^(a/b) is ^b/^a, ^(a|b) is ^a|^b, ^(a*) is (^a)*, ^^a is a
  if (inner.kind == Path::Kind::kInverse) {
    walk_path(inner.parts.front(), graph, from, out);
    return;
  }
  turned.kind = inner.kind;
  for (const Path& part : inner.parts)
    turned.parts.push_back({Path::Kind::kInverse, {}, 0, {part}});
  if (inner.kind == Path::Kind::kSequence) {
    std::reverse(turned.parts.begin(), turned.parts.end());
  }
  walk_path(turned, graph, from, out);
}

TermId write_list(const std::vector<TermId>& members, Dataset& into, std::uint64_t& next_blank) {
  TermId rest = into.intern(kNil);
  for (auto member = members.rbegin(); member != members.rend(); ++member) {
    const TermId head = into.blank("path" + std::to_string(next_blank++));
    into.add(head, into.intern(kFirst), *member);
    into.add(head, into.intern(kRest), rest);
    rest = head;
  }
  return rest;
}

}  // namespace

base::Result<std::vector<TermId>> read_list(const Dataset& shapes, TermId head) {
  std::vector<TermId> members;
  const auto nil = shapes.find(kNil);
  while (!nil || head != *nil) {
    const auto first = values(shapes, head, kFirst);
    const auto rest = values(shapes, head, kRest);
    if (first.size() != 1 || rest.size() != 1) {
      return base::invalid("a list is not well formed at " + std::string(shapes.text(head)));
    }
    members.push_back(first.front().object);
    if (members.size() > shapes.quads().size()) return base::invalid("a list has no end");
    head = rest.front().object;
  }
  return members;
}

base::Result<Path> read_path(const Dataset& shapes, TermId node) {
  return read(shapes, node, 0);
}

std::string path_text(const Path& path) {
  switch (path.kind) {
    case Path::Kind::kPredicate:
      return "<" + path.iri + ">";
    case Path::Kind::kInverse:
      return "^" + operand(path);
    case Path::Kind::kSequence:
      return joined(path, "/");
    case Path::Kind::kAlternative:
      return joined(path, "|");
    case Path::Kind::kZeroOrMore:
      return operand(path) + "*";
    case Path::Kind::kOneOrMore:
      return operand(path) + "+";
    case Path::Kind::kZeroOrOne:
      return operand(path) + "?";
  }
  return {};
}

TermId write_path(const Path& path, Dataset& into, std::uint64_t& next_blank) {
  if (path.kind == Path::Kind::kPredicate) return into.iri(path.iri);
  std::vector<TermId> parts;
  for (const Path& part : path.parts) parts.push_back(write_path(part, into, next_blank));
  if (path.kind == Path::Kind::kSequence) return write_list(parts, into, next_blank);
  const TermId operand =
      path.kind == Path::Kind::kAlternative ? write_list(parts, into, next_blank) : parts.front();
  const TermId node = into.blank("path" + std::to_string(next_blank++));
  for (const auto& [predicate, kind] : kOperators) {
    if (kind == path.kind) into.add(node, into.intern(predicate), operand);
  }
  return node;
}

void walk_path(const Path& path, const DataGraph& graph, NodeId from, std::vector<NodeId>& out) {
  const std::size_t begin = out.size();
  switch (path.kind) {
    case Path::Kind::kPredicate:
      graph.objects(from, path.predicate, [&out](NodeId node) { out.push_back(node); });
      // The record's own statements come without repeats.
      if (out.size() - begin > 1 && from < graph.background().size()) drop_repeats(out, begin);
      return;
    case Path::Kind::kInverse:
      walk_inverse(path.parts.front(), graph, from, out);
      return;
    case Path::Kind::kSequence:
      walk_sequence(path, graph, from, out);
      return;
    case Path::Kind::kAlternative:
      for (const Path& part : path.parts) walk_path(part, graph, from, out);
      drop_repeats(out, begin);
      return;
    case Path::Kind::kZeroOrMore: {
      std::vector<NodeId> reached = {from};
      walk_closure(path.parts.front(), graph, reached, 0);
      out.insert(out.end(), reached.begin(), reached.end());
      return;
    }
    case Path::Kind::kOneOrMore: {
      std::vector<NodeId> reached;
      walk_path(path.parts.front(), graph, from, reached);
      drop_repeats(reached, 0);
      walk_closure(path.parts.front(), graph, reached, 0);
      out.insert(out.end(), reached.begin(), reached.end());
      return;
    }
    case Path::Kind::kZeroOrOne:
      walk_path(path.parts.front(), graph, from, out);
      if (!contains(out, begin, from)) out.push_back(from);
      return;
  }
}

}  // namespace rednode::catalogue
