#include "node/related_records.h"

#include <algorithm>

#include "base/limits.h"
#include "catalogue/names.h"
#include "catalogue/ntriples.h"
#include "catalogue/record_judge.h"
#include "node/record_content.h"
#include "node/record_scan.h"
#include "storage/logs.h"

namespace rednode::node {
namespace {

using Question = RelatedRecords::Question;
using Relation = RelatedRecords::Relation;
using storage::RecordState;

class Search {
 public:
  Search(const storage::Reader& store, const Question& question, const std::function<bool()>& stop,
         const RelatedRecords::OnFound& on_found)
      : store_(store), question_(question), stop_(stop), on_found_(on_found) {}

  base::Result<RelatedRecords::Searched> run() {
    REDNODE_CHECK(prepare());
    for (const std::string& origin : question_.origins) {
      if (origin == question_.origin) continue;
      REDNODE_TRY(const auto twin, storage::read_record(store_, origin, question_.iri));
      if (twin) REDNODE_CHECK(found(Relation::kSameIri, origin, question_.iri, *twin));
    }
    if (!needles_.empty() || !member_.empty()) {
      for (const std::string& origin : question_.origins) REDNODE_CHECK(search(origin));
    }
    searched_.context = surroundings_.of(question_.iri, graph_);
    return std::move(searched_);
  }

 private:
  base::Status prepare() {
    // What cannot be read has no identifier; that it cannot be read is not said here.
    if (!catalogue::parse_nquads(question_.nquads, graph_).ok()) return {};
    keys_ = catalogue::identity_keys(graph_, question_.iri);
    if (!keys_.empty()) {
      for (const auto& identifier : catalogue::identifiers_of(graph_, question_.iri)) {
        const std::string text = catalogue::literal_text(identifier);
        needles_.emplace_back(catalogue::escaped_lexical_of(text));
      }
    }
    const auto record = graph_.find_iri(question_.iri);
    if (record &&
        catalogue::record_class(graph_, *record) == catalogue::names::kDcatDatasetSeries) {
      member_ = catalogue::iri_text(catalogue::names::kDcatInSeries) + " " +
                catalogue::iri_text(question_.iri) + " ";
    }
    return add_referenced();
  }

  // The records of the same catalogue that this one refers to.
  base::Status add_referenced() {
    std::vector<bool> seen(graph_.term_count());
    for (const catalogue::Quad& quad : graph_.quads()) {
      const std::string_view object = graph_.text(quad.object);
      if (seen[quad.object] || !catalogue::is_iri(object)) continue;
      seen[quad.object] = true;
      const std::string iri(catalogue::iri_of(object));
      if (iri == question_.iri) continue;
      searched_.complete = !stop_();
      if (!searched_.complete) return {};
      REDNODE_TRY(const auto state, storage::read_record(store_, question_.origin, iri));
      if (!state || !state->live()) continue;
      const auto nquads = nquads_of(store_, state->content_id);
      if (nquads.ok() && catalogue::parse_nquads(*nquads, other_).ok()) {
        surroundings_.add(iri, other_);
      }
    }
    return {};
  }

  base::Status search(const std::string& origin) {
    return scan_records(store_, origin,
                        [&](const std::string&, const std::string& iri,
                            const RecordState& state) -> base::Result<bool> {
                          if (stop_()) {
                            searched_.complete = false;
                            return false;
                          }
                          ++searched_.records;
                          REDNODE_CHECK(look_at(origin, iri, state));
                          return true;
                        });
  }

  base::Status look_at(const std::string& origin, const std::string& iri,
                       const RecordState& state) {
    if (iri == question_.iri) return {};
    const auto nquads = nquads_of(store_, state.content_id);
    if (!nquads.ok()) return {};
    const auto holds = [&nquads](const std::string& text) {
      return nquads->find(text) != base::Bytes::npos;
    };
    const bool alike = std::any_of(needles_.begin(), needles_.end(), holds);
    const bool member =
        !member_.empty() && state.live() && origin == question_.origin && holds(member_);
    if ((!alike && !member) || !catalogue::parse_nquads(*nquads, other_).ok()) return {};
    if (alike && shares_key(iri)) {
      REDNODE_CHECK(found(Relation::kSameIdentity, origin, iri, state));
    }
    if (!member) return {};
    surroundings_.add(iri, other_);
    return found(Relation::kMember, origin, iri, state);
  }

  bool shares_key(const std::string& iri) const {
    const auto keys = catalogue::identity_keys(other_, iri);
    return std::any_of(keys.begin(), keys.end(), [this](const catalogue::IdentityKey& key) {
      return std::binary_search(keys_.begin(), keys_.end(), key);
    });
  }

  base::Status found(Relation relation, const std::string& origin, const std::string& iri,
                     const RecordState& state) {
    std::uint64_t& count = searched_.found[static_cast<std::size_t>(relation)];
    if (++count > base::limits::kAlikeRecordsMax) return {};
    return on_found_(relation, origin, iri, state);
  }

  const storage::Reader& store_;
  const Question& question_;
  const std::function<bool()>& stop_;
  const RelatedRecords::OnFound& on_found_;
  RelatedRecords::Searched searched_;
  catalogue::Dataset graph_;
  catalogue::Dataset other_;  // the record that is looked at
  catalogue::Surroundings surroundings_;
  std::vector<catalogue::IdentityKey> keys_;
  std::vector<std::string> needles_;  // identifiers as they stand in N-Quads
  std::string member_;                // what a member of the series says
};

}  // namespace

base::Result<RelatedRecords::Searched> RelatedRecords::find(const storage::Reader& store,
                                                            const Question& question,
                                                            const std::function<bool()>& stop,
                                                            const OnFound& on_found) {
  return Search(store, question, stop, on_found).run();
}

}  // namespace rednode::node
