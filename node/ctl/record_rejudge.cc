// redctl record rejudge: new verdicts for the records of our own catalogue, whose contents stay.
//
// Two passes: the first learns what is around each record, so that each is judged as in an import
// of the whole catalogue; the second judges, and submits what has another profile or verdict.

#include <algorithm>
#include <map>

#include "catalogue/ntriples.h"
#include "catalogue/surroundings.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/import_gate.h"
#include "node/ctl/interrupt.h"
#include "node/ctl/languages.h"
#include "node/ctl/progress.h"
#include "node/ctl/units.h"
#include "node/ctl/wait_for.h"

namespace rednode::node {
namespace {

constexpr std::size_t kBatch = 1'024;
constexpr std::size_t kNamed = 1'000;  // records that are named one by one

// How a record was judged, as a text for people: "warnings by healthdcat-ap/8/public".
std::string judged_text(const std::string& profile, const std::string& verdict) {
  return profile.empty() ? "not judged" : verdict + " by " + profile;
}

struct Change {
  std::string iri;
  std::string content_id;
  std::string before;  // judged_text()
  RecordVerdict now;
};

struct Outcome {
  std::uint64_t records = 0;    // that were judged
  std::uint64_t unchanged = 0;  // of these
  std::uint64_t rejudged = 0;   // of these: written, or, in a dry run, to be
  std::uint64_t not_judged = 0;
  std::uint64_t refused_total = 0;
  Json refused = Json::array();                                        // the first of them
  std::map<std::pair<std::string, std::string>, std::uint64_t> moves;  // of `rejudged`: from, to
  Json checkpoint;
};

class Rejudging {
 public:
  Rejudging(Context& context, const Config& config, const RecordRejudgeOptions& options,
            AdminClient& daemon)
      : context_(context),
        config_(config),
        options_(options),
        daemon_(daemon),
        progress_(context.clock, context.out.error_stream()) {}

  base::Result<Exit> run() {
    catch_interrupt();
    REDNODE_CHECK(prepare());
    base::Status status = for_each(
        "reading records",
        [this](const Json& item, const base::Bytes& nquads) { return learn(item, nquads); });
    if (status.ok()) {
      status = for_each("judging records", [this](const Json& item, const base::Bytes& nquads) {
        return judge(item, nquads);
      });
    }
    if (status.ok()) status = submit();
    progress_.clear();
    if (!status.ok() && !interrupted()) return status.error();
    return finish();
  }

 private:
  using OnContent = std::function<base::Status(const Json& item, const base::Bytes& nquads)>;

  base::Status prepare() {
    ImportGate::Options options;
    options.profile = options_.profile.empty() ? config_.import_profile : options_.profile;
    options.languages = reader_languages({});
    if (options.profile == "none") {
      return base::invalid(
          "import.profile is none, so imports are not judged: name what to judge "
          "by with --profile");
    }
    REDNODE_TRY(gate_, ImportGate::make(options, context_.out));
    if (options_.dry_run) return {};
    // Records are read over one connection while changes go over the other.
    REDNODE_TRY(submits_, daemon_if_running(config_));
    return submits_.has_value() ? base::Status() : base::unavailable("the daemon went away");
  }

  base::Status for_each(const char* what, const OnContent& on_content) {
    progress_.start(what, false, std::nullopt);
    std::uint64_t count = 0;
    return for_each_record(daemon_,
                           {{"origin", config_.origin}, {"contents", true}, {"profiles", true}},
                           [&](const Json& item, base::Bytes&& nquads) -> base::Status {
                             if (interrupted()) return base::unavailable("interrupted");
                             progress_.update(++count, 0);
                             return on_content(item, nquads);
                           });
  }

  // What cannot be read is said when its turn to be judged comes.
  base::Status learn(const Json& item, const base::Bytes& nquads) {
    if (!catalogue::parse_nquads(nquads, graph_).ok()) return {};
    surroundings_.add(text_member(item, "iri"), graph_);
    return {};
  }

  base::Status judge(const Json& item, const base::Bytes& nquads) {
    const std::string iri = text_member(item, "iri");
    const auto parsed = catalogue::parse_nquads(nquads, graph_);
    if (nquads.empty() || !parsed.ok()) {
      const std::string problem = parsed.ok() ? "its content is not here" : parsed.error().message;
      return leave_out(iri, text_member(item, "problem", problem));
    }
    catalogue::RecordContent record;
    record.iri = iri;
    record.content = nquads;
    record.context = surroundings_.of(iri, graph_);
    ImportGate::Answer answer = gate_->judge(record);
    if (answer.verdict.profile.empty()) {
      return leave_out(iri, answer.faults.empty() ? "" : answer.faults.front().reason);
    }
    ++outcome_.records;
    const std::string profile = text_member(item, "profile");
    const std::string verdict = text_member(item, "verdict");
    if (profile == answer.verdict.profile && verdict == answer.verdict.verdict) {
      ++outcome_.unchanged;
      return {};
    }
    changes_.push_back({iri, text_member(item, "content_id"), judged_text(profile, verdict),
                        std::move(answer.verdict)});
    return changes_.size() < kBatch ? base::Status() : submit();
  }

  // A record without a verdict keeps the one that it has.
  base::Status leave_out(const std::string& iri, const std::string& why) {
    if (++outcome_.not_judged <= kNamed) {
      progress_.clear();
      context_.out.note("not judged: <" + iri + ">: " + why);
    }
    return {};
  }

  base::Status submit() {
    const std::vector<Change> changes = std::exchange(changes_, {});
    if (options_.dry_run) {
      for (const Change& change : changes) count_rejudged(change);
    }
    if (options_.dry_run || changes.empty()) return {};
    Json list = Json::array();
    for (const Change& change : changes) {
      list.push_back({{"kind", "judge"},
                      {"iri", change.iri},
                      {"content_id", change.content_id},
                      {"profile", change.now.profile},
                      {"verdict", change.now.verdict}});
    }
    REDNODE_TRY(const auto answer,
                submits_->call("submit", {{"changes", std::move(list)},
                                          {"cosign_now", options_.wait_for > 0}}));
    const Json outcomes = list_member(answer.ok, "outcomes");
    for (std::size_t i = 0; i < std::min(outcomes.size(), changes.size()); ++i) {
      const std::string kind = text_member(outcomes[i], "kind");
      if (kind == "appended") count_rejudged(changes[i]);
      if (kind == "unchanged") ++outcome_.unchanged;
      if (kind != "refused" || ++outcome_.refused_total > kNamed) continue;
      outcome_.refused.push_back(
          {{"iri", changes[i].iri}, {"reason", text_member(outcomes[i], "message", "refused")}});
    }
    outcome_.checkpoint = answer.ok.value("checkpoint", Json());
    return {};
  }

  void count_rejudged(const Change& change) {
    ++outcome_.rejudged;
    ++outcome_.moves[{change.before, judged_text(change.now.profile, change.now.verdict)}];
  }

  base::Result<Exit> finish() {
    std::vector<std::string> holders;
    bool too_few = false;
    if (options_.wait_for > 0 && outcome_.checkpoint.is_object() && !interrupted()) {
      REDNODE_TRY(holders,
                  wait_for_holders(context_, daemon_, number_member(outcome_.checkpoint, "size"),
                                   options_.wait_for, options_.timeout_seconds));
      too_few = holders.size() < options_.wait_for;
    }
    for (const Json& refused : outcome_.refused) {
      context_.out.note("<" + text_member(refused, "iri") + ">: " + text_member(refused, "reason"));
    }
    if (context_.out.is_table()) {
      context_.out.text(text());
    } else {
      context_.out.document(json(holders));
    }
    if (too_few) {
      context_.out.note(too_few_text(holders, options_.wait_for, options_.timeout_seconds));
    }
    if (interrupted()) {
      context_.out.note("interrupted: what was written before stays, and the next run goes on");
    }
    const bool partial =
        outcome_.refused_total + outcome_.not_judged > 0 || too_few || interrupted();
    return partial ? Exit::kPartial : Exit::kDone;
  }

  std::string text() const {
    std::string text = options_.dry_run ? "dry run, nothing was written: " : "";
    text += "judged " + count_text(outcome_.records) + ", new verdict " +
            count_text(outcome_.rejudged) + ", unchanged " + count_text(outcome_.unchanged) +
            ", refused " + count_text(outcome_.refused_total) + ", not judged " +
            count_text(outcome_.not_judged) + "\n";
    for (const auto& [move, count] : outcome_.moves) {
      text += "  " + plural(count, "record") + ": " + printable(move.first) + ", now " +
              printable(move.second) + "\n";
    }
    return text;
  }

  Json json(const std::vector<std::string>& holders) const {
    Json moves = Json::array();
    for (const auto& [move, count] : outcome_.moves) {
      moves.push_back({{"from", move.first}, {"to", move.second}, {"records", count}});
    }
    Json json = {{"judged", outcome_.records},
                 {"rejudged", outcome_.rejudged},
                 {"unchanged", outcome_.unchanged},
                 {"refused", outcome_.refused},
                 {"refused_total", outcome_.refused_total},
                 {"not_judged", outcome_.not_judged},
                 {"moves", std::move(moves)},
                 {"verdicts", gate_->verdicts()},
                 {"checkpoint", outcome_.checkpoint},
                 {"dry_run", options_.dry_run},
                 {"interrupted", interrupted()}};
    if (options_.wait_for > 0) json["held_by"] = holders;
    return json;
  }

  Context& context_;
  const Config& config_;
  const RecordRejudgeOptions& options_;
  AdminClient& daemon_;
  std::optional<AdminClient> submits_;
  Progress progress_;
  std::unique_ptr<ImportGate> gate_;
  catalogue::Surroundings surroundings_;
  catalogue::Dataset graph_;
  std::vector<Change> changes_;
  Outcome outcome_;
};

}  // namespace

Exit run_record_rejudge(Context& context, const RecordRejudgeOptions& options) {
  return run_with_daemon(context, [&](const Config& config, AdminClient& daemon) {
    return Rejudging(context, config, options, daemon).run();
  });
}

}  // namespace rednode::node
