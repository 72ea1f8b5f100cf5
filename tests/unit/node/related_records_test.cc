// What of other records has to do with one, and what somebody may have meant by an IRI.

#include "node/related_records.h"

#include <map>

#include "base/limits.h"
#include "node/nearest_iris.h"
#include "node/record_scan.h"
#include "schema/content.h"
#include "storage/keys.h"
#include "storage/memory_store.h"
#include "tests/unit/test.h"

using namespace rednode::node;
namespace base = rednode::base;
namespace schema = rednode::schema;
namespace storage = rednode::storage;
using storage::Table;

namespace {

const std::string kType = " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ";
const std::string kIdentifier = " <http://purl.org/dc/terms/identifier> ";
const std::string kPublisher = " <http://purl.org/dc/terms/publisher> ";
const std::string kInSeries = " <http://www.w3.org/ns/dcat#inSeries> ";

std::string about(const std::string& iri, const std::string& identifier,
                  const std::string& publisher = "<urn:p>") {
  return "<" + iri + ">" + kIdentifier + "\"" + identifier + "\" .\n<" + iri + ">" + kPublisher +
         publisher + " .\n";
}

class Catalogues {
 public:
  // Of one record, with or without its content.
  void put(const std::string& origin, const std::string& iri, const std::string& nquads,
           bool here = true, bool live = true) {
    const auto content = schema::pack_content(nquads);
    storage::RecordState state;
    state.status = live ? storage::RecordStatus::kLive : storage::RecordStatus::kWithdrawn;
    state.wanted = !here;
    state.content_id = content.id;
    state.content_size = content.size;
    storage::Batch batch;
    batch.put(Table::kRecord, storage::record_key(origin, iri), storage::encode_record(state));
    if (here) {
      batch.put(Table::kContent, storage::content_key(content.id), schema::content_value(content));
    }
    REQUIRE(store.commit(batch, storage::Sync::kYes).ok());
  }

  // "BE urn:a" and so on, by relation.
  std::map<RelatedRecords::Relation, std::vector<std::string>> find(const std::string& iri,
                                                                    const std::string& nquads) {
    std::map<RelatedRecords::Relation, std::vector<std::string>> all;
    const auto searched = RelatedRecords::find(
        store, {"FR", iri, nquads, {"FR", "BE"}}, [this] { return looks++ >= looks_max; },
        [&all](RelatedRecords::Relation relation, const std::string& origin,
               const std::string& other, const storage::RecordState&) -> base::Status {
          all[relation].push_back(origin + " " + other);
          return {};
        });
    REQUIRE(searched.ok());
    last = *searched;
    return all;
  }

  storage::MemoryStore store;
  RelatedRecords::Searched last;
  std::size_t looks = 0;
  std::size_t looks_max = 1'000'000;
};

using Relation = RelatedRecords::Relation;
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("related records: the same holder and identifier, in any catalogue, live or not") {
  Catalogues catalogues;
  const std::string text = about("urn:a", "id \\\"1\\\"");
  catalogues.put("FR", "urn:a", text);
  catalogues.put("FR", "urn:b", about("urn:b", "id \\\"1\\\""), true, false);
  catalogues.put("FR", "urn:c", about("urn:c", "id \\\"1\\\"", "<urn:q>"));
  catalogues.put("BE", "urn:d", about("urn:d", "id \\\"1\\\""));
  catalogues.put("BE", "urn:e", about("urn:e", "other"));
  catalogues.put("BE", "urn:f", about("urn:f", "id \\\"1\\\""), false);
  const auto found = catalogues.find("urn:a", text);
  CHECK(found.at(Relation::kSameIdentity) == Names{"FR urn:b", "BE urn:d"});
  CHECK(found.size() == 1);
  CHECK(catalogues.last.records == 6);
  CHECK(catalogues.last.complete);
}

TEST_CASE("related records: the same IRI in another catalogue, also where no content is here") {
  Catalogues catalogues;
  catalogues.put("BE", "urn:a", "<urn:a> <urn:p> \"x\" .\n", false);
  CHECK(catalogues.find("urn:a", "").at(Relation::kSameIri) == Names{"BE urn:a"});
  CHECK(catalogues.last.records == 0);  // without an identifier nothing has to be searched
}

TEST_CASE("related records: what is around a record, for shapes to look at") {
  Catalogues catalogues;
  const std::string series = "<urn:s>" + kType + "<http://www.w3.org/ns/dcat#DatasetSeries> .\n";
  const std::string member = "<urn:m>" + kInSeries + "<urn:s> .\n<urn:m>" + kType +
                             "<http://www.w3.org/ns/dcat#Dataset> .\n";
  catalogues.put("FR", "urn:s", series);
  catalogues.put("FR", "urn:m", member);
  catalogues.put("BE", "urn:n", "<urn:n>" + kInSeries + "<urn:s> .\n");  // of another catalogue
  CHECK(catalogues.find("urn:s", series).at(Relation::kMember) == Names{"FR urn:m"});
  CHECK(catalogues.last.context == "<urn:m>" + kInSeries + "<urn:s> .\n<urn:m>" + kType +
                                       "<http://www.w3.org/ns/dcat#Dataset> .\n");
  CHECK(catalogues.find("urn:m", member).empty());
  CHECK(catalogues.last.context ==
        "<urn:s>" + kType + "<http://www.w3.org/ns/dcat#DatasetSeries> .\n");
}

TEST_CASE("related records: an answer that says that there was no time for all") {
  Catalogues catalogues;
  const std::string text = about("urn:a", "1");
  for (const char* const name : {"urn:a", "urn:b", "urn:c", "urn:d"}) {
    catalogues.put("FR", name, about(name, "1"));
  }
  catalogues.looks_max = 3;
  CHECK(catalogues.find("urn:a", text).at(Relation::kSameIdentity).size() == 1);
  CHECK_FALSE(catalogues.last.complete);
  CHECK(catalogues.last.records == 2);

  catalogues.looks = 0;
  catalogues.looks_max = 0;  // not even for those that it refers to
  catalogues.find("urn:z", "<urn:z> <urn:p> <urn:a> .\n");
  CHECK_FALSE(catalogues.last.complete);
}

TEST_CASE("related records: a list that ends") {
  Catalogues catalogues;
  for (int i = 0; i < 120; ++i) {
    const std::string iri = "urn:x" + std::to_string(i);
    catalogues.put("BE", iri, about(iri, "1"));
  }
  CHECK(catalogues.find("urn:a", about("urn:a", "1")).at(Relation::kSameIdentity).size() ==
        base::limits::kAlikeRecordsMax);
  CHECK(catalogues.last.found[static_cast<std::size_t>(Relation::kSameIdentity)] == 120);
}

TEST_CASE("related records: a content that is no N-Quads is looked for by its IRI alone") {
  Catalogues catalogues;
  catalogues.put("BE", "urn:a", about("urn:a", "1"));
  CHECK(catalogues.find("urn:a", "this is no statement").at(Relation::kSameIri) ==
        Names{"BE urn:a"});
  CHECK(catalogues.last.complete);
}

TEST_CASE("scan_records: all of one origin, beyond a page, and none of its neighbours") {
  Catalogues catalogues;
  for (int i = 0; i < 600; ++i) catalogues.put("FR", "urn:" + std::to_string(i), "x");
  catalogues.put("FR-HDH", "urn:0", "x");
  catalogues.put("ES", "urn:0", "x");
  std::size_t count = 0;
  const auto all = [&count](const std::string& origin, const std::string&,
                            const storage::RecordState&) -> base::Result<bool> {
    CHECK(origin == "FR");
    return ++count != 900;
  };
  REQUIRE(scan_records(catalogues.store, "FR", all).ok());
  CHECK(count == 600);
  count = 890;
  REQUIRE(scan_records(catalogues.store, "FR", all).ok());
  CHECK(count == 900);  // where the visitor has enough, it ends
}

TEST_CASE("nearest IRIs: slips, schemes and slashes; the nearest first, and no more than a few") {
  NearestIris nearest("https://data.example.fr/dataset/cancer-registry");
  nearest.offer("FR", "https://data.example.fr/dataset/cancer-register", true);
  nearest.offer("BE", "http://data.example.fr/dataset/cancer-registry", false);
  nearest.offer("FR", "https://data.example.fr/dataset/cancer-registry/", true);
  nearest.offer("FR", "https://elsewhere.example/x", true);
  nearest.offer("FR", "", true);
  REQUIRE(nearest.nearest().size() == 3);
  CHECK(nearest.nearest()[0].iri == "https://data.example.fr/dataset/cancer-registry/");
  CHECK(nearest.nearest()[1].origin == "BE");
  CHECK_FALSE(nearest.nearest()[1].live);
  for (int i = 0; i < 100; ++i) {
    nearest.offer("FR", "https://data.example.fr/dataset/cancer-registr" + std::to_string(i), true);
  }
  CHECK(nearest.nearest().size() == base::limits::kNearestIrisMax);
  CHECK(nearest.nearest()[0].iri == "https://data.example.fr/dataset/cancer-registry/");
}
