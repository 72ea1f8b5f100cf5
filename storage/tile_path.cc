#include "storage/tile_path.h"

#include <algorithm>
#include <charconv>

namespace rednode::storage {
namespace {

constexpr std::string_view kFolder = "tile/";
constexpr std::string_view kEntries = "entries";
constexpr std::string_view kPartial = ".p/";
constexpr std::size_t kGroup = 3;      // digits of one element of a path
constexpr std::size_t kGroupsMax = 6;  // no log comes to 10^18 tiles
constexpr std::uint64_t kLevelMax = 63;

// How many hashes a log of this size has at a level of tiles.
std::uint64_t hashes_at(std::uint64_t size, int level) {
  return level >= 64 / kTileLevels ? 0 : size >> (kTileLevels * level);
}

// Decimal without leading zeroes.
std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  return value;
}

std::string_view take_element(std::string_view& text) {
  const auto end = std::min(text.find('/'), text.size());
  const auto element = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return element;
}

// x001/x234/067: all groups but the last begin with an x, and the first is not x000.
std::optional<std::uint64_t> parse_index(std::string_view text) {
  std::uint64_t index = 0;
  for (std::size_t groups = 0;; ++groups) {
    const bool last = text.find('/') == text.npos;
    std::string_view digits = take_element(text);
    if (!last && !digits.starts_with('x')) return std::nullopt;
    if (!last) digits.remove_prefix(1);
    const bool sound = digits.size() == kGroup && groups < kGroupsMax &&
                       digits.find_first_not_of("0123456789") == digits.npos;
    if (!sound || (!last && groups == 0 && digits == "000")) return std::nullopt;
    for (const char digit : digits) index = index * 10 + static_cast<std::uint64_t>(digit - '0');
    if (last) return text.empty() ? std::optional(index) : std::nullopt;
  }
}

std::string format_index(std::uint64_t index) {
  const std::string digits = std::to_string(index);
  std::string text((kGroup - digits.size() % kGroup) % kGroup, '0');
  text += digits;
  for (std::size_t at = text.size() - kGroup; at > 0; at -= kGroup) text.insert(at, "/");
  for (auto at = text.rfind('/'); at != text.npos; at = text.rfind('/', at - 1)) {
    text.insert(at < kGroup ? 0 : at - kGroup, "x");
  }
  return text;
}

}  // namespace

std::string format_tile_path(const TilePath& path) {
  std::string text(kFolder);
  text += path.level.has_value() ? std::to_string(*path.level) : std::string(kEntries);
  text += "/" + format_index(path.index);
  if (path.width < kTileWidth) text += std::string(kPartial) + std::to_string(path.width);
  return text;
}

std::optional<TilePath> parse_tile_path(std::string_view text) {
  if (!text.starts_with(kFolder)) return std::nullopt;
  text.remove_prefix(kFolder.size());
  TilePath path;
  const auto level = take_element(text);
  if (level != kEntries) {
    const auto value = number(level);
    if (!value.has_value() || *value > kLevelMax) return std::nullopt;
    path.level = static_cast<int>(*value);
  }
  if (const auto mark = text.find(kPartial); mark != text.npos) {
    const auto width = number(text.substr(mark + kPartial.size()));
    if (!width.has_value() || *width == 0 || *width >= kTileWidth) return std::nullopt;
    path.width = *width;
    text = text.substr(0, mark);
  }
  const auto index = parse_index(text);
  if (!index.has_value()) return std::nullopt;
  path.index = *index;
  return path;
}

bool is_within(const TilePath& path, std::uint64_t size) {
  const std::uint64_t hashes = hashes_at(size, path.level.value_or(0));
  return path.index <= hashes / kTileWidth && path.width <= hashes - path.first();
}

TilePath bundle_path(std::uint64_t first, std::uint64_t size) {
  return {std::nullopt, first / kTileWidth, std::min(kTileWidth, size - first)};
}

std::vector<TilePath> open_tile_paths(std::uint64_t size) {
  std::vector<TilePath> paths;
  for (int level = 0; hashes_at(size, level) > 0; ++level) {
    const std::uint64_t hashes = hashes_at(size, level);
    const std::uint64_t width = hashes % kTileWidth;
    if (width > 0) paths.push_back({level, hashes / kTileWidth, width});
  }
  return paths;
}

}  // namespace rednode::storage
