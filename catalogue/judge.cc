#include "catalogue/judge.h"

#include <algorithm>

#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/shape_path.h"

namespace rednode::catalogue {
namespace {

bool is_pending(const ValidationResult& result, const std::vector<std::string>& pending) {
  return std::any_of(pending.begin(), pending.end(), [&result](const std::string& iri) {
    const bool missing = result.path != nullptr && result.path->iri == iri &&
                         result.component.ends_with("#MinCountConstraintComponent");
    return missing || result.source_shape == "<" + iri + ">";
  });
}

base::Status add_quads(base::BytesView quads, Dataset& into) {
  ReaderEvents events;
  events.on_quad = [&into](const QuadText& quad, Position) -> base::Status {
    into.add(quad);
    return {};
  };
  REDNODE_TRY([[maybe_unused]] const ReadCounts counts,
              read_rdf(source_of(quads), Format::kNQuads, {}, events));
  return {};
}

}  // namespace

std::string_view judged_as_name(JudgedAs judged) {
  switch (judged) {
    case JudgedAs::kConforms:
      return "conforms";
    case JudgedAs::kWarnings:
      return "warnings";
    case JudgedAs::kViolations:
      return "violations";
    case JudgedAs::kPending:
      return "pending-hdab";
  }
  return "";
}

Judgement judgement_of(ValidationReport report, const std::vector<std::string>& pending) {
  Judgement judgement;
  std::uint64_t waiting = 0;
  for (const ValidationResult& result : report.results) {
    if (result.severity == kShaclWarning) {
      ++judgement.warnings;
    } else if (result.severity == kShaclInfo) {
      ++judgement.infos;
    } else {
      ++judgement.violations;
      if (is_pending(result, pending)) ++waiting;
    }
  }
  if (judgement.violations > 0) {
    judgement.as = waiting == judgement.violations ? JudgedAs::kPending : JudgedAs::kViolations;
  } else if (judgement.warnings > 0) {
    judgement.as = JudgedAs::kWarnings;
  }
  judgement.report = std::move(report);
  return judgement;
}

Judge::Judge(const Profile& profile, const Vocabularies& vocabularies, ValidatorOptions options)
    : profile_(profile), vocabularies_(vocabularies) {
  for (std::size_t i = 0; i < profile.info().levels.size(); ++i) {
    validators_.push_back(std::make_unique<Validator>(profile.shapes(i), options));
  }
}

base::Result<Judgement> Judge::judge(const Dataset& record, std::string_view record_iri) {
  const std::size_t level = profile_.level_for(record, record_iri, vocabularies_);
  REDNODE_TRY(ValidationReport report, validators_[level]->validate(record));
  return judged(std::move(report), level);
}

Judgement Judge::judged(ValidationReport report, std::size_t level) const {
  Judgement judgement = judgement_of(std::move(report), profile_.info().pending);
  judgement.level = level;
  return judgement;
}

base::Result<Judgement> Judge::judge(const RecordContent& record) {
  if (record.graph != nullptr && record.context.empty()) return judge(*record.graph, record.iri);
  record_.clear();
  REDNODE_CHECK(add_quads(record.content, record_));
  std::vector<bool> own(record_.term_count());
  for (const Quad& quad : record_.quads()) own[quad.subject] = true;
  REDNODE_CHECK(add_quads(record.context, record_));
  record_.index();
  const std::size_t level = profile_.level_for(record_, record.iri, vocabularies_);
  REDNODE_TRY(ValidationReport report, validators_[level]->validate(record_));
  // The context makes other records targets too: their faults are theirs.
  std::erase_if(report.results, [this, &own](const ValidationResult& result) {
    const auto focus = record_.find(result.focus_node);
    return focus && !record_.about(*focus).empty() && (*focus >= own.size() || !own[*focus]);
  });
  return judged(std::move(report), level);
}

}  // namespace rednode::catalogue
