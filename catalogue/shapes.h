// Shapes: shapes graphs of SHACL Core (W3C, 2017-07-20), read and made ready for checking many
// records against them, with the background that they may look at (vocabularies: their statements
// are part of every data graph).
//
// Several files make one shapes graph: statements about the same shape add up. What SHACL Core does
// not have (sh:sparql, sh:js, sh:extends), what is ill-formed, and what another file would have to
// bring (owl:imports) is left out with a warning; everything else is checked.
//
// Recursive shapes, which SHACL leaves undefined: a node that is being checked against a shape
// already conforms to it while that lasts.
//
// Thread rule: immutable, safe to share.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalogue/dataset.h"

namespace rednode::catalogue {

struct ShapeModel;

struct ShapesFile {
  std::string name;  // for warnings
  Dataset graph;     // indexed
};

class Shapes {
 public:
  // Errors: kExhausted beyond limits::kShapesMax.
  static base::Result<Shapes> read(const std::vector<ShapesFile>& files, Dataset background = {});
  Shapes(Shapes&&) noexcept;
  Shapes& operator=(Shapes&&) noexcept;
  ~Shapes();

  // What is not checked, and why; one sentence each, naming file or shape.
  const std::vector<std::string>& warnings() const;
  std::size_t size() const;

  const ShapeModel& model() const { return *model_; }

 private:
  explicit Shapes(std::unique_ptr<ShapeModel> model);
  std::unique_ptr<ShapeModel> model_;
};

// Adds the statements of `from`, its blank nodes under labels that begin with `prefix`: those of
// different files are different nodes. Named graphs are not told apart.
void append_graph(Dataset& into, const Dataset& from, std::string_view prefix);

}  // namespace rednode::catalogue
