#include "catalogue/mapped_records.h"

#include "catalogue/input_buffer.h"
#include "catalogue/json_record.h"

namespace rednode::catalogue {
namespace {

constexpr const char* kCorrectIt = "correct it there and deliver the document again";
constexpr const char* kAdaptIt = "correct the record, or adapt the mapping";

}  // namespace

base::Status MappedRecords::take(SourceRecord& record, Position at, std::string_view original) {
  if (mapping_.embedded_json) open_embedded_json(record);
  if (const base::Status mapped = mapper_.map(record); !mapped.ok()) {
    SyntaxError error;
    error.at = error.statement = at;
    error.reason = mapped.error().message;
    error.remedy = kAdaptIt;
    error.original = quarantine_part(original);
    return report(events_, std::move(error), counts_);
  }
  const Dataset& dataset = mapper_.dataset();
  for (const Quad& quad : dataset.quads()) {
    REDNODE_CHECK(events_.on_quad(dataset.texts(quad), at));
    ++counts_.quads;
  }
  unmapped_.add_record(record, mapping_, mapper_.iri());
  return {};
}

base::Status MappedRecords::refuse(Fault fault, SourceRecord* part) {
  SyntaxError error;
  error.at = fault.at;
  error.statement = fault.statement;
  error.reason = std::move(fault.reason);
  error.remedy = fault.remedy.empty() ? kCorrectIt : std::move(fault.remedy);
  error.original = quarantine_part(fault.original);
  if (part != nullptr) {
    mapper_.identify(*part);
    if (!mapper_.iri().empty()) error.subject = iri_text(mapper_.iri());
    if (!mapping_.record.classes.empty()) error.type = iri_text(mapping_.record.classes.front());
  }
  return report(events_, std::move(error), counts_);
}

base::Result<ReadCounts> MappedRecords::finish(std::uint64_t bytes) {
  REDNODE_CHECK(unmapped_.deliver(events_));
  counts_.bytes = bytes;
  counts_.values = unmapped_.counts();
  return counts_;
}

}  // namespace rednode::catalogue
