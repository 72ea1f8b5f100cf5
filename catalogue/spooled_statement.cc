#include "catalogue/spooled_statement.h"

#include <algorithm>
#include <tuple>

#include "catalogue/names.h"
#include "catalogue/splitter.h"

namespace rednode::catalogue {
namespace {

constexpr char kStatement = 0;
constexpr char kTopic = 1;

void append_text(base::Bytes& out, std::string_view text) {
  base::append_varint(out, text.size());
  out.append(text);
}

bool take_text(base::ByteReader& reader, std::string_view& text) {
  std::uint64_t size = 0;
  return reader.take_varint(size) && reader.take_bytes(size, text);
}

auto key_of(const SpooledStatement& s) {
  return std::tie(s.predicate, s.object, s.graph);
}

}  // namespace

base::Status spool_statement(StatementSpool& spool, const QuadText& quad, Position at) {
  thread_local base::Bytes entry;
  entry.assign(1, kStatement);
  base::append_varint(entry, at.line);
  base::append_varint(entry, at.column);
  append_text(entry, quad.predicate);
  append_text(entry, quad.object);
  entry.append(quad.graph);
  REDNODE_CHECK(spool.add(quad.subject, entry));
  const std::string_view predicate = iri_of(quad.predicate);
  const bool points_back =
      predicate == names::kFoafPrimaryTopic || predicate == names::kDcatInSeries;
  if (!points_back || is_literal(quad.object)) return {};
  entry.assign(1, kTopic);
  entry.append(quad.subject);
  return spool.add(quad.object, entry);
}

base::Status decode_group(const StatementSpool::Group& group,
                          std::vector<SpooledStatement>& statements,
                          std::vector<std::string_view>& topics) {
  statements.clear();
  topics.clear();
  for (const base::BytesView entry : group.entries) {
    if (!entry.empty() && entry.front() == kTopic) {
      topics.push_back(entry.substr(1));
      continue;
    }
    base::ByteReader reader(entry.substr(std::min<std::size_t>(entry.size(), 1)));
    SpooledStatement& s = statements.emplace_back();
    if (entry.empty() || entry.front() != kStatement || !reader.take_varint(s.at.line) ||
        !reader.take_varint(s.at.column) || !take_text(reader, s.predicate) ||
        !take_text(reader, s.object)) {
      return base::corrupt("a spooled statement cannot be read back");
    }
    s.graph = reader.rest();
  }
  if (statements.size() < 2) return {};
  std::sort(statements.begin(), statements.end(), [](const auto& a, const auto& b) {
    return std::tuple(key_of(a), a.at.line, a.at.column) <
           std::tuple(key_of(b), b.at.line, b.at.column);
  });
  const auto end = std::unique(statements.begin(), statements.end(),
                               [](const auto& a, const auto& b) { return key_of(a) == key_of(b); });
  statements.erase(end, statements.end());
  return {};
}

}  // namespace rednode::catalogue
