// redctl canonicalize: the canonical form of a document (RDFC-1.0), or its SHA-256. Without a
// daemon.

#include "base/digest.h"
#include "catalogue/canonical.h"
#include "catalogue/rdf_reader.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/document.h"
#include "node/ctl/whole_graph.h"

namespace rednode::node {
namespace {

// One error is enough: half a document has no canonical form.
base::Result<catalogue::Dataset> read_whole(Context& context, const CanonicalizeOptions& options) {
  REDNODE_TRY(const Reading reading, Reading::from(options.reading));
  REDNODE_TRY(auto input, DocumentSource::open(options.path));
  const auto source = input.source();
  REDNODE_TRY(const auto document, detect_document(source, options.path, reading.format()));
  WholeGraph graph("make the canonical form of each record instead, as redctl import does");
  catalogue::ReaderEvents events;
  events.on_quad = [&](const catalogue::QuadText& quad, catalogue::Position) {
    return graph.add(quad);
  };
  events.on_note = [&](std::string&& note) { context.out.note(options.path + ": " + note); };
  auto reader = reading.reader();
  reader.reopen = input.reopen();
  const auto read =
      catalogue::read_rdf(with_head(document.head, source), document.format, reader, events);
  if (!read.ok()) return base::with_context(options.path, read.error());
  return graph.take();
}

}  // namespace

Exit run_canonicalize(Context& context, const CanonicalizeOptions& options) {
  return run_plain(context, [&]() -> base::Result<Exit> {
    REDNODE_TRY(const auto dataset, read_whole(context, options));
    REDNODE_TRY(const auto canonical, catalogue::canonicalize(dataset));
    const std::string id = base::to_hex(base::sha256(canonical));
    if (!context.out.is_table()) {
      Json json = {{"id", id}, {"bytes", canonical.size()}};
      if (!options.id_only) json["canonical"] = canonical;
      context.out.document(json);
    } else {
      context.out.text(options.id_only ? id + "\n" : canonical);
    }
    return Exit::kDone;
  });
}

}  // namespace rednode::node
