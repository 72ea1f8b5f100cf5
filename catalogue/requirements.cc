#include "catalogue/requirements.h"

#include <algorithm>
#include <map>
#include <set>

#include "catalogue/names.h"
#include "catalogue/shape_model.h"
#include "catalogue/term.h"
#include "catalogue/validator.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kInScheme = "http://www.w3.org/2004/02/skos/core#inScheme";
constexpr std::size_t kStepsMax = 2;
constexpr int kNestingMax = 8;  // shapes within shapes; the published profiles have three

class Reader {
 public:
  explicit Reader(const ShapeModel& model) : model_(model) {}

  Requirements read(std::string_view record_class) {
    const auto type = model_.background.dataset().find_iri(record_class);
    const auto targets = type ? model_.targets.classes.find(*type) : model_.targets.classes.end();
    if (targets == model_.targets.classes.end()) return {};
    for (const ShapeId id : targets->second) {
      read_element(model_.shapes[id]);
      each_property(model_.shapes[id], [this](const Shape& shape) { read_property(shape); });
      find_lists(id, {}, 0);
    }
    return finish();
  }

 private:
  template <typename Visit>
  void each_property(const Shape& shape, Visit&& visit) const {
    if (shape.deactivated) return;
    for (const Constraint& constraint : shape.constraints) {
      if (constraint.component != Component::kProperty) continue;
      for (const ShapeId id : constraint.shapes) {
        if (!model_.shapes[id].deactivated) visit(model_.shapes[id]);
      }
    }
  }

  static bool asks(const Shape& shape) {
    return std::any_of(shape.constraints.begin(), shape.constraints.end(), [](const Constraint& c) {
      return c.component == Component::kMinCount && c.count > 0;
    });
  }

  void read_property(const Shape& shape) {
    if (!asks(shape)) return;
    read_element(shape);
    if (shape.path.kind != Path::Kind::kPredicate) return;
    const bool mandatory = shape.severity != kShaclWarning && shape.severity != kShaclInfo;
    properties_[shape.path.iri] |= mandatory;
  }

  void read_element(const Shape& shape) {
    if (!shape.names.empty() && !shape.deactivated) {
      found_.elements.push_back({shape.text, lexical_of(shape.names.front())});
    }
  }

  // What a value must be in the scheme of; `id` is a shape of the value.
  void find_schemes(ShapeId id, std::set<std::string>& schemes, int nesting) const {
    if (nesting > kNestingMax) return;
    const Shape& shape = model_.shapes[id];
    each_property(shape, [&](const Shape& property) {
      if (property.path.iri != kInScheme) return;
      for (const Constraint& constraint : property.constraints) {
        if (constraint.component != Component::kHasValue) continue;
        const std::string_view text = model_.background.dataset().text(constraint.term);
        if (is_iri(text)) schemes.emplace(iri_of(text));
      }
    });
    for (const Constraint& constraint : shape.constraints) {
      switch (constraint.component) {
        case Component::kNode:
        case Component::kOr:
        case Component::kAnd:
        case Component::kXone:
          for (const ShapeId inner : constraint.shapes) find_schemes(inner, schemes, nesting + 1);
          break;
        default:
          break;
      }
    }
  }

  // Looks through the properties of a node shape, whose nodes are reached from the record by
  // `steps`.
  void find_lists(ShapeId id, const std::vector<std::string>& steps, int nesting) {
    if (nesting > kNestingMax || steps.size() >= kStepsMax) return;
    each_property(model_.shapes[id], [&](const Shape& property) {
      if (property.path.kind != Path::Kind::kPredicate || property.path.iri == kInScheme) return;
      std::vector<std::string> longer = steps;
      longer.push_back(property.path.iri);
      for (const Constraint& constraint : property.constraints) {
        follow(constraint, longer, nesting);
      }
    });
  }

  void follow(const Constraint& constraint, const std::vector<std::string>& steps, int nesting) {
    if (constraint.component == Component::kClass) {
      const auto targets = model_.targets.classes.find(constraint.term);
      if (targets == model_.targets.classes.end() || is_record_class(constraint.term)) return;
      for (const ShapeId id : targets->second) find_lists(id, steps, nesting + 1);
    }
    if (constraint.component != Component::kNode) return;
    std::set<std::string> schemes;
    find_schemes(constraint.shapes.front(), schemes, 0);
    if (schemes.empty()) return find_lists(constraint.shapes.front(), steps, nesting + 1);
    lists_[steps].merge(schemes);
  }

  // Other records answer for themselves.
  bool is_record_class(NodeId type) const {
    const std::string_view text = model_.background.dataset().text(type);
    if (!is_iri(text)) return false;
    const std::string_view iri = iri_of(text);
    return iri == names::kDcatDataset || iri == names::kDcatDatasetSeries ||
           iri == names::kDcatDataService || iri == names::kDcatCatalog ||
           iri == names::kDcatCatalogRecord;
  }

  Requirements finish() {
    for (const auto& [property, mandatory] : properties_) {
      found_.properties.push_back({property, mandatory});
    }
    for (const auto& [steps, schemes] : lists_) {
      found_.bound.push_back({steps, {schemes.begin(), schemes.end()}});
    }
    std::sort(found_.elements.begin(), found_.elements.end(),
              [](const NamedElement& a, const NamedElement& b) { return a.name < b.name; });
    return std::move(found_);
  }

  const ShapeModel& model_;
  std::map<std::string, bool> properties_;
  std::map<std::vector<std::string>, std::set<std::string>> lists_;
  Requirements found_;
};

}  // namespace

Requirements requirements_of(const Shapes& shapes, std::string_view record_class) {
  return Reader(shapes.model()).read(record_class);
}

}  // namespace rednode::catalogue
