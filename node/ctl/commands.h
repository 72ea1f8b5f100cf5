// The commands of redctl and their options, as arguments.cc reads them from the command line. Each
// runs to its end, prints its answer, and says how the process ends.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/profile.h"
#include "node/ctl/check_limits.h"
#include "node/ctl/reading.h"
#include "node/key_days.h"

namespace rednode::node {

struct Context;
enum class Exit : int;

// init.cc
struct InitOptions {
  std::string origin;
  std::string directory;
  std::string name;  // empty: the origin
  std::string host;  // empty: the name of this machine
  int port = 7401;
  int key_years = kKeyYearsDefault;  // 0: no day is set
  std::string passphrase_file;       // "-": asked for; empty: the keys are not sealed
};
Exit run_init(Context& context, const InitOptions& options);

// peer.cc
struct PeerAddOptions {
  std::string card;  // a file, or "-"
  bool replace = false;
  bool yes = false;
};
Exit run_peer_card(Context& context);
Exit run_peer_add(Context& context, const PeerAddOptions& options);
Exit run_peer_list(Context& context);
Exit run_peer_show(Context& context, const std::string& origin);
Exit run_peer_remove(Context& context, const std::string& origin);
// `operation`: peer_pause, peer_resume or peer_resync. `done`: "paused".
Exit run_peer_operation(Context& context, const std::string& operation, const std::string& done,
                        const std::string& origin);

// import.cc
struct ImportCommand {
  std::vector<std::string> paths;
  ReadingOptions reading;
  std::string gate;     // "violation" or "off"; empty: as configured
  std::string profile;  // what to judge by, or "none"; empty: as configured
  std::string renamed;  // "follow", "new" or "quarantine"; empty: as configured
  bool dry_run = false;
  bool complete = false;
  bool accept_shrink = false;
  std::uint64_t wait_for = 0;  // 0: do not wait
  std::uint64_t timeout_seconds = 30;
};
Exit run_import(Context& context, const ImportCommand& command);

// record.cc, record_list.cc, record_change.cc, record_explain.cc, record_rejudge.cc
struct RecordGetOptions {
  std::string iri;
  std::string origin;  // empty: our own, else any
  std::string format = "turtle";
  std::string at;      // a sequence, a time, or empty
  bool stale = false;  // also where the freshness policy rejects
};
struct RecordExplainOptions {
  std::string iri;
  std::string origin;   // empty: our own, else any
  std::string profile;  // what to judge by now; empty: as configured for imports
  std::vector<std::string> languages;
};
struct RecordListOptions {
  std::string origin;
  bool withdrawn = false;
  bool stale = false;
  std::vector<std::string> languages;
};
struct RecordChangeOptions {
  std::vector<std::string> iris;
  bool all = false;    // confirm
  std::string reason;  // withdraw
  bool erase = false;  // withdraw: and have every node erase what the record said
  std::uint64_t wait_for = 0;
  std::uint64_t timeout_seconds = 30;
};
struct RecordRejudgeOptions {
  std::string profile;  // what to judge by; empty: as configured for imports
  bool dry_run = false;
  std::uint64_t wait_for = 0;
  std::uint64_t timeout_seconds = 30;
};
Exit run_record_get(Context& context, const RecordGetOptions& options);
Exit run_record_history(Context& context, const std::string& iri, const std::string& origin);
Exit run_record_explain(Context& context, const RecordExplainOptions& options);
Exit run_record_list(Context& context, const RecordListOptions& options);
Exit run_record_withdraw(Context& context, const RecordChangeOptions& options);
Exit run_record_confirm(Context& context, const RecordChangeOptions& options);
Exit run_record_rejudge(Context& context, const RecordRejudgeOptions& options);

// roster.cc
struct RosterProposal {
  std::string federation;            // of the first one
  std::vector<std::string> add;      // files with cards
  std::vector<std::string> remove;   // origins
  std::vector<std::string> signers;  // empty: as before; of the first one, all members
  std::size_t threshold = 0;         // 0: as before; of the first one, more than half
  std::string out_file;
};
struct RosterFileOptions {
  std::string file;
  bool yes = false;
};
Exit run_roster_show(Context& context);
Exit run_roster_propose(Context& context, const RosterProposal& options);
Exit run_roster_sign(Context& context, const RosterFileOptions& options);
Exit run_roster_apply(Context& context, const RosterFileOptions& options, bool first);

// receipts.cc
struct ReceiptsOptions {
  std::string iri;   // of one record; empty: an overview
  bool all = false;  // also refusals of what was superseded since
};
Exit run_receipts(Context& context, const ReceiptsOptions& options);

// validate.cc
struct ValidateOptions {
  std::vector<std::string> paths;
  std::vector<std::string> profiles = {catalogue::kDefaultProfile};
  std::vector<std::string> shapes;  // files; instead of profiles
  std::vector<std::string> languages;
  ReadingOptions reading;
  std::string severity;     // the least to show; empty: violations in a table, else all
  std::string report_file;  // a SHACL report graph; empty: none, "-": standard output
  bool whole = false;       // the document as one graph
  bool no_vocabularies = false;
};
Exit run_validate(Context& context, const ValidateOptions& options);

// compliance.cc, quality.cc
struct RecordSourceOptions {
  std::vector<std::string> paths;  // documents; empty: the daemon's catalogues
  ReadingOptions reading;
  std::string origin;  // empty: our own
  bool all = false;
  bool stale = false;
};
struct ComplianceOptions {
  RecordSourceOptions source;
  std::string by = "holder";  // or nation, record
  std::string on;             // a date; empty: today
  std::string annotations;    // a file; empty: that of the configuration
  std::string profile = catalogue::kDefaultProfile;
  std::vector<std::string> languages;
  bool csv = false;
};
struct QualityOptions {
  RecordSourceOptions source;
  std::string by = "catalogue";  // or holder, record
  std::string profile = catalogue::kDefaultProfile;
  std::vector<std::string> languages;
  bool csv = false;
};
Exit run_compliance(Context& context, const ComplianceOptions& options);
Exit run_quality(Context& context, const QualityOptions& options);

// canonicalize.cc, convert.cc, export.cc
struct CanonicalizeOptions {
  std::string path;
  ReadingOptions reading;
  bool id_only = false;
};
struct ConvertOptions {
  std::string path;
  std::string to;
  ReadingOptions reading;
  std::string out_file;  // empty: standard output
};
struct ExportOptions {
  std::string origin;  // empty: our own
  bool all = false;
  bool stale = false;
  std::string format;
  std::string out_file;
};
Exit run_canonicalize(Context& context, const CanonicalizeOptions& options);
Exit run_convert(Context& context, const ConvertOptions& options);
Exit run_export(Context& context, const ExportOptions& options);

// status.cc
Exit run_status(Context& context, bool watch);

// log.cc, log_verify.cc, log_prove.cc, log_audit.cc, log_export.cc
struct LogListOptions {
  std::string origin;
  std::uint64_t first = 0;
  std::optional<std::uint64_t> count;
};
struct LogVerifyOptions {
  std::string origin;              // empty: our own, or what the file says
  std::string file;                // docs/formats/proofs.md; empty: the log in the daemon
  std::vector<std::string> keys;   // verifier keys
  std::vector<std::string> cards;  // files; with neither, what the configuration knows
  std::string content_file;        // the record, as a document
  std::string against_file;        // an earlier checkpoint
};
struct LogProveOptions {
  std::string origin;  // empty: our own
  std::string iri;     // of a record, or
  std::optional<std::uint64_t> sequence;
  std::optional<std::uint64_t> from;  // or an earlier size: that the log grew from there
  std::string out_file;               // empty: standard output
};
struct LogAuditOptions {
  std::string origin;     // empty: our own
  std::string url;        // of a log over HTTP,
  std::string directory;  // or where it was exported to; neither: the daemon's
  std::vector<std::string> keys;
  std::vector<std::string> cards;
};
struct LogExportOptions {
  std::string origin;  // empty: our own
  std::string directory;
};
struct CertificateOptions {
  std::string origin;
  std::string out;            // empty: standard output
  std::uint64_t holders = 0;  // so many must hold the log whole; else exit code 2
};
Exit run_log_head(Context& context, const std::string& origin);
Exit run_log_generations(Context& context, const std::string& origin);
Exit run_log_list(Context& context, const LogListOptions& options);
Exit run_log_verify(Context& context, const LogVerifyOptions& options);
Exit run_log_prove(Context& context, const LogProveOptions& options);
Exit run_log_certificate(Context& context, const CertificateOptions& options);
Exit run_log_audit(Context& context, const LogAuditOptions& options);
Exit run_log_export(Context& context, const LogExportOptions& options);

// bundle.cc, bundle_verify.cc, bundle_apply.cc
struct BundleOptions {
  std::string origin;  // empty: our own
  bool all = false;
  std::string out_file;
};
struct BundleVerifyOptions {
  std::string file;
  std::vector<std::string> keys;   // verifier keys
  std::vector<std::string> cards;  // files; with neither, what the configuration knows
};
struct BundleCardOptions {
  std::string file;
  std::string origin;
};
Exit run_bundle(Context& context, const BundleOptions& options);
Exit run_bundle_verify(Context& context, const BundleVerifyOptions& options);
Exit run_bundle_card(Context& context, const BundleCardOptions& options);
Exit run_bundle_apply(Context& context, const std::string& file);

// backup.cc
Exit run_backup(Context& context, const std::string& directory, bool with_keys);
Exit run_restore(Context& context, const std::string& directory);

// recover.cc
struct RecoverOptions {
  std::string reason;
  bool yes = false;
};
Exit run_recover(Context& context, const RecoverOptions& options);

// key.cc
struct KeyRotateOptions {
  std::string reason;
  int years = kKeyYearsDefault;  // 0: no day is set
  bool transport = false;        // not the log key
  bool now = false;              // the next transport key becomes the present one
};
Exit run_key_list(Context& context);
Exit run_key_rotate(Context& context, const KeyRotateOptions& options);

// key_seal.cc
struct KeySealOptions {
  std::string passphrase_file;          // of the new passphrase; "-": asked for
  std::string present_passphrase_file;  // empty: as the daemon has it
};
Exit run_key_protect(Context& context, const KeySealOptions& options);
Exit run_key_unprotect(Context& context, const KeySealOptions& options);

// check.cc
struct CheckOptions {
  std::string format = "nagios";      // or "json", "prometheus"
  std::int64_t timeout_seconds = 10;  // for the daemon's answer
  CheckLimits limits;
};
Exit run_check(Context& context, const CheckOptions& options);

// quarantine.cc
Exit run_quarantine_list(Context& context);
Exit run_quarantine_show(Context& context, std::uint64_t id);

// store.cc
Exit run_store_check(Context& context);
Exit run_store_stats(Context& context);

// store_repair.cc
Exit run_store_repair(Context& context, const std::string& directory);

// config.cc
Exit run_config_check(Context& context, const std::string& file);
Exit run_config_reload(Context& context);

}  // namespace rednode::node
