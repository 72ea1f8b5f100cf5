// redctl convert: a document in another format. Without a daemon.
//
// Into N-Triples and N-Quads it streams, whatever the size; the other formats group statements by
// their subject, and so need the whole document.

#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/writer.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/document.h"
#include "node/ctl/progress.h"
#include "node/ctl/text_file.h"

namespace rednode::node {
namespace {

using catalogue::Format;

constexpr std::size_t kWriteBytes = 256 << 10;

class Conversion {
 public:
  Conversion(Context& context, const ConvertOptions& options)
      : context_(context), options_(options) {}

  base::Result<Exit> run() {
    REDNODE_TRY(to_, writable_format(options_.to));
    REDNODE_TRY(const auto from, readable_format(options_.format));
    REDNODE_TRY(auto contexts, read_contexts(options_.contexts));
    REDNODE_TRY(const auto documents, find_documents({options_.path}));
    if (documents.size() != 1) return base::invalid("convert takes one document");
    REDNODE_TRY(auto input, DocumentSource::open(options_.path));
    const auto source = input.source();
    REDNODE_TRY(const auto document, detect_document(source, options_.path, from));
    REDNODE_TRY(auto file, FileWriter::open(options_.out_file));
    Progress progress(context_.clock, context_.out.error_stream());
    progress.start("converting", true, documents[0].bytes);
    const auto read = catalogue::read_rdf(with_head(document.head, source), document.format,
                                          {options_.base_iri, std::move(contexts)},
                                          events(file, input, progress));
    if (!read.ok()) return base::with_context(options_.path, read.error());
    REDNODE_CHECK(finish(file));
    REDNODE_CHECK(file.commit());
    return read->errors == 0 ? Exit::kDone : Exit::kPartial;
  }

 private:
  catalogue::ReaderEvents events(FileWriter& file, const DocumentSource& input,
                                 Progress& progress) {
    catalogue::ReaderEvents events;
    events.on_quad = [&](const catalogue::QuadText& quad, catalogue::Position) {
      return take(file, quad);
    };
    // One bad statement costs itself; the exit code tells of it.
    events.on_error = [&](catalogue::SyntaxError&& error) -> base::Status {
      progress.clear();
      context_.out.note(options_.path + ":" + std::to_string(error.at.line) + ":" +
                        std::to_string(error.at.column) + ": left out: " + error.reason +
                        (error.remedy.empty() ? "" : "; " + error.remedy));
      return {};
    };
    events.on_progress = [&](std::uint64_t) { progress.update(input.bytes_read(), 0); };
    events.on_note = [&](std::string&& note) {
      progress.clear();
      context_.out.note(options_.path + ": " + note);
    };
    return events;
  }

  bool streams() const { return to_ == Format::kNTriples || to_ == Format::kNQuads; }

  base::Status take(FileWriter& file, const catalogue::QuadText& quad) {
    if (!quad.graph.empty() && !catalogue::holds_graphs(to_)) {
      return base::invalid("the document names graphs, which " + options_.to +
                           " cannot hold: convert it to nquads or trig");
    }
    if (!streams()) {
      dataset_.add(quad);
      return {};
    }
    catalogue::append_nquad(pending_, quad);
    return pending_.size() < kWriteBytes ? base::Status() : flush(file);
  }

  base::Status flush(FileWriter& file) {
    REDNODE_CHECK(file.write(pending_));
    pending_.clear();
    return {};
  }

  base::Status finish(FileWriter& file) {
    if (streams()) return flush(file);
    dataset_.index();
    catalogue::Writer writer({to_}, [&](base::BytesView bytes) { return file.write(bytes); });
    REDNODE_CHECK(writer.write(dataset_));
    return writer.finish();
  }

  Context& context_;
  const ConvertOptions& options_;
  Format to_ = Format::kNQuads;
  catalogue::Dataset dataset_;
  base::Bytes pending_;
};

}  // namespace

Exit run_convert(Context& context, const ConvertOptions& options) {
  return run_plain(context, [&] { return Conversion(context, options).run(); });
}

}  // namespace rednode::node
