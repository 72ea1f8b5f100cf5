#include "bench/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace rednode::bench {
namespace {

constexpr std::array<const char*, 8> kLanguages = {"fr", "de", "nl", "en", "es", "it", "pl", "fi"};
constexpr std::size_t kWords = 4000;

// Words of syllables, different in each language, so that they compress as words do and not as
// noise.
std::vector<std::string> make_words(std::size_t language) {
  static constexpr std::array<const char*, 24> kSyllables = {
      "san",  "té", "don",  "née", "ge",  "sund", "heit", "zie", "ken", "huis", "re", "gi",
      "stre", "pa", "tien", "sa",  "lud", "da",   "tos",  "ter", "vey", "mor",  "ta", "lis"};
  base::Random random(1000 + language);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < kWords; ++i) {
    std::string word;
    const std::uint64_t syllables = 1 + random.below(4);
    for (std::uint64_t s = 0; s < syllables; ++s) {
      word += kSyllables[(random.below(12) + language * 3) % kSyllables.size()];
    }
    words.push_back(word);
  }
  return words;
}

// Zipf's law: the n-th word about n times as rare as the first.
const std::string& pick(const std::vector<std::string>& words, base::Random& random) {
  const double u = static_cast<double>(random.below(1'000'000)) / 1e6;
  const double rank = std::pow(static_cast<double>(kWords), u);
  return words[std::min(static_cast<std::size_t>(rank), kWords - 1)];
}

std::string sentence(std::size_t language, std::size_t length, base::Random& random) {
  static const auto kVocabularies = [] {
    std::vector<std::vector<std::string>> all;
    for (std::size_t l = 0; l < kLanguages.size(); ++l) all.push_back(make_words(l));
    return all;
  }();
  std::string text;
  for (std::size_t i = 0; i < length; ++i) {
    if (i > 0) text.push_back(' ');
    text += pick(kVocabularies[language], random);
  }
  return text;
}

void add_fixed(std::vector<std::string>& lines, const std::string& iri, std::uint64_t number,
               base::Random& random) {
  const auto add = [&](const std::string& predicate, const std::string& object) {
    lines.push_back(fmt::format("<{}> <{}> {} .\n", iri, predicate, object));
  };
  add("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "<http://www.w3.org/ns/dcat#Dataset>");
  add("http://purl.org/dc/terms/identifier", fmt::format("\"bench-{:08}\"", number));
  add("http://purl.org/dc/terms/accessRights",
      "<http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC>");
  add("http://data.europa.eu/r5r/applicableLegislation",
      "<http://data.europa.eu/eli/reg/2025/327/oj>");
  add("http://www.w3.org/ns/dcat#theme",
      "<http://publications.europa.eu/resource/authority/data-theme/HEAL>");
  add("http://purl.org/dc/terms/issued",
      fmt::format("\"20{:02}-{:02}-{:02}\"^^<http://www.w3.org/2001/XMLSchema#date>",
                  random.below(25), 1 + random.below(12), 1 + random.below(28)));
  add("http://healthdataportal.eu/ns/health#numberOfRecords",
      fmt::format("\"{}\"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>",
                  random.below(10'000'000)));
  add("http://www.w3.org/ns/dcat#landingPage",
      fmt::format("<https://data.example.org/page/{:016x}>", random.next()));
}

}  // namespace

BenchRecord make_record(std::uint64_t number, std::uint64_t version) {
  base::Random random(number * 2 + 1 + version * 1'000'000'007);
  BenchRecord record;
  record.iri = fmt::format("https://data.example.org/dataset/{:08}", number);
  std::vector<std::string> lines;
  add_fixed(lines, record.iri, number, random);
  for (std::size_t l = 0; l < kLanguages.size(); ++l) {
    const auto text = [&](const char* predicate, std::size_t words) {
      lines.push_back(fmt::format("<{}> <{}> \"{}\"@{} .\n", record.iri, predicate,
                                  sentence(l, words, random), kLanguages[l]));
    };
    text("http://purl.org/dc/terms/title", 3 + random.below(5));
    text("http://purl.org/dc/terms/description", 6 + random.below(24));
    text("http://www.w3.org/ns/dcat#keyword", 1 + random.below(2));
  }
  std::sort(lines.begin(), lines.end());
  for (const auto& line : lines) record.nquads += line;
  return record;
}

}  // namespace rednode::bench
