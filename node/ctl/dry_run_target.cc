#include "base/digest.h"
#include "node/ctl/import_target.h"

namespace rednode::node {
namespace {

class DryRunTarget final : public ImportTarget {
 public:
  DryRunTarget(AdminClient* daemon, std::string origin)
      : daemon_(daemon), origin_(std::move(origin)) {}

  base::Status begin(const SourcePtr&) override { return {}; }
  base::Status quarantine(const SourcePtr&, const ImportError&, base::Bytes&&) override {
    return {};
  }
  base::Status withdraw(std::string&&, const std::string&) override {
    ++withdrawn_;
    return {};
  }

  base::Status put(const SourcePtr&, catalogue::RecordContent&& record,
                   RecordVerdict&& verdict) override {
    ++handled_;
    REDNODE_TRY(const Json held, held_as(record));
    ++(held.is_null() ? put_ : unchanged_);
    if (held.is_null() || verdict.profile.empty()) return {};
    if (text_member(held, "profile") != verdict.profile ||
        text_member(held, "verdict") != verdict.verdict) {
      ++judged_otherwise_;
    }
    return {};
  }

  base::Status settle() override { return {}; }

  base::Status finish(ImportReport& report) override {
    report.put += put_;
    report.unchanged += unchanged_;
    report.judged_otherwise += judged_otherwise_;
    report.withdrawn += withdrawn_;
    return {};
  }

  void stop() override {}
  std::uint64_t handled() const override { return handled_; }

 private:
  // As the catalogue holds exactly this content already; null where it does not.
  base::Result<Json> held_as(const catalogue::RecordContent& record) {
    if (daemon_ == nullptr) return Json();
    const auto answer =
        daemon_->call("record", {{"iri", record.iri}, {"origin", origin_}, {"state_only", true}});
    if (daemon_->lost()) return answer.error();
    if (!answer.ok()) return Json();  // unknown, or not to be read: it would be put
    const bool same =
        text_member(answer->ok, "status") == "live" &&
        text_member(answer->ok, "content_id") == base::to_hex(base::sha256(record.content));
    return same ? answer->ok : Json();
  }

  AdminClient* const daemon_;
  const std::string origin_;
  std::uint64_t put_ = 0;
  std::uint64_t unchanged_ = 0;
  std::uint64_t judged_otherwise_ = 0;
  std::uint64_t withdrawn_ = 0;
  std::uint64_t handled_ = 0;
};

}  // namespace

std::unique_ptr<ImportTarget> make_dry_run_target(AdminClient* daemon, std::string origin) {
  return std::make_unique<DryRunTarget>(daemon, std::move(origin));
}

}  // namespace rednode::node
