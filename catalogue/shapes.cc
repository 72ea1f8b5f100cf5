#include "catalogue/shapes.h"

#include <algorithm>

#include "catalogue/shape_model.h"
#include "catalogue/shape_reader.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kImports = "http://www.w3.org/2002/07/owl#imports";

// An import is answered where another of the files says something of the IRI. Several files of one
// release call themselves by the IRI of what they import, so a file does not answer itself.
void warn_of_imports(const std::vector<ShapesFile>& files, std::vector<std::string>& warnings) {
  for (const ShapesFile& file : files) {
    const auto imports = file.graph.find_iri(kImports);
    if (!imports) continue;
    for (const Quad& quad : file.graph.quads()) {
      if (quad.predicate != *imports) continue;
      const std::string_view text = file.graph.text(quad.object);
      const bool answered =
          std::any_of(files.begin(), files.end(), [&file, text](const ShapesFile& other) {
            const auto subject = other.graph.find(text);
            return &other != &file && subject && !other.graph.about(*subject).empty();
          });
      if (answered) continue;
      warnings.push_back(file.name + " imports " + std::string(text) +
                         ", which is not among the shapes files: nothing is fetched; give that "
                         "file too, or what it says is not checked");
    }
  }
}

}  // namespace

Shapes::Shapes(std::unique_ptr<ShapeModel> model) : model_(std::move(model)) {}
Shapes::Shapes(Shapes&&) noexcept = default;
Shapes& Shapes::operator=(Shapes&&) noexcept = default;
Shapes::~Shapes() = default;

base::Result<Shapes> Shapes::read(const std::vector<ShapesFile>& files, Dataset background) {
  Dataset graph;
  for (std::size_t i = 0; i < files.size(); ++i) {
    append_graph(graph, files[i].graph, "f" + std::to_string(i) + "-");
  }
  graph.index();
  ShapeReader reader(graph, background);
  REDNODE_CHECK(reader.read());
  auto model = std::make_unique<ShapeModel>(Background(std::move(background)));
  model->shapes = reader.take_shapes();
  model->targets = reader.take_targets();
  model->warnings = reader.take_warnings();
  warn_of_imports(files, model->warnings);
  return Shapes(std::move(model));
}

const std::vector<std::string>& Shapes::warnings() const {
  return model_->warnings;
}

std::size_t Shapes::size() const {
  return model_->shapes.size();
}

void append_graph(Dataset& into, const Dataset& from, std::string_view prefix) {
  std::vector<TermId> terms;
  terms.reserve(from.term_count());
  for (TermId id = 0; id < from.term_count(); ++id) {
    const std::string_view text = from.text(id);
    terms.push_back(from.is_blank(id)
                        ? into.blank(std::string(prefix) + std::string(label_of(text)))
                        : into.intern(text));
  }
  for (const Quad& quad : from.quads()) {
    into.add(terms[quad.subject], terms[quad.predicate], terms[quad.object]);
  }
}

}  // namespace rednode::catalogue
