#include "catalogue/jsonld_notes.h"

#include <algorithm>

#include "base/limits.h"

namespace rednode::catalogue {
namespace {

// Longer keys are shown in part.
constexpr std::size_t kShown = 200;

std::string shown(std::string_view text) {
  if (text.size() <= kShown) return std::string(text);
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

std::string sentence(JsonLdNotes::Kind kind, const std::string& what) {
  using Kind = JsonLdNotes::Kind;
  switch (kind) {
    case Kind::kUnknownTerm:
      return "the term \"" + what + "\" is not in the context: what stands under it was left out";
    case Kind::kIgnoredTerm:
      return "the context says that \"" + what + "\" is to be passed over";
    case Kind::kKeywordLike:
      return "\"" + what + "\" looks like a keyword and is none: it was left out";
    case Kind::kUnknownPrefix:
      return "no context says what \"" + what +
             "\" in front of a colon stands for: such keys were "
             "read as absolute IRIs";
    case Kind::kMismatchedTerm:
      return "the context " + (what.empty() ? "of the document" : what) +
             " defines terms as other IRIs than those that they look like, which JSON-LD 1.1 "
             "forbids: they were read as defined";
    case Kind::kNull:
      return "null says nothing: it was left out";
    case Kind::kFreeValue:
      return "a text or number that belongs to no node says nothing: it was left out";
    case Kind::kDirection:
      return "the direction of a text (\"@direction\") has no place in RDF 1.1: it was left out";
  }
  return {};
}

}  // namespace

void JsonLdNotes::count(Kind kind, std::string_view what, Position at) {
  const std::pair key(kind, shown(what));
  auto found = notes_.find(key);
  if (found == notes_.end()) {
    if (notes_.size() >= base::limits::kJsonLdNotesMax) {
      ++others_;
      return;
    }
    found = notes_.emplace(key, Note{0, at, notes_.size()}).first;
  }
  ++found->second.count;
}

std::vector<std::string> JsonLdNotes::sentences() const {
  std::vector<std::pair<std::uint64_t, std::string>> numbered;
  for (const auto& [key, note] : notes_) {
    std::string text = sentence(key.first, key.second);
    text += " (" + std::to_string(note.count) + (note.count == 1 ? " time" : " times");
    if (note.first.line > 0) {
      text += note.count == 1 ? ", line " : ", first in line ";
      text += std::to_string(note.first.line) + ", column " + std::to_string(note.first.column);
    }
    numbered.emplace_back(note.number, text + ")");
  }
  std::sort(numbered.begin(), numbered.end());
  std::vector<std::string> all;
  for (auto& [number, text] : numbered) all.push_back(std::move(text));
  if (others_ > 0) {
    all.push_back("other terms that say nothing were met " + std::to_string(others_) + " times");
  }
  return all;
}

}  // namespace rednode::catalogue
