// redctl validate: judges documents, without a daemon.
//
// By a profile each record is judged for itself, at the level of its access right, as `redctl
// import` does, and documents of any size stream. With --shapes or --whole a document is one graph,
// as other SHACL tools see it, and must fit in memory.

#include <cstdlib>
#include <filesystem>

#include "base/limits.h"
#include "catalogue/importer.h"
#include "catalogue/writer.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/document.h"
#include "node/ctl/interrupt.h"
#include "node/ctl/languages.h"
#include "node/ctl/named_profile.h"
#include "node/ctl/progress.h"
#include "node/ctl/text_file.h"
#include "node/ctl/validate_report.h"
#include "node/ctl/whole_graph.h"

namespace rednode::node {
namespace {

using catalogue::Format;

constexpr std::size_t kMemoryBudget = 128 << 20;
// Blank datasets are judged under a name of this kind; nobody sees another.
constexpr const char* kUnnamed = "urn:rednode:unnamed:";

base::Result<catalogue::Dataset> read_graph(const std::string& path) {
  REDNODE_TRY(const std::string text, read_text_file(path, base::limits::kShapesBytesMax));
  auto format = catalogue::detect_format(text, path);
  if (!format.ok()) return base::with_context(path, format.error());
  auto graph = catalogue::read_dataset(text, *format, "file://" + path);
  if (!graph.ok()) return base::with_context(path, graph.error());
  return graph;
}

class Validation {
 public:
  Validation(Context& context, const ValidateOptions& options)
      : context_(context),
        options_(options),
        progress_(context.clock, context.out.error_stream()) {}

  base::Result<Exit> run() {
    catch_interrupt();
    REDNODE_TRY(const auto documents, find_documents(options_.paths));
    REDNODE_TRY(reading_, Reading::from(options_.reading));
    REDNODE_TRY(vocabularies_, catalogue::Vocabularies::shipped());
    REDNODE_TRY(const auto explanations, catalogue::Explanations::shipped(
                                             vocabularies_, reader_languages(options_.languages)));
    REDNODE_CHECK(prepare());
    ValidateReport report(context_.out, explanations, least_, !options_.report_file.empty());
    report.set_not_checked(not_checked());
    for (const DocumentPath& document : documents) {
      if (interrupted()) break;
      const bool whole = shapes_.has_value() || options_.whole;
      const auto done = whole ? judge_document(document, report) : judge_records(document, report);
      progress_.clear();
      if (interrupted()) break;
      if (!done.ok()) report.add_unreadable(document.label, done.error().message);
    }
    report.finish();
    if (!options_.report_file.empty()) REDNODE_CHECK(write_graph(report));
    if (interrupted()) context_.out.note("interrupted: not everything was judged");
    return report.clean() && !interrupted() ? Exit::kDone : Exit::kPartial;
  }

 private:
  base::Status prepare() {
    // People see what blocks, scripts see all.
    const std::string usual = context_.out.is_table() ? "violation" : "info";
    const std::string& least = options_.severity.empty() ? usual : options_.severity;
    least_ = least == "violation" ? Least::kViolation
             : least == "warning" ? Least::kWarning
                                  : Least::kInfo;
    if (!options_.shapes.empty()) return read_shapes();
    for (const std::string& name : options_.profiles) {
      REDNODE_TRY(auto profile, named_profile(name, vocabularies_, context_.out));
      profiles_.push_back(std::make_unique<catalogue::Profile>(std::move(profile)));
      judges_.push_back(std::make_unique<catalogue::Judge>(*profiles_.back(), vocabularies_,
                                                           validator_options(options_.whole)));
    }
    return {};
  }

  base::Status read_shapes() {
    std::vector<catalogue::ShapesFile> files;
    for (const std::string& path : options_.shapes) {
      REDNODE_TRY(auto graph, read_graph(path));
      files.push_back({path, std::move(graph)});
    }
    catalogue::Dataset background;
    if (!options_.no_vocabularies) {
      for (const auto& vocabulary : vocabularies_.all()) vocabulary.append_to(background);
    }
    REDNODE_TRY(auto shapes, catalogue::Shapes::read(files, std::move(background)));
    shapes_.emplace(std::move(shapes));
    for (const std::string& warning : shapes_->warnings()) context_.out.not_checked(warning);
    validator_.emplace(*shapes_, validator_options(true));
    return {};
  }

  // What of the shapes is not checked.
  std::vector<std::string> not_checked() const {
    if (shapes_) return shapes_->warnings();
    std::vector<std::string> all;
    for (const auto& profile : profiles_) {
      for (std::string& warning : profile->warnings()) all.push_back(std::move(warning));
    }
    return all;
  }

  static catalogue::ValidatorOptions validator_options(bool whole) {
    return {true, whole ? base::limits::kWholeValidationWorkMax : base::limits::kValidationWorkMax};
  }

  JudgedSubject subject(const DocumentPath& document, const catalogue::Profile& profile,
                        std::size_t level) const {
    JudgedSubject subject;
    subject.file = document.label;
    subject.profile = profile.info().id;
    subject.release = profile.info().release;
    subject.level = profile.info().levels[level].name;
    return subject;
  }

  // Each record for itself.
  base::Status judge_records(const DocumentPath& document, ValidateReport& report) {
    REDNODE_TRY(auto input, DocumentSource::open(document.absolute));
    catalogue::ImportOptions options;
    reading_.apply(options);
    options.reopen = input.packed_reopen(interrupted);
    options.mint_base = kUnnamed;
    options.file_name = document.label == "-" ? "" : document.label;
    options.context = true;
    options.memory_budget = kMemoryBudget;
    options.spool_directory = std::filesystem::temp_directory_path().string();
    const std::uint64_t before = report.judged();
    catalogue::ImportEvents events;
    events.on_record = [&](catalogue::RecordContent&& record) {
      return judge_record(document, record, report);
    };
    events.on_refusal = [&](catalogue::Refusal&& refusal) -> base::Status {
      report.add_unreadable(document.label, refusal_text(refusal));
      return {};
    };
    events.on_progress = [&](std::uint64_t) { progress_.update(input.bytes_read(), 0); };
    progress_.start("reading " + document.label, true, document.bytes);
    REDNODE_TRY(const auto counts,
                catalogue::import_document(input.packed_source(interrupted), options, events));
    if (report.judged() == before && counts.split.refusals == 0) {
      return base::invalid("there is no dataset, series or data service in it: is it a catalogue?");
    }
    return {};
  }

  static std::string refusal_text(const catalogue::Refusal& refusal) {
    std::string text;
    if (refusal.at.line > 0) {
      text = ":" + std::to_string(refusal.at.line) + ":" + std::to_string(refusal.at.column) + ": ";
    }
    if (!refusal.record.empty()) text += refusal.record + ": ";
    text += refusal.reason;
    if (!refusal.remedy.empty()) text += "; " + refusal.remedy;
    return text;
  }

  base::Status judge_record(const DocumentPath& document, const catalogue::RecordContent& record,
                            ValidateReport& report) {
    if (interrupted()) return base::unavailable("interrupted");
    for (const auto& judge : judges_) {
      const auto judgement = judge->judge(record);
      if (!judgement.ok()) {
        report.add_unreadable(document.label, record.iri + ": " + judgement.error().message);
        continue;
      }
      JudgedSubject of = subject(document, judge->profile(), judgement->level);
      of.record = record.iri;
      progress_.clear();
      report.add(of, *judgement);
    }
    return {};
  }

  // The document as one graph.
  base::Status judge_document(const DocumentPath& document, ValidateReport& report) {
    REDNODE_TRY(const auto graph, read_document(document, report));
    if (shapes_) {
      REDNODE_TRY(auto checked, validator_->validate(graph));
      JudgedSubject of;
      of.file = document.label;
      report.add(of, catalogue::judgement_of(std::move(checked), {}));
      return {};
    }
    for (const auto& judge : judges_) {
      REDNODE_TRY(const auto judgement, judge->judge(graph, first_dataset(graph)));
      report.add(subject(document, judge->profile(), judgement.level), judgement);
    }
    return {};
  }

  // Whose access right says by which level a whole document is judged.
  static std::string first_dataset(const catalogue::Dataset& graph) {
    const auto type = graph.find_iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
    const auto dataset = graph.find_iri("http://www.w3.org/ns/dcat#Dataset");
    if (!type || !dataset) return {};
    for (const catalogue::Quad& quad : graph.quads()) {
      if (quad.predicate != *type || quad.object != *dataset) continue;
      const std::string_view text = graph.text(quad.subject);
      if (catalogue::is_iri(text)) return std::string(catalogue::iri_of(text));
    }
    return {};
  }

  base::Result<catalogue::Dataset> read_document(const DocumentPath& document,
                                                 ValidateReport& report) {
    REDNODE_TRY(auto input, DocumentSource::open(document.absolute));
    const auto source = input.source(interrupted);
    REDNODE_TRY(const auto opened, detect_document(source, document.label, reading_.format()));
    WholeGraph graph("judge it record by record, with --profile");
    catalogue::ReaderEvents events;
    events.on_quad = [&](const catalogue::QuadText& quad, catalogue::Position) {
      return graph.add(quad);
    };
    events.on_error = [&](catalogue::SyntaxError&& error) -> base::Status {
      report.add_unreadable(document.label, ":" + std::to_string(error.at.line) + ":" +
                                                std::to_string(error.at.column) + ": " +
                                                error.reason +
                                                (error.remedy.empty() ? "" : "; " + error.remedy));
      return {};
    };
    events.on_progress = [&](std::uint64_t) { progress_.update(input.bytes_read(), 0); };
    progress_.start("reading " + document.label, true, document.bytes);
    auto reader = reading_.reader();
    reader.reopen = input.reopen(interrupted);
    REDNODE_TRY([[maybe_unused]] const auto counts,
                catalogue::read_rdf(with_head(opened.head, source), opened.format, reader, events));
    progress_.clear();
    return graph.take();
  }

  base::Status write_graph(ValidateReport& report) {
    REDNODE_TRY(auto file, FileWriter::open(options_.report_file));
    catalogue::Writer writer({Format::kTurtle},
                             [&](base::BytesView bytes) { return file.write(bytes); });
    REDNODE_CHECK(writer.write(report.take_graph()));
    REDNODE_CHECK(writer.finish());
    return file.commit();
  }

  Context& context_;
  const ValidateOptions& options_;
  Progress progress_;
  Reading reading_;
  Least least_ = Least::kInfo;
  catalogue::Vocabularies vocabularies_;
  std::vector<std::unique_ptr<catalogue::Profile>> profiles_;
  std::vector<std::unique_ptr<catalogue::Judge>> judges_;
  std::optional<catalogue::Shapes> shapes_;
  std::optional<catalogue::Validator> validator_;
};

}  // namespace

Exit run_validate(Context& context, const ValidateOptions& options) {
  return run_plain(context, [&] { return Validation(context, options).run(); });
}

}  // namespace rednode::node
