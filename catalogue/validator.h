// Validator: checks records against shapes (catalogue/shapes.h), as SHACL Core (W3C, 2017-07-20)
// says, section 3. One report is deterministic: results come in the order of the shapes files, then
// of the record's terms.
//
// Targets are looked for in the record: a node of the background alone is nobody's to repair, so it
// is no focus node unless the record says something of it, or sh:targetNode names it. With an empty
// background this is the Recommendation to the letter.
//
// sh:node gives one result for a value, at the severity of the shape that says sh:node; what was
// wrong inside stands in its details.
//
// Thread rule: one thread. It keeps its memory for the next record.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "catalogue/dataset.h"
#include "catalogue/shapes.h"

namespace rednode::catalogue {

struct Path;

// Views and pointers live as long as the shapes and the record.
struct ValidationResult {
  std::string_view focus_node;             // text of a term
  const Path* path = nullptr;              // null for a node shape
  std::string_view path_text;              // "" for a node shape; a SPARQL property path
  std::string_view component;              // IRI
  std::string_view severity;               // IRI
  std::string_view value;                  // text of a term, "" where the component has none
  std::string_view source_shape;           // text of a term
  std::vector<std::string_view> messages;  // of the shape: texts of literals; may be empty
  std::string_view parameter;              // what was asked for: text of a term, or ""
  std::uint64_t count = 0;                 // or a number
  std::vector<ValidationResult> details;   // with sh:node, if they were asked for
};

struct ValidationReport {
  std::vector<ValidationResult> results;
  bool conforms() const { return results.empty(); }
};

struct ValidatorOptions {
  bool details = false;
  std::size_t work_max = base::limits::kValidationWorkMax;
};

class Validator {
 public:
  // REQUIRES: the shapes outlive the validator.
  explicit Validator(const Shapes& shapes, ValidatorOptions options = {});
  ~Validator();

  // Errors: kExhausted where the record would need more than work_max steps (a step: one shape on
  // one node), or shapes nest deeper than limits::kShapeNestingMax.
  // REQUIRES: an indexed record.
  base::Result<ValidationReport> validate(const Dataset& record);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

inline constexpr std::string_view kShaclViolation = "http://www.w3.org/ns/shacl#Violation";
inline constexpr std::string_view kShaclWarning = "http://www.w3.org/ns/shacl#Warning";
inline constexpr std::string_view kShaclInfo = "http://www.w3.org/ns/shacl#Info";

}  // namespace rednode::catalogue
