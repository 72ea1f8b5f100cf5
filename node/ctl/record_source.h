// RecordSource: the records of a report: out of documents, or out of a catalogue that the daemon
// has, one after the other.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "catalogue/dataset.h"
#include "catalogue/day.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/progress.h"

namespace rednode::node {

struct DocumentPath;

struct SourcedRecord {
  std::string catalogue;  // the origin, or the document's name
  std::string iri;
  std::optional<catalogue::Day> logged;  // when it was changed or confirmed last; of the daemon
  bool alone = false;                    // nothing of other records is in the graph; of the daemon
};

// The later of the days of its last change and its last confirm, of an item of the operation
// "records"; nothing where it says none.
std::optional<catalogue::Day> logged_day(const Json& item);

class RecordSource {
 public:
  // Documents. REQUIRES: context and options outlive the object.
  RecordSource(Context& context, const RecordSourceOptions& options)
      : context_(context),
        options_(options),
        progress_(context.clock, context.out.error_stream()) {}
  // A catalogue of the daemon's. REQUIRES: all outlive the object.
  RecordSource(Context& context, const RecordSourceOptions& options, const Config& config,
               AdminClient& daemon)
      : RecordSource(context, options) {
    config_ = &config;
    daemon_ = &daemon;
  }

  // Null for documents.
  const Config* config() const { return config_; }

  // The graph is indexed, and lives until the callback returns.
  using OnRecord =
      std::function<base::Status(const SourcedRecord& record, const catalogue::Dataset& graph)>;
  // A record or document that cannot be read costs itself: it is named on standard error, and
  // counts as unreadable. Errors: what the callback returns, and where nothing can be read at all.
  base::Status read(const OnRecord& on_record);

  // Names something that could not be judged, and counts it.
  void leave_out(const std::string& where, const std::string& why);
  std::uint64_t unreadable() const { return unreadable_; }
  // Whole catalogues were left out, as the freshness policy says.
  bool incomplete() const { return incomplete_; }

  // The exit code for an error of read().
  Exit exit_of(const base::Error& error) const {
    return daemon_ == nullptr ? Exit::kFailed : exit_for(*daemon_, error);
  }

 private:
  base::Status read_document(const DocumentPath& document, const OnRecord& on_record);
  base::Status read_daemon(const OnRecord& on_record);
  base::Status take_item(const Json& item, const base::Bytes& nquads, const OnRecord& on_record);

  Context& context_;
  const RecordSourceOptions& options_;
  Progress progress_;
  const Config* config_ = nullptr;
  AdminClient* daemon_ = nullptr;
  catalogue::Dataset graph_;
  std::uint64_t records_ = 0;
  std::uint64_t unreadable_ = 0;
  bool incomplete_ = false;
};

// Runs the body with the source that the options name: documents where there are paths, else the
// daemon. An error is printed, with the exit code that belongs to it.
Exit run_on_records(Context& context, const RecordSourceOptions& options,
                    const std::function<base::Result<Exit>(RecordSource& source)>& body);

}  // namespace rednode::node
