#include "catalogue/vocabulary.h"

#include <algorithm>

#include "catalogue/shipped.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kSkos = "http://www.w3.org/2004/02/skos/core#";
constexpr std::string_view kType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

// Takes what stands before the separator from the front of `rest`.
std::string_view take(std::string_view& rest, char separator) {
  const auto end = rest.find(separator);
  const std::string_view taken = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return taken;
}

std::string at_line(std::string_view name, std::size_t line, std::string_view what) {
  return std::string(name) + ", line " + std::to_string(line) + ": " + std::string(what);
}

}  // namespace

base::Result<Vocabulary> Vocabulary::parse(std::string name, base::BytesView table) {
  Vocabulary vocabulary;
  vocabulary.name_ = std::move(name);
  bool titles = false;
  for (std::size_t number = 1; !table.empty(); ++number) {
    std::string_view line = take(table, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (line.starts_with("# ")) {
      line.remove_prefix(2);
      const std::string_view key = take(line, '\t');
      if (key == "scheme") vocabulary.scheme_ = line;
      if (key == "version") vocabulary.version_ = line;
      continue;
    }
    if (!titles) {
      titles = true;
      if (take(line, '\t') != "code" || take(line, '\t') != "broader" ||
          take(line, '\t') != "retired") {
        return base::invalid(at_line(vocabulary.name_, number,
                                     "the first columns must be code, broader and retired"));
      }
      while (!line.empty()) vocabulary.languages_.push_back(take(line, '\t'));
      continue;
    }
    const std::string_view code = take(line, '\t');
    if (code.empty()) return base::invalid(at_line(vocabulary.name_, number, "there is no code"));
    vocabulary.rows_.push_back({code, line});
  }
  if (vocabulary.scheme_.empty()) {
    return base::invalid(vocabulary.name_ +
                         ": there is no line \"# scheme\" with the scheme's IRI");
  }
  std::sort(vocabulary.rows_.begin(), vocabulary.rows_.end(),
            [](const Row& a, const Row& b) { return a.code < b.code; });
  const auto twice =
      std::adjacent_find(vocabulary.rows_.begin(), vocabulary.rows_.end(),
                         [](const Row& a, const Row& b) { return a.code == b.code; });
  if (twice != vocabulary.rows_.end()) {
    return base::invalid(vocabulary.name_ + ": the code " + std::string(twice->code) +
                         " is there twice");
  }
  return vocabulary;
}

Concept Vocabulary::concept_at(std::size_t index) const {
  std::string_view rest = rows_[index].rest;
  Concept answer;
  answer.code = rows_[index].code;
  answer.broader = take(rest, '\t');
  answer.retired = take(rest, '\t') == "yes";
  return answer;
}

std::string Vocabulary::iri_at(std::size_t index) const {
  const std::string_view code = rows_[index].code;
  if (code.find("://") != code.npos) return std::string(code);
  return std::string(scheme_) + "/" + std::string(code);
}

std::string_view Vocabulary::label_at(std::size_t index, std::string_view language) const {
  const auto column = std::find(languages_.begin(), languages_.end(), language);
  if (column == languages_.end()) return {};
  std::string_view rest = rows_[index].rest;
  for (auto skip = column - languages_.begin() + 2; skip > 0; --skip) take(rest, '\t');
  return take(rest, '\t');
}

std::optional<std::size_t> Vocabulary::find(std::string_view iri) const {
  std::string_view code = iri;
  if (iri.starts_with(scheme_) && iri.size() > scheme_.size() && iri[scheme_.size()] == '/') {
    code = iri.substr(scheme_.size() + 1);
  }
  const auto found =
      std::lower_bound(rows_.begin(), rows_.end(), code,
                       [](const Row& row, std::string_view c) { return row.code < c; });
  // A bare code is not an IRI.
  if (found == rows_.end() || found->code != code) return std::nullopt;
  if (code.size() == iri.size() && code.find("://") == code.npos) return std::nullopt;
  return static_cast<std::size_t>(found - rows_.begin());
}

void Vocabulary::append_to(Dataset& background) const {
  const TermId type = background.iri(kType);
  const TermId in_scheme = background.iri(std::string(kSkos) + "inScheme");
  const TermId label = background.iri(std::string(kSkos) + "prefLabel");
  const TermId a_concept = background.iri(std::string(kSkos) + "Concept");
  const TermId scheme = background.iri(scheme_);
  background.add(scheme, type, background.iri(std::string(kSkos) + "ConceptScheme"));
  background.add(scheme, background.iri("http://purl.org/dc/terms/title"),
                 background.literal(name_, {}, "en"));
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const TermId concept_id = background.iri(iri_at(i));
    background.add(concept_id, type, a_concept);
    background.add(concept_id, in_scheme, scheme);
    const std::string_view text = label_at(i, "en");
    background.add(concept_id, label,
                   background.literal(text.empty() ? rows_[i].code : text, {}, "en"));
  }
}

base::Result<Aliases> Aliases::parse(base::BytesView table) {
  Aliases aliases;
  for (std::size_t number = 1; !table.empty(); ++number) {
    std::string_view line = take(table, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    const std::string_view old_iri = take(line, '\t');
    if (old_iri.empty() || line.empty()) {
      return base::invalid(at_line("aliases", number, "an old and a new IRI are needed"));
    }
    if (old_iri.ends_with('/') != line.ends_with('/')) {
      return base::invalid(at_line("aliases", number, "both must end in / or none"));
    }
    auto& into = line.ends_with('/') ? aliases.tables_ : aliases.whole_;
    into.emplace(old_iri, line);
  }
  return aliases;
}

std::optional<std::string> Aliases::present(std::string_view iri) const {
  std::string now(iri);
  bool changed = false;
  // A table that moved, then a code that was renamed.
  const auto slash = now.rfind('/');
  if (slash != std::string::npos) {
    const auto table = tables_.find(std::string_view(now).substr(0, slash + 1));
    if (table != tables_.end()) {
      now = table->second + now.substr(slash + 1);
      changed = true;
    }
  }
  if (const auto renamed = whole_.find(now); renamed != whole_.end()) {
    now = renamed->second;
    changed = true;
  }
  if (!changed) return std::nullopt;
  return now;
}

base::Result<Vocabularies> Vocabularies::shipped() {
  constexpr std::string_view kFolder = "vocabularies/";
  constexpr std::string_view kEnding = ".tsv";
  Vocabularies vocabularies;
  for (const std::string_view path : shipped_files(kFolder)) {
    std::string_view name = path.substr(kFolder.size());
    name.remove_suffix(kEnding.size());
    if (name == "aliases") {
      REDNODE_TRY(vocabularies.aliases_, Aliases::parse(*shipped_file(path)));
      continue;
    }
    REDNODE_TRY(Vocabulary vocabulary, Vocabulary::parse(std::string(name), *shipped_file(path)));
    vocabularies.add(std::move(vocabulary));
  }
  return vocabularies;
}

const Vocabulary* Vocabularies::by_name(std::string_view name) const {
  const auto found = std::find_if(all_.begin(), all_.end(),
                                  [name](const Vocabulary& v) { return v.name() == name; });
  return found == all_.end() ? nullptr : &*found;
}

std::optional<Vocabularies::Found> Vocabularies::find(std::string_view iri) const {
  for (const Vocabulary& vocabulary : all_) {
    if (const auto index = vocabulary.find(iri)) return Found{&vocabulary, *index};
  }
  return std::nullopt;
}

std::string_view Vocabularies::label(std::string_view iri,
                                     const std::vector<std::string>& languages) const {
  auto found = find(iri);
  if (!found) {
    const auto now = aliases_.present(iri);
    if (now) found = find(*now);
  }
  if (!found) return {};
  for (const std::string& language : languages) {
    const std::string_view text = found->vocabulary->label_at(found->index, language);
    if (!text.empty()) return text;
  }
  return found->vocabulary->label_at(found->index, "en");
}

}  // namespace rednode::catalogue
