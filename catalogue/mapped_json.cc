#include "catalogue/mapped_json.h"

#include <algorithm>

#include "base/limits.h"
#include "catalogue/json_cutter.h"
#include "catalogue/json_record.h"
#include "catalogue/mapped_records.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

// How far is looked ahead for the place of the records.
constexpr std::size_t kLookAhead = 1 << 20;

// The first of the mapping's places that the document has, as far as one can see.
base::Result<SourcePath> place_of_records(InputBuffer& input, const Mapping& mapping) {
  for (;;) {
    const JsonOutline outline = json_outline(input.view().substr(0, kLookAhead));
    const bool all = input.at_eof() || input.view().size() >= kLookAhead;
    for (const SourcePath& place : mapping.records) {
      const std::string written = written_path({place.names.begin(), place.names.end()});
      if (outline.containers.contains(written) || place.names.empty()) {
        if (!all && &place != &mapping.records.front()) break;
        return place;
      }
    }
    if (all) return mapping.records.front();
    REDNODE_CHECK(input.more());
  }
}

class MappedJsonReader {
 public:
  MappedJsonReader(InputBuffer& input, SourcePath place, const Mapping& mapping,
                   const ReaderEvents& events)
      : input_(input), cutter_(std::move(place)), records_(mapping, events) {}

  base::Result<ReadCounts> run() {
    for (bool on = true; on;) {
      const JsonCutter::Cut cut = cutter_.next(input_.view(), input_.at_eof());
      pass(cut.begin, cut);
      switch (cut.kind) {
        case JsonCutter::Kind::kMore:
          REDNODE_CHECK(more(cut));
          continue;
        case JsonCutter::Kind::kRecord:
          REDNODE_CHECK(record(cut));
          break;
        case JsonCutter::Kind::kValue:
          outside(cut);
          break;
        case JsonCutter::Kind::kFault:
        case JsonCutter::Kind::kStop:
          REDNODE_CHECK(records_.refuse({here_, here_, cut.fault, {}, written(cut)}, nullptr));
          on = cut.kind == JsonCutter::Kind::kFault;
          break;
        case JsonCutter::Kind::kEnd:
          on = false;
          break;
      }
      advance_to(cut.consumed);
      input_.consume(cut.consumed);
      passed_ = 0;
    }
    return records_.finish(input_.bytes_read());
  }

 private:
  std::string_view written(const JsonCutter::Cut& cut) const {
    return input_.view().substr(cut.begin, cut.end - cut.begin);
  }

  // Moves the position to where the cut begins.
  void pass(std::size_t begin, const JsonCutter::Cut& cut) {
    if (cut.kind != JsonCutter::Kind::kMore) advance_to(begin);
  }
  void advance_to(std::size_t offset) {
    if (offset <= passed_) return;
    advance(here_, input_.view().substr(passed_, offset - passed_));
    passed_ = offset;
  }

  base::Status more(const JsonCutter::Cut& cut) {
    advance_to(cut.consumed);
    input_.consume(cut.consumed);
    passed_ = 0;
    if (cutter_.in_record() && input_.view().size() > limits::kSourceRecordBytesMax) {
      if (!skipping_) REDNODE_CHECK(refuse_size());
      skipping_ = true;
      const std::size_t gone = cutter_.looked_at();
      advance_to(gone);
      input_.consume(gone);
      passed_ = 0;
      cutter_.let_go();
    }
    return input_.more();
  }

  base::Status refuse_size() {
    return records_.refuse(
        {here_, here_,
         "a record of more than " + std::to_string(limits::kSourceRecordBytesMax) + " bytes",
         "describe in it only what belongs to it", input_.view()},
        nullptr);
  }

  base::Status record(const JsonCutter::Cut& cut) {
    if (skipping_) {
      skipping_ = false;
      return {};
    }
    const std::string_view text = written(cut);
    if (text.size() > limits::kSourceRecordBytesMax) return refuse_size();
    const auto fault = parse_json_record(text, record_);
    if (!fault && cut.fault.empty()) return records_.take(record_, here_, text);
    Position at = here_;
    advance(at, text.substr(0, fault ? std::min(fault->offset, text.size()) : 0));
    return records_.refuse({here_, at, fault ? fault->reason : cut.fault, {}, text}, &record_);
  }

  void outside(const JsonCutter::Cut& cut) {
    const std::string_view text = written(cut);
    const std::string value = text.front() == '"' ? json_text(text) : std::string(text);
    const bool says_nothing =
        value == "null" || value.find_first_not_of(" \t\r\n") == std::string::npos;
    if (!says_nothing) records_.outside(cutter_.names(), value);
  }

  InputBuffer& input_;
  JsonCutter cutter_;
  MappedRecords records_;
  SourceRecord record_;
  Position here_{1, 1};
  std::size_t passed_ = 0;  // of the view, by here_
  bool skipping_ = false;   // in a record that was refused for its size
};

}  // namespace

base::Result<ReadCounts> read_mapped_json(InputBuffer& input, const Mapping& mapping,
                                          const ReaderEvents& events) {
  REDNODE_TRY(SourcePath place, place_of_records(input, mapping));
  return MappedJsonReader(input, std::move(place), mapping, events).run();
}

}  // namespace rednode::catalogue
