// ImportTarget: where the records of an import go: to the daemon, or, for a dry run, nowhere.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread; lifetimes as each maker says.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "catalogue/splitter.h"
#include "node/ctl/admin_client.h"
#include "node/ctl/import_gate.h"
#include "node/ctl/import_report.h"

namespace rednode::node {

// One document.
struct ImportSource {
  std::string label;  // as the operator wrote it
  std::string name;   // its absolute path, or "-": what the quarantine knows it by
};
using SourcePtr = std::shared_ptr<const ImportSource>;

class ImportTarget {
 public:
  virtual ~ImportTarget() = default;

  // Forgets what is in quarantine from an earlier import of the document.
  virtual base::Status begin(const SourcePtr& source) = 0;
  virtual base::Status put(const SourcePtr& source, catalogue::RecordContent&& record,
                           RecordVerdict&& verdict) = 0;
  virtual base::Status quarantine(const SourcePtr& source, const ImportError& error,
                                  base::Bytes&& original) = 0;
  // A put that follows at once is committed together with it.
  virtual base::Status withdraw(std::string&& iri, const std::string& reason) = 0;
  // Waits until everything so far is done: what comes next cannot overtake it. Batches are
  // otherwise done in any order.
  virtual base::Status settle() = 0;

  // Waits until all is done, or, after stop(), what is in flight; adds to the report what was done,
  // also where it then returns an error.
  virtual base::Status finish(ImportReport& report) = 0;
  // Nothing more is sent.
  virtual void stop() = 0;
  // Records that were handled so far.
  virtual std::uint64_t handled() const = 0;
};

// Submits in batches, on a thread for each connection, so that parsing goes on meanwhile. Takes the
// connections. `cosign_now`: the caller is going to wait for the peers' cosignatures.
// REQUIRES: at least one connection; they outlive the target.
std::unique_ptr<ImportTarget> make_submit_target(std::vector<AdminClient*> connections,
                                                 bool cosign_now);

// Asks the daemon what each record would do and writes nothing; without a daemon, only counts.
std::unique_ptr<ImportTarget> make_dry_run_target(AdminClient* daemon, std::string origin);

}  // namespace rednode::node
