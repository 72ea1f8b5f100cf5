#include "catalogue/rdf_reader.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/limits.h"
#include "catalogue/csv_reader.h"
#include "catalogue/input_buffer.h"
#include "catalogue/iri.h"
#include "catalogue/jsonld_reader.h"
#include "catalogue/mapped_json.h"
#include "catalogue/mapping.h"
#include "catalogue/utf8.h"

namespace rednode::catalogue {
namespace limits = base::limits;

ByteSource source_of(base::BytesView bytes) {
  return [bytes](char* buffer, std::size_t capacity) mutable -> base::Result<std::size_t> {
    const std::size_t count = std::min(capacity, bytes.size());
    if (count > 0) std::memcpy(buffer, bytes.data(), count);
    bytes.remove_prefix(count);
    return count;
  };
}

void InputBuffer::make_room() {
  if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ < capacity_) return;
  auto wider = std::make_unique_for_overwrite<char[]>(capacity_ * 2);
  std::memcpy(wider.get(), buffer_.get(), end_);
  buffer_ = std::move(wider);
  capacity_ *= 2;
}

base::Status InputBuffer::more() {
  if (eof_) return {};
  make_room();
  // What is longer than a window is looked at from its beginning after each call: few of them.
  const bool fill = end_ > kWindow / 2;
  do {
    REDNODE_TRY(const std::size_t count, source_(buffer_.get() + end_, capacity_ - end_));
    REDNODE_ASSERT(count <= capacity_ - end_);
    end_ += count;
    bytes_read_ += count;
    eof_ = count == 0;
    if (events_.on_progress) events_.on_progress(bytes_read_);
  } while (fill && !eof_ && end_ < capacity_);
  return {};
}

void advance(Position& position, std::string_view text) {
  while (!text.empty()) {
    const auto newline = text.find('\n');
    if (newline == std::string_view::npos) break;
    ++position.line;
    position.column = 1;
    text.remove_prefix(newline + 1);
  }
  position.column += count_characters(text);
}

std::string_view quarantine_part(std::string_view text) {
  if (text.size() <= limits::kQuarantineBytesMax) return text;
  std::size_t end = limits::kQuarantineBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

base::Status report(const ReaderEvents& events, SyntaxError&& error, ReadCounts& counts) {
  ++counts.errors;
  if (!events.on_error) {
    std::string message = "line " + std::to_string(error.at.line) + ", column " +
                          std::to_string(error.at.column) + ": " + error.reason;
    if (!error.remedy.empty()) message += "; " + error.remedy;
    return base::invalid(std::move(message));
  }
  if (counts.errors > limits::kSyntaxErrorsMax) {
    return base::invalid("more than " + std::to_string(limits::kSyntaxErrorsMax) +
                         " statements could not be read: is this the right format?");
  }
  return events.on_error(std::move(error));
}

namespace {

base::Status skip_mark(InputBuffer& input) {
  while (input.view().size() < 3 && !input.at_eof()) REDNODE_CHECK(input.more());
  if (input.view().starts_with("\xef\xbb\xbf")) input.consume(3);
  return {};
}

base::Result<std::shared_ptr<const Mapping>> default_mapping(Format format) {
  if (format != Format::kMapped) return shipped_mapping(format_name(format));
  return base::invalid("a document of the format 'mapped' needs a mapping: name one");
}

base::Result<ReadCounts> read_mapped(const ByteSource& source, Format format,
                                     const ReaderOptions& options, const ReaderEvents& events) {
  std::shared_ptr<const Mapping> shipped;
  if (options.mapping == nullptr) {
    REDNODE_TRY(shipped, default_mapping(format));
  }
  const Mapping& mapping = options.mapping == nullptr ? *shipped : *options.mapping;
  const bool table = mapping.source == Mapping::Source::kTable;
  if (format != Format::kMapped && table != (format == Format::kCsv)) {
    return base::invalid("the mapping '" + mapping.name + "' is for " +
                         (table ? "tables" : "JSON") + ", and the document is " +
                         std::string(format_name(format)));
  }
  const bool utf8 = mapping.encoding == Mapping::Encoding::kUtf8;
  const ByteSource text = utf8 ? source : decoded(source, mapping.encoding);
  InputBuffer input(text, events);
  REDNODE_CHECK(skip_mark(input));
  return table ? read_mapped_table(input, mapping, events)
               : read_mapped_json(input, mapping, events);
}

}  // namespace

base::Result<ReadCounts> read_rdf(const ByteSource& source, Format format,
                                  const ReaderOptions& options, const ReaderEvents& events) {
  REDNODE_CHECK(check_readable(format));
  if (!options.base_iri.empty()) {
    if (const auto fault = iri_fault(options.base_iri); !fault.empty()) {
      return base::invalid("the base IRI cannot be used: " + fault);
    }
  }
  if (is_mapped(format)) return read_mapped(source, format, options, events);
  InputBuffer input(source, events);
  REDNODE_CHECK(skip_mark(input));
  if (format == Format::kJsonLd) return read_jsonld(input, options, {}, events);
  if (format == Format::kRdfXml) return read_rdfxml(input, options, events);
  const bool graphs = holds_graphs(format);
  if (format == Format::kNTriples || format == Format::kNQuads) {
    return read_lines(input, graphs, events);
  }
  return read_turtle(input, graphs, options, events);
}

base::Result<Dataset> read_dataset(base::BytesView document, Format format,
                                   std::string_view base_iri) {
  Dataset dataset;
  ReaderEvents events;
  events.on_quad = [&dataset](const QuadText& quad, Position) -> base::Status {
    dataset.add(quad);
    return {};
  };
  ReaderOptions options;
  options.base_iri = base_iri;
  REDNODE_TRY([[maybe_unused]] const ReadCounts counts,
              read_rdf(source_of(document), format, options, events));
  dataset.index();
  return dataset;
}

}  // namespace rednode::catalogue
