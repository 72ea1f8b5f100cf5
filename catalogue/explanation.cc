#include "catalogue/explanation.h"

#include <algorithm>

#include "catalogue/prefixes.h"
#include "catalogue/shape_path.h"
#include "catalogue/shipped.h"
#include "catalogue/term.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kInScheme = "http://www.w3.org/2004/02/skos/core#inScheme";
constexpr std::string_view kShaclSpace = "http://www.w3.org/ns/shacl#";
constexpr std::string_view kComponentEnd = "ConstraintComponent";
constexpr std::size_t kTextMax = 80;

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  for (;;) {
    const auto tab = line.find('\t');
    cells.emplace_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return cells;
    line.remove_prefix(tab + 1);
  }
}

void replace(std::string& text, std::string_view hole, std::string_view with) {
  for (auto at = text.find(hole); at != std::string::npos; at = text.find(hole, at + with.size())) {
    text.replace(at, hole.size(), with);
  }
}

// "MinCount" of the component's IRI.
std::string component_key(std::string_view component) {
  std::string_view name = component;
  if (name.starts_with(kShaclSpace)) name.remove_prefix(kShaclSpace.size());
  if (name.ends_with(kComponentEnd)) name.remove_suffix(kComponentEnd.size());
  return std::string(name);
}

// Whether a language tag is of the language: "nl" takes "nl-BE".
bool speaks(std::string_view tag, std::string_view language) {
  return tag.starts_with(language) &&
         (tag.size() == language.size() || tag[language.size()] == '-');
}

// The text of a term with IRIs shortened, in a way that is cut on a character.
std::string cut(std::string text) {
  if (text.size() <= kTextMax) return text;
  std::size_t end = kTextMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text + "…";
}

std::string readable_iri(std::string_view iri) {
  ShortName name;
  if (!shorten(iri, name)) return "<" + std::string(iri) + ">";
  return std::string(name.prefix) + ":" + std::string(name.local);
}

}  // namespace

std::string readable_term(std::string_view text) {
  if (text.empty() || is_blank(text)) return std::string(text);
  if (is_iri(text)) return readable_iri(iri_of(text));
  std::string out = "\"" + cut(lexical_of(text)) + "\"";
  if (const auto language = language_of(text); !language.empty()) {
    out += "@" + std::string(language);
  } else if (text.back() == '>') {
    out += "^^" + readable_iri(datatype_of(text));
  }
  return out;
}

std::string readable_path(const ValidationResult& result) {
  std::string out;
  std::string_view rest = result.path_text;
  while (!rest.empty()) {
    const auto begin = rest.find('<');
    const auto end = rest.find('>', begin);
    if (begin == rest.npos || end == rest.npos) break;
    out += rest.substr(0, begin);
    out += readable_iri(rest.substr(begin + 1, end - begin - 1));
    rest.remove_prefix(end + 1);
  }
  return out + std::string(rest);
}

base::Result<Explanations> Explanations::read(base::BytesView table,
                                              const Vocabularies& vocabularies,
                                              std::vector<std::string> languages) {
  Explanations explanations;
  explanations.vocabularies_ = &vocabularies;
  explanations.languages_ = std::move(languages);
  explanations.languages_.emplace_back("en");
  for (std::size_t number = 1; !table.empty(); ++number) {
    const auto end = table.find('\n');
    const std::string_view line = table.substr(0, end);
    table = end == base::BytesView::npos ? base::BytesView{} : table.substr(end + 1);
    if (line.empty() || line.starts_with('#')) continue;
    auto cells = cells_of(line);
    if (explanations.columns_.empty()) {
      explanations.columns_.assign(cells.begin() + 1, cells.end());
      continue;
    }
    if (cells.size() != explanations.columns_.size() + 1) {
      return base::invalid("messages, line " + std::to_string(number) +
                           ": as many cells as in the first line are needed");
    }
    const std::string key = cells.front();
    cells.erase(cells.begin());
    explanations.sentences_.emplace(key, std::move(cells));
  }
  return explanations;
}

base::Result<Explanations> Explanations::shipped(const Vocabularies& vocabularies,
                                                 std::vector<std::string> languages) {
  return read(*shipped_file("messages.tsv"), vocabularies, std::move(languages));
}

const std::string* Explanations::sentence(const std::string& key) const {
  const auto found = sentences_.find(key);
  if (found == sentences_.end()) return nullptr;
  for (const std::string& language : languages_) {
    const auto column = std::find(columns_.begin(), columns_.end(), language);
    if (column == columns_.end()) continue;
    const std::string& text = found->second[static_cast<std::size_t>(column - columns_.begin())];
    if (!text.empty()) return &text;
  }
  return nullptr;
}

// A value that a list was asked of: the list, or what the value is called there now.
std::string Explanations::vocabulary_message(const ValidationResult& result) const {
  const auto scheme =
      std::find_if(result.details.begin(), result.details.end(), [](const ValidationResult& d) {
        return d.path != nullptr && d.path->iri == kInScheme && !d.parameter.empty();
      });
  if (scheme == result.details.end() || result.value.empty()) return {};
  std::string key = "Vocabulary";
  std::string parameter = readable_term(scheme->parameter);
  if (is_iri(result.value)) {
    if (const auto now = vocabularies_->aliases().present(iri_of(result.value))) {
      key = "OldVocabulary";
      parameter = "<" + *now + ">";
    }
  }
  std::string text = *sentence(key);
  replace(text, "{parameter}", parameter);
  return text;
}

std::string Explanations::own_message(const ValidationResult& result) const {
  std::string text = vocabulary_message(result);
  if (text.empty()) {
    std::string key = component_key(result.component);
    const std::string_view parameter = result.parameter;
    const std::string more = key == "NodeKind" && is_iri(parameter)
                                 ? std::string(iri_of(parameter).substr(kShaclSpace.size()))
                                 : std::to_string(result.count);
    const std::string* found = sentence(key + "." + more);
    if (found == nullptr) found = sentence(key);
    text = found != nullptr ? *found : key;
  }
  replace(text, "{parameter}", readable_term(result.parameter));
  replace(text, "{count}", std::to_string(result.count));
  replace(text, "{value}", readable_term(result.value));
  return text;
}

std::string Explanations::message(const ValidationResult& result) const {
  for (const std::string& language : languages_) {
    for (const std::string_view text : result.messages) {
      const std::string_view tag = language_of(text);
      if (speaks(tag, language) || (tag.empty() && language == "en")) return lexical_of(text);
    }
    // A sentence of ours in a language that comes first goes before the shape's in another.
    if (std::find(columns_.begin(), columns_.end(), language) != columns_.end() &&
        language != "en") {
      return own_message(result);
    }
  }
  return own_message(result);
}

}  // namespace rednode::catalogue
