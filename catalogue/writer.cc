#include "catalogue/writer.h"

#include <algorithm>
#include <string>
#include <vector>

#include "catalogue/blank_labels.h"
#include "catalogue/jsonld_writer.h"
#include "catalogue/ntriples.h"
#include "catalogue/rdfxml_writer.h"
#include "catalogue/summary_writer.h"
#include "catalogue/turtle_writer.h"

namespace rednode::catalogue {
namespace {

bool is_turtle(Format format) {
  return format == Format::kTurtle || format == Format::kTrig;
}

bool is_summary(Format format) {
  return format == Format::kCsv || format == Format::kJsonLines;
}

bool names_graphs(const Dataset& dataset) {
  return std::any_of(dataset.quads().begin(), dataset.quads().end(),
                     [](const Quad& quad) { return quad.graph != kDefaultGraph; });
}

// The dataset, indexed, with or without its graph names.
Dataset prepared(const Dataset& dataset, bool drop_graphs) {
  Dataset copy;
  for (const Quad& quad : dataset.quads()) {
    QuadText text = dataset.texts(quad);
    if (drop_graphs) text.graph = {};
    copy.add(text);
  }
  copy.index();
  return copy;
}

base::Bytes to_lines(const Dataset& dataset, const std::vector<std::string>& labels) {
  const auto text = [&](TermId term) -> std::string_view {
    return labels[term].empty() ? dataset.text(term) : labels[term];
  };
  std::vector<base::Bytes> lines;
  lines.reserve(dataset.quads().size());
  for (const Quad& quad : dataset.quads()) {
    append_nquad(lines.emplace_back(),
                 {text(quad.subject), text(quad.predicate), text(quad.object),
                  quad.graph == kDefaultGraph ? std::string_view{} : text(quad.graph)});
  }
  std::sort(lines.begin(), lines.end());
  base::Bytes out;
  for (const base::Bytes& line : lines) out += line;
  return out;
}

}  // namespace

Writer::Writer(WriterOptions options, Sink sink) : options_(options), sink_(std::move(sink)) {}
Writer::~Writer() = default;

base::Status Writer::begin() {
  if (begun_) return {};
  if (is_summary(options_.format)) return begin_summary();
  REDNODE_CHECK(check_writable(options_.format));
  begun_ = true;
  if (options_.format == Format::kJsonLd) {
    jsonld_ = std::make_unique<JsonLdWriter>();
    return sink_(jsonld_->begin());
  }
  if (is_turtle(options_.format)) return sink_(turtle_prefixes());
  return options_.format == Format::kRdfXml ? sink_(rdfxml_head()) : base::Status{};
}

base::Status Writer::begin_summary() {
  if (options_.columns == nullptr) {
    REDNODE_TRY(shipped_, shipped_columns());
  }
  begun_ = true;
  if (options_.format == Format::kJsonLines) return {};
  return sink_(csv_header(options_.columns == nullptr ? *shipped_ : *options_.columns));
}

base::Status Writer::write_summary(const Dataset& dataset, std::string_view record,
                                   std::string_view origin) {
  if (record.empty()) {
    return base::invalid(std::string(format_name(options_.format)) +
                         " sums up records, and this is none: write a format of RDF");
  }
  const ColumnTable& columns = options_.columns == nullptr ? *shipped_ : *options_.columns;
  const Dataset held = prepared(dataset, true);
  return sink_(options_.format == Format::kCsv ? csv_row(columns, held, record, origin)
                                               : json_line(columns, held, record, origin));
}

base::Status Writer::write(const Dataset& dataset, std::string_view first,
                           std::string_view origin) {
  REDNODE_CHECK(begin());
  if (is_summary(options_.format)) return write_summary(dataset, first, origin);
  const bool graphs = names_graphs(dataset);
  const bool drop = graphs && !holds_graphs(options_.format);
  if (drop && !options_.drop_graph_names) {
    return base::invalid("the dataset has named graphs, which " +
                         std::string(format_name(options_.format)) +
                         " cannot hold: write trig or nquads");
  }
  const bool copy = drop || !dataset.indexed();
  const Dataset held = copy ? prepared(dataset, drop) : Dataset();
  const Dataset& data = copy ? held : dataset;
  const std::string_view own = options_.merge_shared ? first : std::string_view{};
  const auto labels = blank_labels(data, next_blank_, own);
  if (jsonld_ != nullptr) return sink_(jsonld_->elements(data, labels, first));
  if (options_.format == Format::kRdfXml) {
    REDNODE_TRY(const base::Bytes text, to_rdfxml(data, labels, first));
    return sink_(text);
  }
  return sink_(is_turtle(options_.format) ? to_turtle(data, labels, first)
                                          : to_lines(data, labels));
}

base::Status Writer::finish() {
  REDNODE_CHECK(begin());
  if (jsonld_ != nullptr) return sink_(jsonld_->end());
  return options_.format == Format::kRdfXml ? sink_(rdfxml_tail()) : base::Status{};
}

base::Result<base::Bytes> write_dataset(const Dataset& dataset, Format format,
                                        std::string_view first) {
  base::Bytes out;
  Writer writer({format}, [&out](base::BytesView bytes) -> base::Status {
    out += bytes;
    return {};
  });
  REDNODE_CHECK(writer.write(dataset, first));
  REDNODE_CHECK(writer.finish());
  return out;
}

}  // namespace rednode::catalogue
