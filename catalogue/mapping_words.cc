#include "catalogue/mapping_words.h"

#include <array>

namespace rednode::catalogue {
namespace {

struct Word {
  std::string_view word;
  As as;
};
constexpr std::array kWords = {
    Word{"text", As::kText}, Word{"iri", As::kIri},   Word{"url", As::kUrl},
    Word{"mail", As::kMail}, Word{"date", As::kDate}, Word{"json", As::kJson},
};

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kNoBreakSpace = "\xc2\xa0";  // U+00A0, which spreadsheets leave behind

}  // namespace

std::optional<As> kind_from_word(std::string_view word) {
  for (const Word& known : kWords) {
    if (known.word == word) return known.as;
  }
  return std::nullopt;
}

std::string kind_words() {
  std::string list;
  for (const Word& known : kWords) list.append(known.word).append(", ");
  return list + "xsd:date and other types of XML Schema";
}

std::string_view trimmed(std::string_view text) {
  for (;;) {
    if (text.starts_with(kNoBreakSpace)) {
      text.remove_prefix(kNoBreakSpace.size());
    } else if (text.ends_with(kNoBreakSpace)) {
      text.remove_suffix(kNoBreakSpace.size());
    } else if (!text.empty() && kSpace.find(text.front()) != std::string_view::npos) {
      text.remove_prefix(1);
    } else if (!text.empty() && kSpace.find(text.back()) != std::string_view::npos) {
      text.remove_suffix(1);
    } else {
      return text;
    }
  }
}

std::string lookup_key(std::string_view text) {
  std::string key(trimmed(text));
  for (char& c : key) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return key;
}

}  // namespace rednode::catalogue
