#include "catalogue/text_language.h"

#include <algorithm>
#include <array>

namespace rednode::catalogue {
namespace {

constexpr std::array<std::string_view, 24> kOfficial = {
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"};

}  // namespace

std::string primary_language(std::string_view tag) {
  std::string language(tag.substr(0, tag.find('-')));
  for (char& c : language) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return language;
}

bool is_transformed(std::string_view tag) {
  for (std::size_t dash = tag.find('-'); dash != tag.npos;) {
    const std::size_t end = tag.find('-', dash + 1);
    const std::string_view part = tag.substr(dash + 1, end - dash - 1);
    if (part == "t" || part == "T") return true;
    if (part == "x" || part == "X") return false;  // what follows is private
    dash = end;
  }
  return false;
}

bool is_official_language(std::string_view primary) {
  return std::binary_search(kOfficial.begin(), kOfficial.end(), primary);
}

}  // namespace rednode::catalogue
