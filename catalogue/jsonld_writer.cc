#include "catalogue/jsonld_writer.h"

#include <algorithm>
#include <map>

#include "base/assert.h"
#include "catalogue/blank_labels.h"
#include "catalogue/iri.h"
#include "catalogue/json_canonical.h"
#include "catalogue/json_parser.h"
#include "catalogue/jsonld_contexts.h"
#include "catalogue/names.h"
#include "catalogue/prefixes.h"
#include "catalogue/shipped.h"
#include "catalogue/written_order.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kContextFile = "contexts/healthdcat-ap.jsonld";
constexpr std::string_view kContextEnd = "\n}\n";
// Every reader of JSON holds integers up to 2^53 exactly, and so those of this many digits.
constexpr std::size_t kExactDigits = 15;

base::BytesView context_file() {
  const auto file = shipped_file(kContextFile);
  REDNODE_ASSERT(file && file->ends_with(kContextEnd));
  return *file;
}

ContextPtr shipped_context() {
  JsonParse parse = parse_json(context_file());
  REDNODE_ASSERT(parse.ok());
  const auto value = std::make_shared<const JsonValue>(std::move(parse.value));
  const std::vector<NamedContext> none;
  ContextSource source(none);
  JsonLdBudget budget;
  JsonLdNotes notes;
  ContextProcessor processor({}, JsonLdMode{true, false}, source, budget, notes);
  const auto made = processor.process(processor.initial(), {{value, value->find("@context")}, {}});
  REDNODE_ASSERT(made.ok());
  return *made;
}

// Whether a number or a word of JSON is read back as this literal.
bool stands_bare(std::string_view lexical, std::string_view datatype) {
  if (datatype == names::kXsdBoolean) return lexical == "true" || lexical == "false";
  if (datatype != names::kXsdInteger) return false;
  if (lexical == "0") return true;
  if (lexical.starts_with('-')) lexical.remove_prefix(1);
  return !lexical.empty() && lexical.size() <= kExactDigits && lexical.front() != '0' &&
         std::all_of(lexical.begin(), lexical.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// An IRI such as <geo:48.2,16.3>, which the context would take for a short name.
bool looks_short(const ActiveContext& context, std::string_view iri) {
  const auto colon = iri.find(':');
  return !iri.substr(colon + 1).starts_with("//") && context.find(iri.substr(0, colon)) != nullptr;
}

bool has_such_iris(const ActiveContext& context, const Dataset& dataset) {
  for (TermId term = 0; term < dataset.term_count(); ++term) {
    const std::string_view text = dataset.text(term);
    if (is_iri(text) && looks_short(context, iri_of(text))) return true;
    if (is_literal(text) && looks_short(context, datatype_of(text))) return true;
  }
  return false;
}

class JsonLdText {
 public:
  // `context`: null where no IRI may be shortened.
  JsonLdText(const Dataset& dataset, const std::vector<std::string>& labels, std::string_view first,
             const ActiveContext* context)
      : dataset_(dataset),
        labels_(labels),
        context_(context),
        places_(blank_places(dataset, labels)),
        type_(dataset.find_iri(names::kRdfType).value_or(kDefaultGraph)),
        first_(dataset.find_iri(names::kRdfFirst).value_or(kDefaultGraph)),
        rest_(dataset.find_iri(names::kRdfRest).value_or(kDefaultGraph)),
        order_(written_order(dataset, labels, first)),
        quads_(order_.quads) {}

  base::Bytes run(bool& any) {
    for (std::size_t begin = 0; begin < quads_.size();) {
      std::size_t end = begin;
      while (end < quads_.size() && quads_[end].graph == quads_[begin].graph) ++end;
      if (quads_[begin].graph == kDefaultGraph) {
        nodes(begin, end, 2, any);
      } else {
        named_graph(begin, end, any);
      }
      begin = end;
    }
    return std::move(out_);
  }

 private:
  void new_line(std::size_t depth) {
    out_ += '\n';
    out_.append(2 * depth, ' ');
  }
  void next_item(bool& any, std::size_t depth) {
    if (any) out_ += ',';
    any = true;
    new_line(depth);
  }
  void next_member(bool& any, std::size_t depth, std::string_view key) {
    next_item(any, depth);
    append_json_string(out_, key);
    out_ += ": ";
  }
  // The elements of a list that is not empty, each by `write(i)`.
  template <typename Write>
  void list_of(std::size_t count, std::size_t depth, const Write& write) {
    out_ += '[';
    bool any = false;
    for (std::size_t i = 0; i < count; ++i) {
      next_item(any, depth + 1);
      write(i);
    }
    new_line(depth);
    out_ += ']';
  }

  void named_graph(std::size_t begin, std::size_t end, bool& any) {
    next_item(any, 2);
    out_ += '{';
    bool members = false;
    if (context_ == nullptr) plain(members, 3);
    next_member(members, 3, "@id");
    append_json_string(out_, name(quads_[begin].graph));
    next_member(members, 3, "@graph");
    out_ += '[';
    bool inside = false;
    nodes(begin, end, 4, inside);
    new_line(3);
    out_ += ']';
    new_line(2);
    out_ += '}';
  }

  // Says that the context of the document is not for this element.
  void plain(bool& members, std::size_t depth) {
    next_member(members, depth, "@context");
    out_ += "null";
  }

  // The statements [begin, end) of one graph, but for nodes that are written in place.
  void nodes(std::size_t begin, std::size_t end, std::size_t depth, bool& any) {
    for (std::size_t i = begin; i < end;) {
      const TermId subject = quads_[i].subject;
      const std::size_t next = order_.end_of(i);
      if (!dataset_.is_blank(subject) || places_[subject] == Place::kLabelled) {
        next_item(any, depth);
        out_ += '{';
        bool members = false;
        if (context_ == nullptr && quads_[i].graph == kDefaultGraph) plain(members, depth + 1);
        next_member(members, depth + 1, "@id");
        append_json_string(out_, name(subject));
        properties(i, next, depth, members);
      }
      i = next;
    }
  }

  // The members of a node that is open, and its end.
  void properties(std::size_t begin, std::size_t end, std::size_t depth, bool members) {
    for (std::size_t i = begin; i < end;) {
      std::size_t next = i;
      while (next < end && quads_[next].predicate == quads_[i].predicate) ++next;
      if (quads_[i].predicate == type_) {
        types(i, next, depth + 1, members);
      } else {
        property(std::vector<Quad>(quads_.begin() + static_cast<std::ptrdiff_t>(i),
                                   quads_.begin() + static_cast<std::ptrdiff_t>(next)),
                 depth + 1, members);
      }
      i = next;
    }
    new_line(depth);
    out_ += '}';
  }

  // "@type" holds names; what is a text, or a node in place, stands under rdf:type.
  void types(std::size_t begin, std::size_t end, std::size_t depth, bool& members) {
    std::vector<std::string> named;
    std::vector<Quad> others;
    for (std::size_t i = begin; i < end; ++i) {
      if (has_name(quads_[i].object)) {
        named.push_back(name(quads_[i].object));
      } else {
        others.push_back(quads_[i]);
      }
    }
    if (!named.empty()) {
      next_member(members, depth, "@type");
      if (named.size() == 1) {
        append_json_string(out_, named.front());
      } else {
        list_of(named.size(), depth, [&](std::size_t i) { append_json_string(out_, named[i]); });
      }
    }
    if (!others.empty()) property(others, depth, members);
  }

  // Statements of one subject and predicate.
  void property(const std::vector<Quad>& quads, std::size_t depth, bool& members) {
    const std::string key = name(quads.front().predicate);
    const TermDefinition* term = context_ != nullptr ? context_->find(key) : nullptr;
    const bool by_language = term != nullptr && term->holds(kContainerLanguage);
    next_member(members, depth, key);
    if (by_language && std::all_of(quads.begin(), quads.end(),
                                   [this](const Quad& q) { return is_text(q.object); })) {
      language_map(quads, depth);
    } else if (quads.size() == 1 && !by_language) {
      value(quads.front().object, term, depth);
    } else {
      list_of(quads.size(), depth, [&](std::size_t i) { value(quads[i].object, term, depth + 1); });
    }
  }

  bool is_text(TermId id) const {
    const std::string_view text = dataset_.text(id);
    return is_literal(text) &&
           (!language_of(text).empty() || datatype_of(text) == names::kXsdString);
  }

  void language_map(const std::vector<Quad>& quads, std::size_t depth) {
    std::map<std::string_view, std::vector<std::string>> by_language;
    for (const Quad& quad : quads) {
      const std::string_view text = dataset_.text(quad.object);
      const std::string_view language = language_of(text);
      by_language[language.empty() ? "@none" : language].push_back(lexical_of(text));
    }
    out_ += '{';
    bool members = false;
    for (const auto& [language, texts] : by_language) {
      next_member(members, depth + 1, language);
      if (texts.size() == 1) {
        append_json_string(out_, texts.front());
      } else {
        list_of(texts.size(), depth + 1,
                [&, all = &texts](std::size_t i) { append_json_string(out_, (*all)[i]); });
      }
    }
    new_line(depth);
    out_ += '}';
  }

  // An IRI, or a blank node that is written by its label.
  bool has_name(TermId id) const {
    const std::string_view text = dataset_.text(id);
    if (!rednode::catalogue::is_blank(text)) return is_iri(text);
    return places_[id] == Place::kLabelled ||
           (places_[id] == Place::kInline && order_.first_of[id] == quads_.size());
  }

  std::string name(TermId id) const {
    const std::string_view text = dataset_.text(id);
    return is_iri(text) ? short_name(iri_of(text)) : labels_[id];
  }

  std::string short_name(std::string_view iri) const {
    ShortName parts;
    if (context_ == nullptr || !shorten(iri, parts)) return std::string(iri);
    return std::string(parts.prefix).append(":").append(parts.local);
  }

  void value(TermId id, const TermDefinition* term, std::size_t depth) {
    const std::string_view text = dataset_.text(id);
    if (is_literal(text)) return literal(text, term);
    if (has_name(id)) {
      const bool bare = term != nullptr && term->type == "@id";
      if (!bare) out_ += "{\"@id\": ";
      append_json_string(out_, name(id));
      if (!bare) out_ += '}';
    } else if (places_[id] == Place::kList) {
      list(id, term, depth);
    } else {
      out_ += '{';
      const std::size_t begin = order_.first_of[id];
      properties(begin, order_.end_of(begin), depth, false);
    }
  }

  void list(TermId cell, const TermDefinition* term, std::size_t depth) {
    std::vector<TermId> items;
    while (dataset_.is_blank(cell)) {
      TermId next = kDefaultGraph;
      const std::size_t begin = order_.first_of[cell];
      for (std::size_t i = begin; i < order_.end_of(begin); ++i) {
        if (quads_[i].predicate == first_) items.push_back(quads_[i].object);
        if (quads_[i].predicate == rest_) next = quads_[i].object;
      }
      cell = next;
    }
    out_ += "{\"@list\": ";
    list_of(items.size(), depth, [&](std::size_t i) { value(items[i], term, depth + 1); });
    out_ += '}';
  }

  void literal(std::string_view text, const TermDefinition* term) {
    const std::string lexical = lexical_of(text);
    const std::string_view language = language_of(text);
    const std::string_view datatype = datatype_of(text);
    const bool coerced = term != nullptr && term->type.has_value();
    const bool bare = stands_bare(lexical, datatype);
    const bool untyped = bare || datatype == names::kXsdString;
    if (language.empty() && (coerced ? *term->type == datatype : untyped)) {
      scalar(lexical, bare && !coerced);
      return;
    }
    out_ += "{\"@value\": ";
    scalar(lexical, bare);
    if (!language.empty()) {
      out_ += ", \"@language\": ";
      append_json_string(out_, language);
    } else if (!untyped) {
      out_ += ", \"@type\": ";
      append_json_string(out_, short_name(datatype));
    }
    out_ += '}';
  }

  void scalar(const std::string& lexical, bool bare) {
    if (bare) {
      out_ += lexical;
    } else {
      append_json_string(out_, lexical);
    }
  }

  const Dataset& dataset_;
  const std::vector<std::string>& labels_;
  const ActiveContext* context_;
  const std::vector<Place> places_;
  const TermId type_, first_, rest_;
  const WrittenOrder order_;
  const std::vector<Quad>& quads_;
  base::Bytes out_;
};

}  // namespace

JsonLdWriter::JsonLdWriter() : context_(shipped_context()) {}

base::Bytes JsonLdWriter::begin() const {
  base::BytesView file = context_file();
  file.remove_suffix(kContextEnd.size());
  return base::Bytes(file) + ",\n  \"@graph\": [";
}

base::Bytes JsonLdWriter::elements(const Dataset& dataset, const std::vector<std::string>& labels,
                                   std::string_view first) {
  const bool plain = has_such_iris(*context_, dataset);
  return JsonLdText(dataset, labels, first, plain ? nullptr : context_.get()).run(any_);
}

base::Bytes JsonLdWriter::end() const {
  return any_ ? "\n  ]\n}\n" : "]\n}\n";
}

}  // namespace rednode::catalogue
