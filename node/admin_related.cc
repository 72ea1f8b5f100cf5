// Operations "record_related": the other records that have to do with one, and what is around it;
// and "record_nearest": what may have been meant by an IRI that no record has.

#include "base/limits.h"
#include "node/admin_lookup.h"
#include "node/nearest_iris.h"
#include "node/record_scan.h"
#include "node/related_records.h"

namespace rednode::node {
namespace {

const char* relation_name(RelatedRecords::Relation relation) {
  switch (relation) {
    case RelatedRecords::Relation::kSameIri:
      return "same-iri";
    case RelatedRecords::Relation::kSameIdentity:
      return "same-identity";
    case RelatedRecords::Relation::kMember:
      return "member";
  }
  return "unknown";
}

// All catalogues are read for one answer, so there is an end to it.
std::function<bool()> time_is_over(const AdminCall& call) {
  const base::Clock& clock = call.context.clock;
  const base::MonoTime end =
      clock.now().mono + std::chrono::seconds(base::limits::kRecordSearchSeconds);
  return [&clock, end] { return clock.now().mono > end; };
}

}  // namespace

base::Result<OpResult> op_record_related(const AdminCall& call) {
  const storage::Store& store = call.context.store;
  REDNODE_TRY(const auto iri, call.text("iri"));
  REDNODE_TRY(const auto found, find_record(call, iri));
  base::Bytes nquads;
  if (auto content = nquads_of(store, found.state.content_id); content.ok()) {
    nquads = std::move(*content);
  }
  RelatedRecords::Question question{found.origin, iri, nquads, {found.origin}};
  REDNODE_TRY(const auto origins, origins_here(call));
  for (const std::string& origin : origins) {
    if (origin != found.origin) question.origins.push_back(origin);
  }
  const auto send = [&call](RelatedRecords::Relation relation, const std::string& origin,
                            const std::string& other, const storage::RecordState& state) {
    Json json = record_json(origin, other, state);
    json["relation"] = relation_name(relation);
    return call.item(std::move(json));
  };
  REDNODE_TRY(auto searched, RelatedRecords::find(store, question, time_is_over(call), send));
  Json counts = Json::object();
  for (std::size_t i = 0; i < searched.found.size(); ++i) {
    counts[relation_name(static_cast<RelatedRecords::Relation>(i))] = searched.found[i];
  }
  return OpResult{{{"searched", searched.records},
                   {"complete", searched.complete},
                   {"found", std::move(counts)}},
                  std::move(searched.context)};
}

base::Result<OpResult> op_record_nearest(const AdminCall& call) {
  REDNODE_TRY(const auto iri, call.text("iri"));
  const auto stop = time_is_over(call);
  NearestIris nearest(iri);
  std::uint64_t searched = 0;
  bool complete = true;
  const auto offer = [&](const std::string& origin, const std::string& other,
                         const storage::RecordState& state) -> base::Result<bool> {
    complete = !stop();
    if (!complete) return false;
    ++searched;
    nearest.offer(origin, other, state.live());
    return true;
  };
  REDNODE_CHECK(scan_records(call.context.store, "", "", offer));
  for (const NearestIris::Near& near : nearest.nearest()) {
    REDNODE_CHECK(call.item({{"origin", near.origin},
                             {"iri", near.iri},
                             {"status", near.live ? "live" : "withdrawn"}}));
  }
  return OpResult{{{"searched", searched}, {"complete", complete}}, {}};
}

}  // namespace rednode::node
