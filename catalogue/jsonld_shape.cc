#include "catalogue/jsonld_shape.h"

#include "catalogue/json_extent.h"

namespace rednode::catalogue {
namespace {

class Scan {
 public:
  Scan(std::string_view view, bool eof) : view_(view), eof_(eof) {}

  bool at(char c) {
    at_ = std::min(view_.find_first_not_of(" \t\r\n", at_), view_.size());
    return at_ < view_.size() && view_[at_] == c;
  }
  void step() { ++at_; }
  std::size_t place() const { return at_; }

  // Passes over one value. False: the view ends inside it.
  bool value(JsonLdShape::Part& part) {
    JsonExtent cutter;
    cutter.start();
    part.begin = at_;
    if (!cutter.find_end(view_.substr(at_), false)) return false;
    part.size = cutter.size();
    at_ += cutter.size();
    return true;
  }

  std::string_view text(const JsonLdShape::Part& part) const {
    return view_.substr(part.begin, part.size);
  }
  bool whole() const { return eof_; }

 private:
  const std::string_view view_;
  const bool eof_;
  std::size_t at_ = 1;  // behind the '{'
};

// The members before "@graph". False where one of them stands in the way.
bool read_head(Scan& scan, JsonLdShape& shape) {
  for (;;) {
    JsonLdShape::Part key, value;
    if (!scan.at('"') || !scan.value(key) || !scan.at(':')) return false;
    scan.step();
    const bool list = scan.at('[');
    const std::string_view name = scan.text(key);
    if (name == "\"@graph\"" && list) {
      shape.graph = scan.place();
      return true;
    }
    if (!scan.value(value) || !scan.at(',')) return false;
    scan.step();
    JsonLdShape::Part* part = name == "\"@context\"" ? &shape.context
                              : name == "\"@id\""    ? &shape.id
                                                     : nullptr;
    if (part == nullptr || part->size > 0) return false;
    *part = value;
  }
}

}  // namespace

JsonLdShape jsonld_shape(std::string_view view, bool eof) {
  JsonLdShape shape;
  Scan scan(view, eof);
  if (!read_head(scan, shape)) return {};
  JsonLdShape::Part list;
  shape.open = !scan.value(list);
  shape.by_elements = shape.open || scan.at('}') || (scan.whole() && !scan.at(','));
  return shape;
}

}  // namespace rednode::catalogue
