// redctl convert: a document in another format. Without a daemon.
//
// Into N-Triples and N-Quads it streams, whatever the size; the other formats group statements by
// their subject, and so need the whole document. Into CSV and JSON lines the document is split into
// records, as an import does, and each gets a row or a line.

#include <filesystem>

#include "catalogue/importer.h"
#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/writer.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/document.h"
#include "node/ctl/progress.h"
#include "node/ctl/text_file.h"
#include "node/ctl/whole_graph.h"

namespace rednode::node {
namespace {

using catalogue::Format;

constexpr std::size_t kWriteBytes = 256 << 10;

class Conversion {
 public:
  Conversion(Context& context, const ConvertOptions& options)
      : context_(context),
        options_(options),
        progress_(context.clock, context.out.error_stream()) {}

  base::Result<Exit> run() {
    REDNODE_TRY(to_, writable_format(options_.to));
    REDNODE_TRY(reading_, Reading::from(options_.reading));
    REDNODE_TRY(const auto documents, find_documents({options_.path}));
    if (documents.size() != 1) return base::invalid("convert takes one document");
    REDNODE_TRY(auto input, DocumentSource::open(options_.path));
    REDNODE_TRY(auto file, FileWriter::open(options_.out_file));
    progress_.start("converting", true, documents[0].bytes);
    REDNODE_CHECK(is_summary() ? sum_up(input, file) : rewrite(input, file));
    REDNODE_CHECK(file.commit());
    return complete_ ? Exit::kDone : Exit::kPartial;
  }

 private:
  bool is_summary() const { return to_ == Format::kCsv || to_ == Format::kJsonLines; }

  base::Status rewrite(DocumentSource& input, FileWriter& file) {
    const auto source = input.source();
    REDNODE_TRY(const auto document, detect_document(source, options_.path, reading_.format()));
    catalogue::ReaderEvents events;
    events.on_quad = [&](const catalogue::QuadText& quad, catalogue::Position) {
      return take(file, quad);
    };
    // One bad statement costs itself; the exit code tells of it.
    events.on_error = [&](catalogue::SyntaxError&& error) -> base::Status {
      leave_out(error.at, error.reason, error.remedy);
      return {};
    };
    events.on_progress = [&](std::uint64_t) { progress_.update(input.bytes_read(), 0); };
    events.on_note = [&](std::string&& note) { say(note); };
    events.on_unmapped = [&](catalogue::UnmappedField&& field) -> base::Status {
      say(unmapped_text(field));
      return {};
    };
    auto reader = reading_.reader();
    reader.reopen = input.reopen();
    const auto read =
        catalogue::read_rdf(with_head(document.head, source), document.format, reader, events);
    const auto written = read.ok() ? finish(file) : base::Status(read.error());
    return written.ok() ? written : base::with_context(options_.path, written.error());
  }

  // A row or a line for each record.
  base::Status sum_up(DocumentSource& input, FileWriter& file) {
    catalogue::Writer writer({to_}, [&](base::BytesView bytes) { return file.write(bytes); });
    catalogue::ImportOptions options;
    reading_.apply(options);
    options.reopen = input.packed_reopen();
    options.mint_base = "urn:rednode:unnamed:";
    options.file_name = options_.path == "-" ? "" : options_.path;
    options.spool_directory = std::filesystem::temp_directory_path().string();
    catalogue::ImportEvents events;
    events.on_record = [&](catalogue::RecordContent&& record) {
      return writer.write(*record.graph, record.iri);
    };
    events.on_refusal = [&](catalogue::Refusal&& refusal) -> base::Status {
      leave_out(refusal.at, refusal.reason, refusal.remedy);
      return {};
    };
    events.on_progress = [&](std::uint64_t) { progress_.update(input.bytes_read(), 0); };
    events.on_note = [&](std::string&& note) { say(note); };
    events.on_unmapped = [&](catalogue::UnmappedField&& field) -> base::Status {
      say(unmapped_text(field));
      return {};
    };
    const auto imported = catalogue::import_document(input.packed_source(), options, events);
    const auto written = imported.ok() ? writer.finish() : base::Status(imported.error());
    return written.ok() ? written : base::with_context(options_.path, written.error());
  }

  void say(const std::string& text) {
    progress_.clear();
    context_.out.note(options_.path + ": " + text);
  }

  void leave_out(catalogue::Position at, const std::string& reason, const std::string& remedy) {
    complete_ = false;
    progress_.clear();
    context_.out.note(options_.path + ":" + std::to_string(at.line) + ":" +
                      std::to_string(at.column) + ": left out: " + reason +
                      (remedy.empty() ? "" : "; " + remedy));
  }

  bool streams() const { return to_ == Format::kNTriples || to_ == Format::kNQuads; }

  base::Status take(FileWriter& file, const catalogue::QuadText& quad) {
    if (!quad.graph.empty() && !catalogue::holds_graphs(to_)) {
      return base::invalid("the document names graphs, which " + options_.to +
                           " cannot hold: convert it to nquads or trig");
    }
    if (!streams()) return graph_.add(quad);
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
    catalogue::Writer writer({to_}, [&](base::BytesView bytes) { return file.write(bytes); });
    REDNODE_CHECK(writer.write(graph_.take()));
    return writer.finish();
  }

  Context& context_;
  const ConvertOptions& options_;
  Progress progress_;
  Reading reading_;
  bool complete_ = true;
  Format to_ = Format::kNQuads;
  WholeGraph graph_{"convert it to nquads, which is done line by line"};
  base::Bytes pending_;
};

}  // namespace

Exit run_convert(Context& context, const ConvertOptions& options) {
  return run_plain(context, [&] { return Conversion(context, options).run(); });
}

}  // namespace rednode::node
