#include "catalogue/rdfxml_units.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "catalogue/names.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

constexpr std::size_t kKeptBytes = 64 << 10;  // of memory, for the next unit of the same depth
constexpr std::size_t kPartBytes = 4 << 10;   // quoted of a unit that is too long to be quoted

bool says_type(const QuadText& triple) {
  return is_iri(triple.predicate) && iri_of(triple.predicate) == names::kRdfType;
}

}  // namespace

void RdfXmlUnits::open(std::string_view subject, const Place& place) {
  if (depth_ == units_.size()) units_.emplace_back();
  ++depth_;
  Unit& unit = innermost();
  unit.place = place;
  unit.subject = subject;
  unit.type.clear();
  unit.lost = false;
}

base::Status RdfXmlUnits::close(std::uint64_t end) {
  Unit& unit = innermost();
  const base::Status status = unit.lost ? report_unit(unit, end) : deliver(unit);
  empty(unit);
  --depth_;
  return status;
}

base::Status RdfXmlUnits::add(const QuadText& triple, Position at) {
  Unit& unit = innermost();
  if (unit.type.empty() && !unit.subject.empty() && triple.subject == unit.subject &&
      !triple.predicate.empty() && says_type(triple)) {
    unit.type = triple.object;
  }
  if (unit.lost) return {};
  const std::size_t before = size_of(unit);
  const Triple last = unit.triples.empty() ? Triple{} : unit.triples.back();
  Triple held;
  held.subject = keep(unit, triple.subject, last.subject);
  held.predicate = keep(unit, triple.predicate, last.predicate);
  held.object = keep(unit, triple.object, {});
  held.at = at;
  unit.triples.push_back(held);
  held_ += size_of(unit) - before;
  return held_ > limits::kXmlHeldBytesMax ? relieve() : base::Status();
}

// Neighbours often share their subject, and their predicate.
RdfXmlUnits::Span RdfXmlUnits::keep(Unit& unit, std::string_view text, Span last) {
  if (last.size > 0 && text_of(unit, last) == text) return last;
  const Span span{static_cast<std::uint32_t>(unit.texts.size()),
                  static_cast<std::uint32_t>(text.size())};
  unit.texts.append(text);
  return span;
}

std::size_t RdfXmlUnits::size_of(const Unit& unit) {
  return unit.texts.size() + unit.triples.size() * sizeof(Triple);
}

void RdfXmlUnits::empty(Unit& unit) {
  held_ -= size_of(unit);
  unit.texts.clear();
  unit.triples.clear();
  if (unit.texts.capacity() > kKeptBytes) unit.texts.shrink_to_fit();
  if (unit.triples.capacity() * sizeof(Triple) > kKeptBytes) unit.triples.shrink_to_fit();
}

base::Status RdfXmlUnits::deliver(Unit& unit) {
  for (const Triple& triple : unit.triples) {
    const QuadText quad{text_of(unit, triple.subject),
                        text_of(unit, triple.predicate),
                        text_of(unit, triple.object),
                        {}};
    REDNODE_CHECK(expansion_.spend(quad, window_.input().bytes_read(), triple.at));
    ++counts_.quads;
    REDNODE_CHECK(events_.on_quad(quad, triple.at));
  }
  return {};
}

base::Status RdfXmlUnits::relieve() {
  for (std::size_t i = 0; i < depth_ && held_ > limits::kXmlHeldBytesMax / 2; ++i) {
    REDNODE_CHECK(deliver(units_[i]));
    empty(units_[i]);
  }
  return {};
}

base::Status RdfXmlUnits::fault(const Place& place, std::string reason, std::string remedy) {
  if (any_open() && innermost().lost) return {};
  SyntaxError error;
  error.at = error.statement = place.at;
  error.reason = std::move(reason);
  error.remedy = std::move(remedy);
  error.original = window_.between(place.begin, std::min(place.end, place.begin + kPartBytes));
  if (!any_open()) return report(events_, std::move(error), counts_);
  Unit& unit = innermost();
  unit.lost = true;
  unit.error = std::move(error);
  empty(unit);
  return {};
}

base::Status RdfXmlUnits::report_unit(Unit& unit, std::uint64_t end) {
  SyntaxError error = std::exchange(unit.error, {});
  error.statement = unit.place.at;
  error.subject = unit.subject;
  error.type = unit.type;
  const std::string_view whole = window_.between(unit.place.begin, end);
  if (!whole.empty()) error.original = quarantine_part(whole);
  return report(events_, std::move(error), counts_);
}

base::Status RdfXmlUnits::abandon(const Place& place, const std::string& reason,
                                  const std::string& remedy) {
  bool told = false;
  while (any_open()) {
    if (!innermost().lost) {
      REDNODE_CHECK(told ? fault(place,
                                 "reading ended in line " + std::to_string(place.at.line) +
                                     ", before this element did",
                                 "")
                         : fault(place, reason, remedy));
      told = true;
    }
    REDNODE_CHECK(close(place.end));
  }
  return told ? base::Status() : fault(place, reason, remedy);
}

}  // namespace rednode::catalogue
