#include "catalogue/json_kind.h"

#include <algorithm>

#include "catalogue/json_scanner.h"
#include "catalogue/mapping.h"

namespace rednode::catalogue {
namespace {

bool has_signature(const JsonOutline& outline, const Mapping& mapping) {
  return std::any_of(mapping.signatures.begin(), mapping.signatures.end(),
                     [&outline](const Signature& signature) {
                       return std::all_of(signature.members.begin(), signature.members.end(),
                                          [&](const std::string& member) {
                                            return outline.members.contains({signature.at, member});
                                          });
                     });
}

}  // namespace

base::Result<Format> detect_json(std::string_view head, std::optional<Format> named) {
  const JsonOutline outline = json_outline(head);
  const bool linked =
      std::any_of(outline.members.begin(), outline.members.end(),
                  [](const auto& member) { return member.second.starts_with('@'); });
  if (linked || outline.members.empty()) return Format::kJsonLd;
  for (const Format format : {Format::kUdata, Format::kCkan}) {
    REDNODE_TRY(const auto mapping, shipped_mapping(format_name(format)));
    if (has_signature(outline, *mapping)) return format;
  }
  if (named && is_mapped(*named)) return *named;
  return base::invalid(
      "this is JSON, but neither JSON-LD nor a document of CKAN or udata: name its format, or a "
      "mapping for it");
}

}  // namespace rednode::catalogue
