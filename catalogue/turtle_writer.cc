#include "catalogue/turtle_writer.h"

#include <algorithm>

#include "catalogue/blank_labels.h"
#include "catalogue/names.h"
#include "catalogue/prefixes.h"
#include "catalogue/written_order.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kIndent = "    ";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Whether these characters, standing bare, are read back as this literal.
bool stands_bare(std::string_view lexical, std::string_view datatype) {
  if (datatype == names::kXsdBoolean) return lexical == "true" || lexical == "false";
  const bool decimal = datatype == names::kXsdDecimal;
  if (!decimal && datatype != names::kXsdInteger) return false;
  if (lexical.starts_with('+') || lexical.starts_with('-')) lexical.remove_prefix(1);
  if (lexical.empty() || !is_digit(lexical.back())) return false;
  const auto dots = std::count(lexical.begin(), lexical.end(), '.');
  return dots == (decimal ? 1 : 0) && std::all_of(lexical.begin(), lexical.end(),
                                                  [](char c) { return is_digit(c) || c == '.'; });
}

class TurtleText {
 public:
  TurtleText(const Dataset& dataset, const std::vector<std::string>& labels, std::string_view first)
      : dataset_(dataset),
        labels_(labels),
        places_(blank_places(dataset, labels)),
        type_(dataset.find_iri(names::kRdfType).value_or(kDefaultGraph)),
        first_(dataset.find_iri(names::kRdfFirst).value_or(kDefaultGraph)),
        rest_(dataset.find_iri(names::kRdfRest).value_or(kDefaultGraph)),
        order_(written_order(dataset, labels, first)),
        quads_(order_.quads) {}

  base::Bytes run() {
    for (std::size_t begin = 0; begin < quads_.size();) {
      std::size_t end = begin;
      while (end < quads_.size() && quads_[end].graph == quads_[begin].graph) ++end;
      graph(begin, end);
      begin = end;
    }
    return std::move(out_);
  }

 private:
  void graph(std::size_t begin, std::size_t end) {
    const TermId name = quads_[begin].graph;
    const bool named = name != kDefaultGraph;
    if (named) {
      term(name, 0);
      out_ += " {\n";
    }
    for (std::size_t i = begin; i < end;) {
      const TermId subject = quads_[i].subject;
      const std::size_t next = order_.end_of(i);
      if (!dataset_.is_blank(subject) || places_[subject] == Place::kLabelled) {
        if (named) out_ += kIndent;
        term(subject, 0);
        properties(i, next, named ? 2 : 1);
        out_ += " .\n";
        if (!named) out_ += '\n';
      }
      i = next;
    }
    if (named) out_ += "}\n\n";
  }

  void new_line(std::size_t depth) {
    out_ += '\n';
    for (std::size_t i = 0; i < depth; ++i) out_ += kIndent;
  }

  // The statements [begin, end), which have one subject and graph.
  void properties(std::size_t begin, std::size_t end, std::size_t depth) {
    for (std::size_t i = begin; i < end; ++i) {
      const bool same = i > begin && quads_[i].predicate == quads_[i - 1].predicate;
      if (same) {
        out_ += ", ";
      } else {
        if (i > begin) out_ += " ;";
        new_line(depth);
        if (quads_[i].predicate == type_) {
          out_ += 'a';
        } else {
          term(quads_[i].predicate, depth);
        }
        out_ += ' ';
      }
      term(quads_[i].object, depth);
    }
  }

  void term(TermId id, std::size_t depth) {
    const std::string_view text = dataset_.text(id);
    if (is_iri(text)) return iri(text);
    if (is_literal(text)) return literal(text);
    if (places_[id] == Place::kLabelled) {
      out_ += labels_[id];
    } else if (places_[id] == Place::kList) {
      list(id, depth);
    } else if (order_.first_of[id] == quads_.size()) {
      out_ += "[]";
    } else {
      out_ += '[';
      const std::size_t begin = order_.first_of[id];
      properties(begin, order_.end_of(begin), depth + 1);
      new_line(depth);
      out_ += ']';
    }
  }

  void list(TermId cell, std::size_t depth) {
    out_ += "( ";
    for (;;) {
      TermId next = kDefaultGraph;
      const std::size_t begin = order_.first_of[cell];
      for (std::size_t i = begin; i < order_.end_of(begin); ++i) {
        if (quads_[i].predicate == first_) term(quads_[i].object, depth);
        if (quads_[i].predicate == rest_) next = quads_[i].object;
      }
      out_ += ' ';
      if (!dataset_.is_blank(next)) break;
      cell = next;
    }
    out_ += ')';
  }

  void iri(std::string_view text) {
    ShortName name;
    if (!shorten(iri_of(text), name)) {
      out_ += text;
      return;
    }
    out_ += name.prefix;
    out_ += ':';
    out_ += name.local;
  }

  void literal(std::string_view text) {
    const std::string_view escaped = escaped_lexical_of(text);
    const std::string_view language = language_of(text);
    const std::string_view datatype = datatype_of(text);
    if (language.empty() && stands_bare(escaped, datatype)) {
      out_ += escaped;
      return;
    }
    quoted(escaped);
    if (!language.empty()) {
      out_ += '@';
      out_ += language;
    } else if (datatype != names::kXsdString) {
      out_ += "^^";
      iri(text.substr(text.size() - datatype.size() - 2));
    }
  }

  // Texts of several lines stand as such.
  void quoted(std::string_view escaped) {
    if (escaped.find("\\n") == std::string_view::npos) {
      out_ += '"';
      out_ += escaped;
      out_ += '"';
      return;
    }
    out_ += "\"\"\"";
    for (std::size_t i = 0; i < escaped.size(); ++i) {
      if (escaped[i] != '\\') {
        out_ += escaped[i];
        continue;
      }
      const char kind = escaped[++i];
      if (kind == 'n') {
        out_ += '\n';
      } else {
        out_ += '\\';
        out_ += kind;
      }
    }
    out_ += "\"\"\"";
  }

  const Dataset& dataset_;
  const std::vector<std::string>& labels_;
  const std::vector<Place> places_;
  const TermId type_, first_, rest_;
  const WrittenOrder order_;
  const std::vector<Quad>& quads_;
  base::Bytes out_;
};

}  // namespace

base::Bytes turtle_prefixes() {
  base::Bytes out;
  for (const Prefix& prefix : usual_prefixes()) {
    out.append("@prefix ").append(prefix.name).append(": <").append(prefix.iri).append("> .\n");
  }
  return out += '\n';
}

base::Bytes to_turtle(const Dataset& dataset, const std::vector<std::string>& labels,
                      std::string_view first) {
  return TurtleText(dataset, labels, first).run();
}

}  // namespace rednode::catalogue
