#include "catalogue/context_source.h"

#include <algorithm>
#include <optional>

#include "catalogue/json_parser.h"
#include "catalogue/shipped.h"

namespace rednode::catalogue {
namespace {

struct Published {
  std::string_view url;
  std::string_view path;
};

// The URLs under which SEMIC publishes the contexts of DCAT-AP.
constexpr Published kPublished[] = {
    {"https://semiceu.github.io/DCAT-AP/releases/3.0.0/context/dcat-ap.jsonld",
     "contexts/dcat-ap-3.0.0.jsonld"},
    {"https://semiceu.github.io/DCAT-AP/releases/3.0.1/context/dcat-ap.jsonld",
     "contexts/dcat-ap-3.0.1.jsonld"},
    {"https://semiceu.github.io/uri.semic.eu-generated/DCAT-AP/releases/3.0.0/html/examples/"
     "context.jsonld",
     "contexts/dcat-ap-3-examples.jsonld"},
    {"https://semiceu.github.io/uri.semic.eu-generated/DCAT-AP/releases/3.0.1/html/examples/"
     "context.jsonld",
     "contexts/dcat-ap-3-examples.jsonld"},
};

constexpr std::string_view kSemic = "https://semiceu.github.io/";

base::Error none(const std::string& url) {
  if (url.find("schema.org") != std::string::npos) {
    return base::invalid(
        "the document uses the context of schema.org (" + url +
        "), which describes web pages and not catalogues: export the catalogue as DCAT-AP instead");
  }
  if (url.starts_with(kSemic)) {
    return base::invalid(
        "the context " + url +
        " of SEMIC is not one that ships with rednode, which has those of DCAT-AP "
        "3.0.0 and 3.0.1; other releases define other terms, so none stands in "
        "for it, and nothing is fetched: save it once, and give it with --context " +
        url + "=FILE");
  }
  return base::invalid("the context " + url +
                       " is not one that ships with rednode, and nothing is fetched: save the "
                       "context and put its content in place of the reference, or give it with "
                       "--context " +
                       url + "=FILE");
}

}  // namespace

std::string_view shipped_context(std::string_view url) {
  for (const Published& known : kPublished) {
    if (known.url == url) return known.path;
  }
  return {};
}

base::Result<std::shared_ptr<const JsonValue>> ContextSource::file(const std::string& url) {
  if (const auto found = parsed_.find(url); found != parsed_.end()) return found->second;
  std::optional<base::BytesView> bytes;
  const auto given =
      std::find_if(given_.begin(), given_.end(),
                   [&url](const NamedContext& context) { return context.url == url; });
  if (given != given_.end()) bytes = given->document;
  if (!bytes) bytes = shipped_file(shipped_context(url));
  if (!bytes) return none(url);
  JsonParse parse = parse_json(*bytes);
  if (!parse.ok()) {
    return base::invalid("the context " + url + " is not JSON: line " +
                         std::to_string(parse.at.at.line) + ", column " +
                         std::to_string(parse.at.at.column) + ": " + parse.fault);
  }
  auto value = std::make_shared<const JsonValue>(std::move(parse.value));
  parsed_.emplace(url, value);
  return value;
}

}  // namespace rednode::catalogue
