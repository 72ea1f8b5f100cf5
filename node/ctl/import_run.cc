#include "node/ctl/import_run.h"

#include <cstring>

#include "base/digest.h"
#include "node/ctl/interrupt.h"

namespace rednode::node {
namespace {

// With batches, buffers and the libraries this keeps redctl below 400 MB, whatever the document.
constexpr std::size_t kMemoryBudget = 128 << 20;

std::uint64_t first_bits(const base::Digest& digest) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, digest.octets.data(), sizeof bits);
  return bits | 1;  // 0 is "none"
}

}  // namespace

RecordNames::Key RecordNames::key_of(const std::string& iri) {
  const base::Digest digest = base::sha256(iri);
  Key key{};
  std::memcpy(key.data(), digest.octets.data(), sizeof key);
  return key;
}

std::uint64_t RecordNames::put(const std::string& iri, std::uint64_t content) {
  const auto [at, added] = contents_.emplace(key_of(iri), content);
  return added ? 0 : at->second;
}

bool RecordNames::contains(const std::string& iri) const {
  return contents_.contains(key_of(iri));
}

base::Status ImportRun::import(const DocumentPath& document) {
  const auto source =
      std::make_shared<const ImportSource>(ImportSource{document.label, document.absolute});
  const auto status = read(document, source);
  if (status.ok()) return {};
  if (!target_failure_.ok()) return target_failure_;
  if (interrupted()) {
    report_.interrupted = true;
    return {};
  }
  ++report_.failed_files;
  ImportError error;
  error.file = document.label;
  error.reason = status.error().message;
  report_.add_error(std::move(error));
  return {};
}

base::Status ImportRun::read(const DocumentPath& document, const SourcePtr& source) {
  REDNODE_TRY(auto input, DocumentSource::open(document.absolute));
  target_failure_ = target_.begin(source);
  REDNODE_CHECK(target_failure_);
  catalogue::ImportOptions options;
  options_.reading.apply(options);
  options.reopen = input.packed_reopen(interrupted);
  options.mint_base = options_.mint_base;
  options.file_name = document.label == "-" ? "" : document.label;
  options.spool_directory = options_.spool_directory;
  options.memory_budget = kMemoryBudget;
  options.context = true;  // for the gate
  catalogue::ImportEvents events;
  events.on_record = [&](catalogue::RecordContent&& r) {
    return take_record(source, std::move(r));
  };
  events.on_refusal = [&](catalogue::Refusal&& r) { return take_refusal(source, std::move(r)); };
  events.on_left_out = [&](catalogue::LeftOut&& left_out) -> base::Status {
    report_.left_out.push_back(
        {std::move(left_out.subject), left_out.statements, std::move(left_out.reason)});
    return {};
  };
  events.on_unmapped = [&](catalogue::UnmappedField&& field) -> base::Status {
    report_.add_unmapped(document.label, std::move(field));
    return {};
  };
  events.on_note = [&](std::string&& note) {
    report_.notes.push_back(document.label + ": " + std::move(note));
  };
  events.on_progress = [&](std::uint64_t) { progress_.update(input.bytes_read(), 0); };
  splitting_ = false;
  progress_.start("reading " + document.label, true, document.bytes);
  const auto imported =
      catalogue::import_document(input.packed_source(interrupted), options, events);
  return imported.ok() ? base::Status() : base::Status(imported.error());
}

base::Status ImportRun::take_record(const SourcePtr& source, catalogue::RecordContent&& record) {
  if (interrupted()) return base::unavailable("interrupted");
  if (options_.remember_names) {
    const std::uint64_t content = first_bits(base::sha256(record.content));
    const std::uint64_t before = names_.put(record.iri, content);
    if (before == content) return {};  // the same once more says nothing new
    if (before != 0) return refuse_twice(source, std::move(record));
  }
  ++records_;
  show_records(source->label);
  auto answer = gate_.judge(record);
  if (!answer.enters) return keep_out(source, std::move(record), std::move(answer.faults));
  REDNODE_TRY(const bool enters, settle_renamed(source, record));
  if (!enters) return {};
  target_failure_ = target_.put(source, std::move(record), std::move(answer.verdict));
  return target_failure_;
}

// A record that is known under another IRI. False where it may not enter. The withdrawal goes just
// before the put, so that they are committed together.
base::Result<bool> ImportRun::settle_renamed(const SourcePtr& source,
                                             catalogue::RecordContent& record) {
  // Delivered after all: its own put must not overtake the withdrawal.
  if (followed_.contains(record.iri)) {
    target_failure_ = target_.settle();
    REDNODE_CHECK(target_failure_);
  }
  const std::string former =
      renamed_.former(record.iri, catalogue::identity_keys(*record.graph, record.iri));
  report_.shared_identities = renamed_.shared();
  if (former.empty()) return true;
  ++report_.renamed_total;
  if (report_.renamed.size() < ImportReport::kErrorsKept) {
    report_.renamed.push_back({former, record.iri});
  }
  if (renamed_.policy() == RenamePolicy::kNew) return true;
  if (renamed_.policy() == RenamePolicy::kFollow) {
    followed_.insert(former);
    names_.put(former, 1);
    target_failure_ = target_.withdraw(std::string(former), "its IRI is now <" + record.iri + ">");
    REDNODE_CHECK(target_failure_);
    return true;
  }
  catalogue::Refusal refusal;
  refusal.record = record.iri;
  refusal.at = record.at;
  refusal.reason = "it has the holder and identifier of <" + former + ">, which is live";
  refusal.remedy = "keep the IRI, or import with --renamed follow or --renamed new";
  refusal.original = std::move(record.content);
  REDNODE_CHECK(take_refusal(source, std::move(refusal)));
  return false;
}

// One error for each violation, so that whoever repairs the record sees them all at once.
base::Status ImportRun::keep_out(const SourcePtr& source, catalogue::RecordContent&& record,
                                 std::vector<ImportGate::Fault>&& faults) {
  if (faults.empty()) return {};
  report_.add_quarantined(record.iri);
  for (std::size_t i = 0; i < faults.size(); ++i) {
    ImportError error;
    error.file = source->label;
    error.line = record.at.line;
    error.column = record.at.column;
    error.record = record.iri;
    error.field = std::move(faults[i].field);
    error.reason = std::move(faults[i].reason);
    error.remedy = "correct it, or import with --gate off";
    if (i == 0) {
      target_failure_ = target_.quarantine(source, error, std::move(record.content));
      REDNODE_CHECK(target_failure_);
    }
    report_.add_error(std::move(error));
  }
  return {};
}

// Records come when the document has been read: from then on they are what takes the time.
void ImportRun::show_records(const std::string& label) {
  if (!splitting_) {
    splitting_ = true;
    handled_before_ = target_.handled();
    progress_.start("importing records of " + label + ":", false, std::nullopt);
  }
  progress_.update(target_.handled() - handled_before_, 0);
}

// Which of two descriptions is right, only people know; silently taking the last one would make the
// record change with every import.
base::Status ImportRun::refuse_twice(const SourcePtr& source, catalogue::RecordContent&& record) {
  catalogue::Refusal refusal;
  refusal.record = record.iri;
  refusal.at = record.at;
  refusal.reason =
      "the record is described differently in another of these documents, which was taken";
  refusal.remedy = "keep one of the descriptions, or import the documents one by one";
  refusal.original = std::move(record.content);
  return take_refusal(source, std::move(refusal));
}

base::Status ImportRun::take_refusal(const SourcePtr& source, catalogue::Refusal&& refusal) {
  if (interrupted()) return base::unavailable("interrupted");
  ImportError error;
  error.file = source->label;
  error.line = refusal.at.line;
  error.column = refusal.at.column;
  error.record = std::move(refusal.record);
  error.field = std::move(refusal.field);
  error.reason = std::move(refusal.reason);
  error.remedy = std::move(refusal.remedy);
  target_failure_ = target_.quarantine(source, error, std::move(refusal.original));
  report_.add_quarantined(error.record);
  report_.add_error(std::move(error));
  return target_failure_;
}

}  // namespace rednode::node
