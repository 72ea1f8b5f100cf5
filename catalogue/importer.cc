#include "catalogue/importer.h"

#include <memory>
#include <string>

#include "base/limits.h"
#include "catalogue/decompress.h"
#include "catalogue/file_spool.h"
#include "catalogue/iri.h"
#include "catalogue/memory_spool.h"

namespace rednode::catalogue {
namespace {

constexpr const char* kCorrectIt =
    "correct the statement at this place and import the document again; what else it holds was "
    "read";

class Import {
 public:
  Import(const ImportOptions& options, const ImportEvents& events)
      : options_(options), events_(events), memory_(std::make_unique<MemorySpool>()) {}

  base::Result<ImportCounts> run(const ByteSource& source) {
    if (!options_.mint_base.empty()) {
      if (const auto fault = iri_fault(options_.mint_base); !fault.empty()) {
        return base::invalid("the base for minted IRIs cannot be used: " + fault);
      }
    }
    REDNODE_CHECK(look_ahead(source));
    ImportCounts counts;
    REDNODE_TRY(counts.format, format());
    format_ = counts.format;
    REDNODE_TRY(const ReadCounts read,
                read_rdf(with_head(source), counts.format,
                         {options_.base_iri, options_.contexts, options_.mapping, reopen()},
                         reader_events()));
    counts.bytes = read.bytes;
    counts.syntax_errors = read.errors;
    counts.values = read.values;
    StatementSpool& spool = this->spool();
    REDNODE_CHECK(spool.seal());
    split_.mint_base = options_.mint_base;
    split_.context = options_.context;
    SplitEvents split_events{events_.on_record, events_.on_refusal, events_.on_left_out};
    REDNODE_TRY(counts.split, split_records(spool, split_, split_events));
    return counts;
  }

 private:
  StatementSpool& spool() {
    if (file_ != nullptr) return *file_;
    return *memory_;
  }

  // What detection looks at is read first, and handed on after.
  base::Status look_ahead(const ByteSource& source) {
    head_.resize(kDetectBytes);
    std::size_t size = 0;
    while (size < head_.size()) {
      REDNODE_TRY(const std::size_t count, source(head_.data() + size, head_.size() - size));
      if (count == 0) break;
      size += count;
    }
    head_.resize(size);
    return {};
  }

  base::Result<Format> format() const {
    if (options_.format) return *options_.format;
    return detect_format(head_, options_.file_name);
  }

  Reopen reopen() const {
    if (!options_.reopen) return {};
    return [this]() -> base::Result<ByteSource> {
      REDNODE_TRY(ByteSource source, options_.reopen());
      return decompressed(std::move(source));
    };
  }

  ByteSource with_head(const ByteSource& source) {
    return [head = source_of(head_), &source](char* buffer,
                                              std::size_t capacity) -> base::Result<std::size_t> {
      REDNODE_TRY(const std::size_t count, head(buffer, capacity));
      return count > 0 ? base::Result<std::size_t>(count) : source(buffer, capacity);
    };
  }

  ReaderEvents reader_events() {
    ReaderEvents events;
    events.on_quad = [this](const QuadText& quad, Position at) -> base::Status {
      REDNODE_CHECK(spool_statement(spool(), quad, at));
      if (file_ == nullptr && memory_->memory() > options_.memory_budget) return spill();
      return {};
    };
    events.on_error = [this](SyntaxError&& error) { return refuse(std::move(error)); };
    events.on_progress = events_.on_progress;
    events.on_unmapped = events_.on_unmapped;
    events.on_note = events_.on_note;
    return events;
  }

  base::Status spill() {
    if (options_.spool_directory.empty()) {
      return base::exhausted("the document needs more than " +
                             std::to_string(options_.memory_budget >> 20) +
                             " MB of memory, and no folder for temporary files is given");
    }
    REDNODE_TRY(file_, FileSpool::create(options_.spool_directory));
    REDNODE_CHECK(memory_->seal());
    StatementSpool::Group group;
    for (StatementSpool::Ordinal i = 0; i < memory_->size(); ++i) {
      REDNODE_CHECK(memory_->read(i, group));
      for (const base::BytesView entry : group.entries) REDNODE_CHECK(file_->add(group.key, entry));
    }
    memory_.reset();
    return {};
  }

  base::Status refuse(SyntaxError&& error) {
    if (!error.subject.empty()) {
      Damage& damage =
          split_.damaged.try_emplace(error.subject, Damage{error.at.line, {}}).first->second;
      if (damage.type.empty()) damage.type = std::move(error.type);
    }
    for (std::string& other : error.others) {
      split_.damaged.try_emplace(std::move(other), Damage{error.at.line, {}});
    }
    if (split_.damaged.size() > base::limits::kSyntaxErrorsMax) {
      return base::exhausted("more than " + std::to_string(base::limits::kSyntaxErrorsMax) +
                             " subjects stand in what could not be read");
    }
    Refusal refusal;
    if (!error.subject.empty()) {
      refusal.record =
          is_iri(error.subject) ? iri_of(error.subject) : std::string_view(error.subject);
    }
    refusal.at = error.at;
    refusal.reason = std::move(error.reason);
    refusal.remedy = error.remedy.empty() ? kCorrectIt : std::move(error.remedy);
    refusal.original = std::move(error.original);
    refusal.original_format = format_;
    refusal.syntax = true;
    return events_.on_refusal(std::move(refusal));
  }

  const ImportOptions& options_;
  const ImportEvents& events_;
  base::Bytes head_;
  Format format_ = Format::kTurtle;
  SplitOptions split_;
  std::unique_ptr<MemorySpool> memory_;
  std::unique_ptr<FileSpool> file_;
};

}  // namespace

base::Result<ImportCounts> import_document(const ByteSource& source, const ImportOptions& options,
                                           const ImportEvents& events) {
  return Import(options, events).run(decompressed(source));
}

}  // namespace rednode::catalogue
