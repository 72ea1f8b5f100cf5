#include "node/ctl/proof_check.h"

#include <array>

#include "base/limits.h"
#include "base/log.h"
#include "catalogue/importer.h"
#include "node/ctl/certificate_check.h"
#include "node/ctl/context.h"
#include "node/ctl/document.h"
#include "node/ctl/note_check.h"
#include "node/ctl/text_file.h"
#include "node/update_json.h"
#include "peers/certificate.h"
#include "peers/evidence.h"
#include "schema/origin.h"
#include "storage/proof_file.h"

namespace rednode::node {
namespace {

using Verdict = CheckList::Verdict;

// What a check of one file works on.
struct FileCheck {
  const LogVerifyOptions& options;
  const KnownKeys& keys;
  const std::string& text;
  CheckList& checks;
  Json& found;  // further members of the answer
};

std::string line_of(base::BytesView text, std::size_t index) {
  for (; index > 0; --index) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  return std::string(text.substr(0, text.find('\n')));
}

// The checkpoint of a file, with its signatures said. Its origin is what its first line says, or
// what the operator asked for.
std::optional<schema::SignedCheckpoint> checkpoint_of(const FileCheck& check,
                                                      base::BytesView note) {
  const std::string origin = check.options.origin.empty() ? line_of(note, 0) : check.options.origin;
  return check_note(check.keys, origin, note, check.checks);
}

std::string update_text(const schema::Update& update) {
  std::string text = std::string(schema::kind_name(update.kind)) + " of <" + update.iri + "> at " +
                     base::to_rfc3339(base::UnixTime::from_milliseconds(update.time_ms));
  if (update.kind == schema::UpdateKind::kPut) {
    text += ", content " + base::to_hex(update.content_id) + ", " +
            schema::verdict_name(update.verdict);
    if (!update.profile.empty()) text += " by " + update.profile;
  }
  if (!update.reason.empty()) text += ", because: " + update.reason;
  return text;
}

// The content id of the record in a document; nothing where it has no such record.
base::Result<std::optional<base::Digest>> content_id_in(const std::string& file,
                                                        const std::string& iri) {
  REDNODE_TRY(auto document, DocumentSource::open(file));
  catalogue::ImportOptions options;
  options.file_name = file;
  std::optional<base::Digest> id;
  catalogue::ImportEvents events;
  events.on_record = [&](catalogue::RecordContent&& record) -> base::Status {
    if (record.iri == iri) id = base::sha256(record.content);
    return {};
  };
  events.on_refusal = [](catalogue::Refusal&&) -> base::Status { return {}; };
  const auto read = catalogue::import_document(document.packed_source(), options, events);
  if (!read.ok()) return base::with_context(file, read.error());
  return id;
}

void check_content(const FileCheck& check, const schema::Update& update) {
  const std::string& file = check.options.content_file;
  if (update.kind != schema::UpdateKind::kPut) {
    if (!file.empty()) check.checks.wrong("content", "this update names none");
    return;
  }
  if (file.empty()) {
    return check.checks.add(Verdict::kNotChecked, "content",
                            "give the record as a document, with --content FILE");
  }
  const auto id = content_id_in(file, update.iri);
  if (!id.ok()) return check.checks.wrong("content", id.error().message);
  if (!id->has_value()) {
    return check.checks.wrong("content", file + " has no record <" + update.iri + ">");
  }
  if (**id != update.content_id) {
    return check.checks.wrong("content", "the record in " + file + " has the content " +
                                             base::to_hex(**id) + ", and not that of the update");
  }
  check.checks.fits("content", "the record in " + file + " is what the update names");
}

void check_update(const FileCheck& check, const storage::InclusionFile& proof) {
  const auto update = schema::decode_update(proof.entry);
  if (!update.ok()) {
    return check.checks.add(Verdict::kNotChecked, "update",
                            "the entry is of a kind that this version does not know");
  }
  check.found["update"] = update_json(*update);
  if (update->sequence != proof.index) {
    return check.checks.add(Verdict::kNotChecked, "update",
                            "the entry says that it is number " + std::to_string(update->sequence) +
                                ", so nobody applies it");
  }
  check.checks.fits("update", update_text(*update));
  check_content(check, *update);
  check.checks.add(Verdict::kNotChecked, "later entries",
                   "whether one replaced or withdrew the record: no proof of one entry can say");
}

void check_inclusion(const FileCheck& check) {
  const auto proof = storage::parse_inclusion(check.text);
  if (!proof.ok()) return check.checks.wrong("proof", proof.error().message);
  const auto checkpoint = checkpoint_of(check, proof->checkpoint);
  if (!checkpoint.has_value()) return;
  const schema::Checkpoint& log = checkpoint->checkpoint;
  const auto included = storage::verify(*proof, log);
  if (!included.ok()) return check.checks.wrong("inclusion", included.error().message);
  check.checks.fits("inclusion", "entry " + std::to_string(proof->index) + " of the " +
                                     std::to_string(log.size) + " that " + log.origin + " signed");
  check_update(check, *proof);
}

// The earlier checkpoint that somebody kept must be the tree that the proof begins with.
void check_against(const FileCheck& check, const storage::ConsistencyFile& proof) {
  const std::string& file = check.options.against_file;
  if (file.empty()) {
    return check.checks.add(Verdict::kNotChecked, "old root",
                            "that it was ever shown to anybody: give the checkpoint that was kept, "
                            "with --against FILE");
  }
  const auto text = read_text_file(file, base::limits::kNoteBytesMax);
  if (!text.ok()) return check.checks.wrong("old root", text.error().message);
  const auto kept = check_note(check.keys, proof.origin, *text, check.checks);
  if (!kept.has_value()) return;
  if (kept->checkpoint.size != proof.old_size) {
    return check.checks.wrong("old root",
                              file + " is of size " + std::to_string(kept->checkpoint.size) +
                                  ", and the proof begins at " + std::to_string(proof.old_size));
  }
  if (kept->checkpoint.root != proof.old_root) {
    return check.checks.wrong("old root", file + " has another root of the same size: " +
                                              proof.origin + " signed two histories");
  }
  check.checks.fits("old root", "it is that of " + file);
}

void check_consistency(const FileCheck& check) {
  const auto proof = storage::parse_consistency(check.text);
  if (!proof.ok()) return check.checks.wrong("proof", proof.error().message);
  const auto checkpoint = checkpoint_of(check, proof->checkpoint);
  if (!checkpoint.has_value()) return;
  const auto grown = storage::verify(*proof, checkpoint->checkpoint);
  if (!grown.ok()) return check.checks.wrong("consistency", grown.error().message);
  check.checks.fits("consistency",
                    "the log of " + std::to_string(proof->old_size) + " entries with root " +
                        base::to_base64(proof->old_root.view()) + " is the beginning of the " +
                        std::to_string(checkpoint->checkpoint.size) + " that " + proof->origin +
                        " signed");
  check_against(check, *proof);
}

void check_evidence(const FileCheck& check) {
  const std::string origin = line_of(check.text, 1);
  const auto key = check.keys.keys_of(origin);
  if (!key.ok()) return check.checks.wrong("evidence", key.error().message);
  const auto evidence = peers::open_evidence(check.text, *key);
  if (!evidence.ok()) return check.checks.wrong("evidence", evidence.error().message);
  check.checks.fits("evidence", "it proves that " + origin + " signed two histories, of " +
                                    std::to_string(evidence->first.checkpoint.size) + " and " +
                                    std::to_string(evidence->second.checkpoint.size) + " entries");
}

void check_convergence(const FileCheck& check) {
  check_certificate(check.keys, check.text, check.checks);
}

void check_checkpoint(const FileCheck& check) {
  if (!schema::is_origin(line_of(check.text, 0))) {
    return check.checks.wrong("file", "it begins as no proof, no evidence and no checkpoint does");
  }
  checkpoint_of(check, check.text);
}

// Known by their first lines; what begins with none of these is a signed checkpoint.
struct Kind {
  std::string_view title;
  const char* name;
  void (*check)(const FileCheck&);
};
constexpr std::array kKinds = {
    Kind{storage::kInclusionTitle, "inclusion", check_inclusion},
    Kind{storage::kConsistencyTitle, "consistency", check_consistency},
    Kind{peers::kEvidenceTitle, "evidence", check_evidence},
    Kind{peers::kCertificateTitle, "certificate", check_convergence},
};
constexpr Kind kCheckpoint = {"", "checkpoint", check_checkpoint};

}  // namespace

Exit run_proof_check(Context& context, const LogVerifyOptions& options) {
  return run_plain(context, [&]() -> base::Result<Exit> {
    REDNODE_TRY(const auto keys,
                KnownKeys::given_or_configured(context, options.keys, options.cards));
    REDNODE_TRY(const auto text, read_text_file(options.file, base::limits::kProofFileBytesMax));
    const std::string title = line_of(text, 0);
    const Kind* kind = &kCheckpoint;
    for (const Kind& known : kKinds) {
      if (known.title == title) kind = &known;
    }
    CheckList checks(context.out);
    Json found = {{"file", options.file}, {"kind", kind->name}};
    kind->check({options, keys, text, checks, found});
    return checks.finish(found);
  });
}

}  // namespace rednode::node
