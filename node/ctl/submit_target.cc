#include <atomic>
#include <condition_variable>
#include <mutex>
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

constexpr const char* kPut = "put";
constexpr const char* kWithdraw = "withdraw";

struct Change {
  const char* kind;
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
struct QuarantineJob {
  Json entries = Json::array();
};
using Job = std::variant<SubmitJob, QuarantineJob>;

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

base::Status status_of(const base::Result<AdminClient::Answer>& answer) {
  return answer.ok() ? base::Status() : base::Status(answer.error());
}

// Batches go over all connections at once: while the daemon commits one, it unpacks and checks the
// next. What must come in order waits until nothing is in flight.
class SubmitTarget final : public ImportTarget {
 public:
  SubmitTarget(std::vector<AdminClient*> connections, bool cosign_now)
      : connections_(std::move(connections)), cosign_now_(cosign_now) {
    for (AdminClient* const daemon : connections_) {
      threads_.emplace_back([this, daemon] { work(*daemon); });
    }
  }
  ~SubmitTarget() override {
    stop();
    join();
  }

  base::Status begin(const SourcePtr& source) override {
    REDNODE_CHECK(settle());
    return status_of(first().call("quarantine_begin", {{"source", source->name}}));
  }

  base::Status put(const SourcePtr& source, catalogue::RecordContent&& record,
                   RecordVerdict&& verdict) override {
    // A record goes together with the withdrawal of what it was called before.
    const bool together = !batch_.changes.empty() && batch_.changes.back().kind == kWithdraw;
    if (!together) REDNODE_CHECK(flush_if_full(record.content.size()));
    return add({kPut,
                std::move(record.iri),
                {},
                std::move(record.content),
                source,
                record.at,
                std::move(verdict)});
  }

  base::Status withdraw(std::string&& iri, const std::string& reason) override {
    REDNODE_CHECK(flush_if_full(0));
    return add({kWithdraw, std::move(iri), reason, {}, nullptr, {}, {}});
  }

  base::Status quarantine(const SourcePtr& source, const ImportError& error,
                          base::Bytes&& original) override {
    Json entry = quarantine_entry(source->name, error, original);
    waiting_bytes_ += to_line(entry).size();
    waiting_.entries.push_back(std::move(entry));
    return waiting_bytes_ < kBatchBytes ? base::Status() : flush_quarantine();
  }

  base::Status settle() override {
    if (!batch_.changes.empty()) REDNODE_CHECK(flush());
    REDNODE_CHECK(flush_quarantine());
    return wait_idle();
  }

  base::Status finish(ImportReport& report) override {
    static_cast<void>(flush_quarantine());  // a failure is in failure_ as well
    // The last batch asks for cosignatures, so it goes when all others are done.
    if (wait_idle().ok() && !batch_.changes.empty() && !stopping_) {
      batch_.cosign_now = cosign_now_;
      fail(run(first(), batch_));
    }
    jobs_.close();
    join();
    report.put += done_.put;
    report.unchanged += done_.unchanged;
    report.judged_otherwise += done_.judged_otherwise;
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
  AdminClient& first() { return *connections_.front(); }

  base::Status push(Job job) {
    {
      const std::lock_guard lock(mutex_);
      ++in_flight_;
    }
    if (jobs_.push(std::move(job))) return {};
    landed();
    return base::unavailable("the import ended early");  // the reason is in failure_
  }

  void landed() {
    const std::lock_guard lock(mutex_);
    --in_flight_;
    idle_.notify_all();
  }

  base::Status wait_idle() {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return in_flight_ == 0; });
    return failure_;
  }

  void fail(base::Status status) {
    if (status.ok()) return;
    {
      const std::lock_guard lock(mutex_);
      if (failure_.ok()) failure_ = std::move(status);
    }
    stop();
  }

  base::Status flush() {
    batch_bytes_ = 0;
    return push(std::exchange(batch_, {}));
  }

  // The last batch is kept back until finish(), so that there is one to ask for cosignatures with.
  base::Status flush_if_full(std::size_t more) {
    const bool full = batch_.changes.size() >= kBatchChanges || batch_bytes_ + more > kBatchBytes;
    return full && !batch_.changes.empty() ? flush() : base::Status();
  }

  base::Status add(Change change) {
    if (stopping_) return base::unavailable("the import ended early");
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
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

  // On the threads: everything below.
  void work(AdminClient& daemon) {
    while (auto job = jobs_.pop()) {
      if (!stopping_) fail(std::visit([&](auto& j) { return run(daemon, j); }, *job));
      landed();
    }
  }

  base::Status run(AdminClient& daemon, QuarantineJob& job) {
    return status_of(daemon.call("quarantine_add", {{"entries", std::move(job.entries)}}));
  }

  base::Status run(AdminClient& daemon, SubmitJob& job) {
    Json changes = Json::array();
    base::Bytes blob;
    std::size_t bytes = 0;
    for (const Change& change : job.changes) bytes += change.content.size();
    blob.reserve(bytes);
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
        daemon.call("submit", {{"changes", std::move(changes)}, {"cosign_now", job.cosign_now}},
                    std::move(blob));
    if (!answer.ok()) return answer.error();
    QuarantineJob refused;
    REDNODE_CHECK(take_outcomes(job, answer->ok, refused));
    return refused.entries.empty() ? base::Status() : run(daemon, refused);
  }

  base::Status take_outcomes(const SubmitJob& job, const Json& ok, QuarantineJob& refused) {
    const Json outcomes = list_member(ok, "outcomes");
    if (outcomes.size() != job.changes.size()) {
      return base::invalid("the daemon answered with another number of outcomes than of changes");
    }
    const std::lock_guard lock(mutex_);
    take_checkpoint(ok);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const Change& change = job.changes[i];
      const std::string kind = text_member(outcomes[i], "kind");
      if (kind == "appended") {
        ++(change.source != nullptr ? done_.put : done_.withdrawn);
      } else if (kind == "unchanged") {
        ++done_.unchanged;
        if (flag_member(outcomes[i], "judged_otherwise")) ++done_.judged_otherwise;
      } else {
        refuse(change, text_member(outcomes[i], "message", "refused"), refused);
      }
      ++handled_;
    }
    return {};
  }

  // Answers come in any order; the largest checkpoint is the last.
  void take_checkpoint(const Json& ok) {
    if (!ok.contains("checkpoint")) return;
    const Json& now = ok["checkpoint"];
    const bool first_one = !done_.checkpoint.is_object();
    if (first_one || number_member(now, "size") >= number_member(done_.checkpoint, "size")) {
      done_.checkpoint = now;
    }
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

  const std::vector<AdminClient*> connections_;  // a thread's each, while jobs are in flight
  const bool cosign_now_;
  base::Queue<Job> jobs_{kBatchesWaiting};
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> handled_{0};
  SubmitJob batch_;
  std::size_t batch_bytes_ = 0;
  QuarantineJob waiting_;
  std::size_t waiting_bytes_ = 0;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t in_flight_ = 0;  // State below is protected by mutex_ until the threads have ended.
  ImportReport done_;
  base::Status failure_;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<ImportTarget> make_submit_target(std::vector<AdminClient*> connections,
                                                 bool cosign_now) {
  return std::make_unique<SubmitTarget>(std::move(connections), cosign_now);
}

}  // namespace rednode::node
