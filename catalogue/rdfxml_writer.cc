#include "catalogue/rdfxml_writer.h"

#include <array>
#include <cstdio>
#include <optional>

#include "catalogue/blank_labels.h"
#include "catalogue/names.h"
#include "catalogue/prefixes.h"
#include "catalogue/rdfxml_attributes.h"
#include "catalogue/utf8.h"
#include "catalogue/written_order.h"
#include "catalogue/xml_text.h"

namespace rednode::catalogue {
namespace {

constexpr const char* kWriteOther = "; write turtle or ntriples";

// An IRI as the name of an element.
struct ElementName {
  std::string name;         // with its prefix
  std::string declaration;  // of the prefix, where the document's head has none
};

std::optional<ElementName> element_name(std::string_view iri) {
  ShortName usual;
  if (shorten(iri, usual)) {
    return ElementName{std::string(usual.prefix).append(":").append(usual.local), {}};
  }
  const auto local = local_name_of(iri);
  if (local == std::string_view::npos) return std::nullopt;
  ElementName name{std::string("ns:").append(iri.substr(local)), " xmlns:ns=\""};
  append_xml_value(name.declaration, iri.substr(0, local));
  name.declaration.push_back('"');
  return name;
}

class RdfXmlText {
 public:
  RdfXmlText(const Dataset& dataset, const std::vector<std::string>& labels, std::string_view first)
      : dataset_(dataset),
        labels_(labels),
        places_(blank_places(dataset, labels)),
        type_(dataset.find_iri(names::kRdfType).value_or(kDefaultGraph)),
        first_(dataset.find_iri(names::kRdfFirst).value_or(kDefaultGraph)),
        rest_(dataset.find_iri(names::kRdfRest).value_or(kDefaultGraph)),
        order_(written_order(dataset, labels, first)),
        names_(dataset.term_count()),
        collections_(dataset.term_count()) {
    find_collections();
  }

  base::Result<base::Bytes> run() {
    for (std::size_t i = 0; i < order_.quads.size(); i = order_.end_of(i)) {
      const TermId subject = order_.quads[i].subject;
      if (dataset_.is_blank(subject) && places_[subject] != Place::kLabelled) continue;
      top_level(subject);
      while (!postponed_.empty()) {
        const TermId cell = postponed_.back();
        postponed_.pop_back();
        top_level(cell);
      }
    }
    if (!problem_.empty()) return base::invalid(problem_ + kWriteOther);
    return std::move(out_);
  }

 private:
  enum class Known : std::uint8_t { kNew, kNo, kYes };

  TermId object_of(TermId subject, TermId predicate) const {
    return dataset_.about(subject, predicate).front().object;
  }

  // The cells from which on a list has no literals: those can be written as collections. From each
  // cell to the next one that is known, and back.
  void find_collections() {
    std::vector<TermId> path;
    for (TermId term = 0; term < places_.size(); ++term) {
      TermId at = term;
      while (is_cell(at) && collections_[at] == Known::kNew) {
        path.push_back(at);
        at = object_of(at, rest_);
      }
      bool good = is_cell(at) ? collections_[at] == Known::kYes : !dataset_.is_blank(at);
      for (; !path.empty(); path.pop_back()) {
        good = good && !is_literal(dataset_.text(object_of(path.back(), first_)));
        collections_[path.back()] = good ? Known::kYes : Known::kNo;
      }
    }
  }

  bool is_cell(TermId term) const {
    return dataset_.is_blank(term) && places_[term] == Place::kList;
  }

  void top_level(TermId subject) {
    node(subject, 1, true);
    out_ += '\n';
  }

  void new_line(std::size_t depth) {
    if (!out_.empty() && out_.back() != '\n') out_ += '\n';
    out_.append(2 * depth, ' ');
  }

  // The first class that can be the name of an element, as the place of its statement.
  std::size_t element_class(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end && order_.quads[i].predicate == type_; ++i) {
      const std::string_view text = dataset_.text(order_.quads[i].object);
      if (is_iri(text) && rdfxml_term(iri_of(text)) == RdfXmlTerm::kNone &&
          name_of(order_.quads[i].object)) {
        return i;
      }
    }
    return end;
  }

  const std::optional<ElementName>& name_of(TermId iri) {
    if (!names_[iri]) names_[iri] = element_name(iri_of(dataset_.text(iri)));
    return *names_[iri];
  }

  // A node element with all that is said about the term.
  void node(TermId term, std::size_t depth, bool named) {
    const std::size_t begin = order_.first_of[term];
    const std::size_t end = begin < order_.quads.size() ? order_.end_of(begin) : begin;
    const std::size_t type = element_class(begin, end);
    new_line(depth);
    out_ += '<';
    const std::string name =
        type < end ? name_of(order_.quads[type].object)->name : std::string("rdf:Description");
    out_ += name;
    if (type < end) out_ += name_of(order_.quads[type].object)->declaration;
    if (named) reference(term, "rdf:about");
    if (end - begin == (type < end ? 1 : 0)) {
      out_ += "/>\n";
      return;
    }
    out_ += '>';
    for (std::size_t i = begin; i < end; ++i) {
      if (i != type) property(order_.quads[i], depth + 1);
    }
    new_line(depth);
    out_.append("</").append(name).append(">\n");
  }

  void property(const Quad& quad, std::size_t depth) {
    const std::string_view iri = iri_of(dataset_.text(quad.predicate));
    const auto& name = name_of(quad.predicate);
    if (rdfxml_term(iri) != RdfXmlTerm::kNone) {
      return refuse("<" + std::string(iri) + "> is a word of RDF/XML itself, no property in it");
    }
    if (!name) {
      return refuse("RDF/XML cannot write the property <" + std::string(iri) +
                    ">: it does not end in a name of XML");
    }
    at_ = &quad;
    new_line(depth);
    out_.append("<").append(name->name).append(name->declaration);
    const std::string_view object = dataset_.text(quad.object);
    if (is_literal(object)) {
      literal(object, name->name);
    } else if (is_iri(object) || is_labelled(quad.object)) {
      reference(quad.object, "rdf:resource");
      out_ += "/>\n";
    } else {
      structure(quad.object, name->name, depth);
    }
  }

  // Cells that no collection can hold are described by themselves, later.
  bool is_labelled(TermId blank) {
    if (places_[blank] == Place::kLabelled) return true;
    if (!is_cell(blank) || collections_[blank] == Known::kYes) return false;
    postponed_.push_back(blank);
    return true;
  }

  void structure(TermId blank, const std::string& name, std::size_t depth) {
    if (is_cell(blank)) {
      out_ += " rdf:parseType=\"Collection\">";
      for (TermId cell = blank; dataset_.is_blank(cell); cell = object_of(cell, rest_)) {
        member(object_of(cell, first_), depth + 1);
      }
    } else {
      const std::size_t begin = order_.first_of[blank];
      const std::size_t end = begin < order_.quads.size() ? order_.end_of(begin) : begin;
      if (element_class(begin, end) < end) {
        out_ += '>';
        node(blank, depth + 1, false);
      } else {
        out_ += " rdf:parseType=\"Resource\">";
        for (std::size_t i = begin; i < end; ++i) property(order_.quads[i], depth + 1);
      }
    }
    new_line(depth);
    out_.append("</").append(name).append(">\n");
  }

  // A list within a list begins in a cell of its own: no element stands for the cell.
  void member(TermId term, std::size_t depth) {
    if (dataset_.is_blank(term) && places_[term] == Place::kInline) return node(term, depth, false);
    if (is_cell(term)) postponed_.push_back(term);
    new_line(depth);
    out_ += "<rdf:Description";
    reference(term, "rdf:about");
    out_ += "/>\n";
  }

  void reference(TermId term, std::string_view attribute) {
    const std::string_view text = dataset_.text(term);
    out_.append(" ").append(is_iri(text) ? attribute : "rdf:nodeID").append("=\"");
    value(is_iri(text) ? iri_of(text) : label_of(labels_[term]));
    out_ += '"';
  }

  void literal(std::string_view text, const std::string& name) {
    const std::string_view language = language_of(text);
    const std::string_view datatype = datatype_of(text);
    if (!language.empty()) {
      out_.append(" xml:lang=\"").append(language).append("\"");
    } else if (datatype != names::kXsdString) {
      out_ += " rdf:datatype=\"";
      value(datatype);
      out_ += '"';
    }
    out_ += '>';
    const std::string lexical = lexical_of(text);
    check(lexical);
    append_xml_text(out_, lexical);
    out_.append("</").append(name).append(">\n");
  }

  void value(std::string_view text) {
    check(text);
    append_xml_value(out_, text);
  }

  void check(std::string_view text) {
    const auto at = forbidden_in_xml(text);
    if (at == std::string_view::npos) return;
    std::array<char, 16> character{};
    std::snprintf(character.data(), character.size(), "U+%04X", character_at(text, at).code);
    std::string place;
    if (at_ != nullptr) {
      place = std::string(" (") + std::string(dataset_.text(at_->predicate)) + " of " +
              std::string(dataset_.text(at_->subject)) + ")";
    }
    refuse("XML cannot hold the character " + std::string(character.data()) + place);
  }

  // The first problem is the one to speak of; what is written after it is thrown away.
  void refuse(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }

  const Dataset& dataset_;
  const std::vector<std::string>& labels_;
  const std::vector<Place> places_;
  const TermId type_, first_, rest_;
  const WrittenOrder order_;
  std::vector<std::optional<std::optional<ElementName>>> names_;  // by term, where asked for
  std::vector<Known> collections_;                                // by term, of cells
  std::vector<TermId> postponed_;
  const Quad* at_ = nullptr;  // the statement that is being written
  std::string problem_;
  base::Bytes out_;
};

}  // namespace

base::Bytes rdfxml_head() {
  base::Bytes out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF";
  for (const Prefix& prefix : usual_prefixes()) {
    out.append("\n    xmlns:").append(prefix.name).append("=\"").append(prefix.iri).append("\"");
  }
  return out += ">\n\n";
}

base::Bytes rdfxml_tail() {
  return "</rdf:RDF>\n";
}

base::Result<base::Bytes> to_rdfxml(const Dataset& dataset, const std::vector<std::string>& labels,
                                    std::string_view first) {
  return RdfXmlText(dataset, labels, first).run();
}

}  // namespace rednode::catalogue
