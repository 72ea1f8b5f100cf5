#include "node/ctl/holder_names.h"

#include <algorithm>
#include <map>

namespace rednode::node {
namespace {

std::string small_letters(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// "0693876830" of "https://org.belgif.be/id/CbeRegisteredEntity/0693876830".
std::string end_of(std::string iri) {
  while (iri.size() > 1 && (iri.back() == '/' || iri.back() == '#')) iri.pop_back();
  const std::size_t cut = iri.find_last_of("/#:");
  return cut == iri.npos ? iri : iri.substr(cut + 1);
}

}  // namespace

std::string holder_name(const catalogue::Holder& holder,
                        const std::vector<std::string>& languages) {
  const std::string name = holder.name(languages);
  return name.empty() ? "(no holder)" : name;
}

std::vector<HolderName> holder_names(const std::vector<const catalogue::Holder*>& holders,
                                     const std::vector<std::string>& languages) {
  std::vector<HolderName> names;
  std::map<std::string, std::size_t> times;
  for (std::size_t i = 0; i < holders.size(); ++i) {
    names.push_back({holder_name(*holders[i], languages), i});
    ++times[names.back().name];
  }
  for (HolderName& name : names) {
    const std::string& iri = holders[name.index]->iri;
    if (times[name.name] > 1 && !iri.empty()) name.name += " (" + end_of(iri) + ")";
  }
  std::stable_sort(names.begin(), names.end(), [](const HolderName& a, const HolderName& b) {
    return small_letters(a.name) < small_letters(b.name);
  });
  return names;
}

}  // namespace rednode::node
