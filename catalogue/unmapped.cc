#include "catalogue/unmapped.h"

#include <algorithm>

#include "base/limits.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

constexpr const char* kNoRule = "no rule takes it";

using Names = std::vector<std::string_view>;

bool is_ignored(const Names& names, const std::vector<Ignored>& ignored) {
  return std::any_of(ignored.begin(), ignored.end(),
                     [&names](const Ignored& i) { return is_below(names, i.path); });
}

// What was opened into the record has two places, and may be named by either.
bool is_ignored(const Names& names, const Mapping& mapping) {
  if (is_ignored(names, mapping.ignored)) return true;
  const auto below = [&](const SourcePath& opened) {
    const auto size = static_cast<std::ptrdiff_t>(opened.names.size());
    return is_below(names, opened) &&
           is_ignored(Names(names.begin() + size, names.end()), mapping.ignored);
  };
  return std::any_of(mapping.open.begin(), mapping.open.end(), below) ||
         std::any_of(mapping.pairs.begin(), mapping.pairs.end(),
                     [&](const Mapping::Pairs& pairs) { return below(pairs.at); });
}

std::string example_of(std::string_view text) {
  if (text.size() <= limits::kUnmappedExampleBytesMax) return std::string(text);
  std::size_t end = limits::kUnmappedExampleBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace

void UnmappedSums::add_record(const SourceRecord& record, const Mapping& mapping,
                              std::string_view iri) {
  record.visit_leaves([&](SourceRecord::Id leaf, const std::vector<std::string_view>& names) {
    ++counts_.values;
    if (record.fate(leaf) == SourceRecord::Fate::kUsed) {
      ++counts_.used;
    } else if (is_ignored(names, mapping)) {
      ++counts_.ignored;
    } else {
      ++counts_.unmapped;
      const bool failed = record.fate(leaf) == SourceRecord::Fate::kFailed;
      add(written_path(names), failed ? std::string(record.reason(leaf)) : kNoRule,
          record.text(leaf), iri);
    }
  });
}

void UnmappedSums::add_outside(const std::vector<std::string_view>& names, std::string_view text,
                               const Mapping& mapping) {
  ++counts_.values;
  if (is_ignored(names, mapping.ignored_outside)) {
    ++counts_.ignored;
    return;
  }
  ++counts_.unmapped;
  add(written_path(names), "it stands outside of the records", text, {});
}

void UnmappedSums::add(std::string path, std::string reason, std::string_view text,
                       std::string_view record) {
  auto key = std::make_pair(std::move(path), std::move(reason));
  const bool room = sums_.size() < limits::kUnmappedPathsMax || sums_.contains(key);
  Sum& sum = room ? sums_[std::move(key)] : rest_;
  if (sum.count++ > 0) return;
  sum.example = example_of(text);
  sum.record = record;
}

base::Status UnmappedSums::deliver(const ReaderEvents& events) const {
  if (!events.on_unmapped) return {};
  for (const auto& [key, sum] : sums_) {
    REDNODE_CHECK(events.on_unmapped({key.first, key.second, sum.count, sum.example, sum.record}));
  }
  if (rest_.count == 0) return {};
  return events.on_unmapped({"", "the list is full", rest_.count, rest_.example, rest_.record});
}

}  // namespace rednode::catalogue
