#include "catalogue/placeholders.h"

#include "catalogue/shipped.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kTable = "quality/placeholders.tsv";
constexpr std::string_view kTitles = "text\tlanguage";

std::string bare(std::string_view text) {
  constexpr std::string_view kEnds = " \t\r\n.";
  const auto begin = text.find_first_not_of(kEnds);
  if (begin == text.npos) return {};
  std::string out(text.substr(begin, text.find_last_not_of(kEnds) - begin + 1));
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

base::Result<Placeholders> Placeholders::parse(base::BytesView table) {
  Placeholders placeholders;
  bool titles = false;
  for (std::size_t number = 1; !table.empty(); ++number) {
    const std::size_t end = table.find('\n');
    const std::string_view line = table.substr(0, end);
    table = end == base::BytesView::npos ? base::BytesView{} : table.substr(end + 1);
    if (line.empty() || line.starts_with('#')) continue;
    const bool good = titles ? line.find('\t') != line.npos : line == kTitles;
    if (!good) {
      return base::invalid(std::string(kTable) + ", line " + std::to_string(number) +
                           ": a text and a language are needed, below the line \"text, language\"");
    }
    if (titles) placeholders.texts_.insert(bare(line.substr(0, line.find('\t'))));
    titles = true;
  }
  return placeholders;
}

base::Result<Placeholders> Placeholders::shipped() {
  const auto table = shipped_file(kTable);
  REDNODE_ASSERT(table.has_value());
  return parse(*table);
}

bool Placeholders::contains(std::string_view text) const {
  const std::string wanted = bare(text);
  return wanted.empty() || texts_.contains(wanted);
}

}  // namespace rednode::catalogue
