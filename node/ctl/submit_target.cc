#include <atomic>
#include <thread>
#include <variant>

#include "base/limits.h"
#include "base/queue.h"
#include "node/ctl/import_target.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;

constexpr std::size_t kBatchChanges = 1'024;
constexpr std::size_t kBatchBytes = 4 << 20;
constexpr std::size_t kBatchesWaiting = 4;

struct Change {
  std::string kind;
  std::string iri;
  std::string reason;
  base::Bytes content;
  SourcePtr source;  // null for a withdrawal
  catalogue::Position at;
  RecordVerdict verdict;
};
struct SubmitJob {
  std::vector<Change> changes;
  bool cosign_now = false;
};
struct BeginJob {
  std::string source;
};
struct QuarantineJob {
  Json entries = Json::array();
};
using Job = std::variant<SubmitJob, BeginJob, QuarantineJob>;

// The daemon bounds an entry; what is binary grows sixfold as JSON, so such an original is cut.
Json quarantine_entry(const std::string& source, const ImportError& error,
                      base::BytesView original) {
  Json kept = std::string(original.substr(0, limits::kQuarantineBytesMax));
  if (to_line(kept).size() > 3 * limits::kQuarantineBytesMax) {
    kept = std::string(original.substr(0, limits::kQuarantineBytesMax / 4));
  }
  Json entry = error_json(error);
  entry.erase("file");
  entry["source"] = source;
  entry["original"] = std::move(kept);
  return entry;
}

class SubmitTarget final : public ImportTarget {
 public:
  SubmitTarget(AdminClient& daemon, bool cosign_now) : daemon_(daemon), cosign_now_(cosign_now) {
    thread_ = std::thread([this] { work(); });
  }
  ~SubmitTarget() override {
    stop();
    join();
  }

  base::Status begin(const SourcePtr& source) override { return push(BeginJob{source->name}); }

  base::Status put(const SourcePtr& source, catalogue::RecordContent&& record,
                   RecordVerdict&& verdict) override {
    return add({"put",
                std::move(record.iri),
                {},
                std::move(record.content),
                source,
                record.at,
                std::move(verdict)});
  }

  base::Status withdraw(std::string&& iri, const std::string& reason) override {
    return add({"withdraw", std::move(iri), reason, {}, nullptr, {}, {}});
  }

  base::Status quarantine(const SourcePtr& source, const ImportError& error,
                          base::Bytes&& original) override {
    Json entry = quarantine_entry(source->name, error, original);
    waiting_bytes_ += to_line(entry).size();
    waiting_.entries.push_back(std::move(entry));
    return waiting_bytes_ < kBatchBytes ? base::Status() : flush_quarantine();
  }

  base::Status finish(ImportReport& report) override {
    static_cast<void>(flush_quarantine());  // a failure is in failure_ as well
    if (!batch_.changes.empty()) {
      batch_.cosign_now = cosign_now_;
      static_cast<void>(push(std::exchange(batch_, {})));
    }
    join();
    report.put += done_.put;
    report.unchanged += done_.unchanged;
    report.withdrawn += done_.withdrawn;
    if (done_.checkpoint.is_object()) report.checkpoint = done_.checkpoint;
    for (ImportError& error : done_.errors) {
      report.add_quarantined(error.record);
      report.add_error(std::move(error));
    }
    report.errors_total += done_.errors_total - done_.errors.size();
    return failure_;
  }

  void stop() override {
    stopping_ = true;
    jobs_.close();
  }

  std::uint64_t handled() const override { return handled_; }

 private:
  base::Status push(Job job) {
    if (jobs_.push(std::move(job))) return {};
    return base::unavailable("the import ended early");  // the reason is in failure_
  }

  // The last batch is kept back until finish(), so that there is one to ask for cosignatures with.
  base::Status add(Change change) {
    const bool full = batch_.changes.size() >= kBatchChanges ||
                      batch_bytes_ + change.content.size() > kBatchBytes;
    if (full && !batch_.changes.empty()) {
      batch_bytes_ = 0;
      REDNODE_CHECK(push(std::exchange(batch_, {})));
    }
    batch_bytes_ += change.content.size();
    batch_.changes.push_back(std::move(change));
    return {};
  }

  base::Status flush_quarantine() {
    if (waiting_.entries.empty()) return {};
    waiting_bytes_ = 0;
    return push(std::exchange(waiting_, {}));
  }

  void join() {
    jobs_.close();
    if (thread_.joinable()) thread_.join();
  }

  // On the thread: everything below.
  void work() {
    while (auto job = jobs_.pop()) {
      if (stopping_) continue;
      failure_ = std::visit([this](auto& j) { return run(j); }, *job);
      if (!failure_.ok()) return stop();
    }
  }

  base::Status run(BeginJob& job) {
    return status_of(daemon_.call("quarantine_begin", {{"source", job.source}}));
  }

  base::Status run(QuarantineJob& job) {
    return status_of(daemon_.call("quarantine_add", {{"entries", std::move(job.entries)}}));
  }

  base::Status run(SubmitJob& job) {
    Json changes = Json::array();
    base::Bytes blob;
    for (const Change& change : job.changes) {
      Json json = {{"kind", change.kind}, {"iri", change.iri}};
      if (!change.reason.empty()) json["reason"] = change.reason;
      if (!change.verdict.profile.empty()) {
        json["profile"] = change.verdict.profile;
        json["verdict"] = change.verdict.verdict;
      }
      if (change.source != nullptr) json["bytes"] = change.content.size();
      blob += change.content;
      changes.push_back(std::move(json));
    }
    auto answer =
        daemon_.call("submit", {{"changes", std::move(changes)}, {"cosign_now", job.cosign_now}},
                     std::move(blob));
    if (!answer.ok()) return answer.error();
    if (answer->ok.contains("checkpoint")) done_.checkpoint = answer->ok["checkpoint"];
    return take_outcomes(job, list_member(answer->ok, "outcomes"));
  }

  base::Status take_outcomes(SubmitJob& job, const Json& outcomes) {
    if (outcomes.size() != job.changes.size()) {
      return base::invalid("the daemon answered with another number of outcomes than of changes");
    }
    QuarantineJob refused;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      Change& change = job.changes[i];
      const std::string kind = text_member(outcomes[i], "kind");
      if (kind == "appended") {
        ++(change.source != nullptr ? done_.put : done_.withdrawn);
      } else if (kind == "unchanged") {
        ++done_.unchanged;
      } else {
        refuse(change, text_member(outcomes[i], "message", "refused"), refused);
      }
      ++handled_;
    }
    return refused.entries.empty() ? base::Status() : run(refused);
  }

  void refuse(const Change& change, const std::string& reason, QuarantineJob& refused) {
    ImportError error;
    error.record = change.iri;
    error.reason = "the node refused it: " + reason;
    if (change.source != nullptr) {
      error.file = change.source->label;
      error.line = change.at.line;
      error.column = change.at.column;
      refused.entries.push_back(quarantine_entry(change.source->name, error, change.content));
    }
    done_.add_error(std::move(error));
  }

  static base::Status status_of(const base::Result<AdminClient::Answer>& answer) {
    return answer.ok() ? base::Status() : base::Status(answer.error());
  }

  AdminClient& daemon_;  // the thread's, until join()
  const bool cosign_now_;
  base::Queue<Job> jobs_{kBatchesWaiting};
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> handled_{0};
  SubmitJob batch_;
  std::size_t batch_bytes_ = 0;
  QuarantineJob waiting_;
  std::size_t waiting_bytes_ = 0;
  ImportReport done_;     // the thread's, until join()
  base::Status failure_;  // the thread's, until join()
  std::thread thread_;
};

}  // namespace

std::unique_ptr<ImportTarget> make_submit_target(AdminClient& daemon, bool cosign_now) {
  return std::make_unique<SubmitTarget>(daemon, cosign_now);
}

}  // namespace rednode::node
