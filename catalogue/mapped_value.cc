#include "catalogue/mapped_value.h"

#include <array>
#include <cstdio>

#include "base/limits.h"
#include "catalogue/iri.h"
#include "catalogue/mapping_words.h"
#include "catalogue/term.h"
#include "catalogue/xsd.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kDate = "http://www.w3.org/2001/XMLSchema#date";
constexpr std::string_view kDateTime = "http://www.w3.org/2001/XMLSchema#dateTime";
constexpr std::string_view kYear = "http://www.w3.org/2001/XMLSchema#gYear";
constexpr std::string_view kYearMonth = "http://www.w3.org/2001/XMLSchema#gYearMonth";

MappedValue failed(std::string why) {
  return {{}, std::move(why), false};
}

// Each '9' stands for a digit, every other character for itself.
bool has_shape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == '9' ? !digit : text[i] != shape[i]) return false;
  }
  return true;
}

// "1.2.2024" as "2024-02-01", or "".
std::string day_first_date(std::string_view text) {
  const auto first = text.find_first_of("./-");
  if (first == std::string_view::npos || first == 0 || first > 2) return {};
  const auto second = text.find(text[first], first + 1);
  if (second == std::string_view::npos || second == first + 1 || second > first + 3) return {};
  std::string day(text.substr(0, first));
  std::string month(text.substr(first + 1, second - first - 1));
  const std::string year(text.substr(second + 1));
  if (!has_shape(year, "9999")) return {};
  if (day.size() == 1) day.insert(0, 1, '0');
  if (month.size() == 1) month.insert(0, 1, '0');
  return year + "-" + month + "-" + day;
}

// What browsers do with an address: characters that no IRI holds are percent-encoded (WHATWG URL,
// "percent-encode after encoding").
std::string repaired_url(std::string_view text) {
  constexpr std::string_view kForbidden = " \"<>\\^`{|}";
  std::string out;
  for (const char c : text) {
    if (kForbidden.find(c) == std::string_view::npos) {
      out += c;
      continue;
    }
    char encoded[4];
    std::snprintf(encoded, sizeof encoded, "%%%02X", static_cast<unsigned char>(c));
    out += encoded;
  }
  return out;
}

bool is_web_address(std::string_view iri) {
  const auto colon = iri.find(':');
  const std::string scheme = lookup_key(iri.substr(0, colon));
  return scheme == "http" || scheme == "https" || scheme == "ftp" || scheme == "ftps" ||
         scheme == "sftp" || scheme == "urn" || scheme == "doi";
}

MappedValue as_iri(const LookupTable* table, std::string_view text) {
  const std::string iri = checked_iri(text);
  if (!iri.empty()) return {iri_text(iri), {}, false};
  if (table != nullptr) {
    return failed("the table '" + table->name + "' has no row for it, and it is no IRI");
  }
  return failed("it is no absolute IRI");
}

MappedValue as_url(std::string_view text) {
  const std::string iri = checked_iri(repaired_url(trimmed(text)));
  if (iri.empty() || !is_web_address(iri)) return failed("it is no web address");
  return {iri_text(iri), {}, false};
}

MappedValue as_mail(std::string_view text) {
  std::string_view address = trimmed(text);
  if (lookup_key(address).starts_with("mailto:")) address.remove_prefix(7);
  const auto at = address.find('@');
  const std::string iri = "mailto:" + std::string(address);
  if (at == 0 || at == std::string_view::npos || at + 1 == address.size() ||
      address.find_first_of(" ,;:/", 0) != std::string_view::npos || checked_iri(iri).empty()) {
    return failed("it is no e-mail address");
  }
  return {iri_text(iri), {}, false};
}

MappedValue as_date(std::string_view text, bool day_first) {
  const DateForm form = date_form(text, day_first);
  if (form.type.empty()) return failed("it is no date; write 2024-12-31");
  return {literal_text(form.text, form.type), {}, false};
}

MappedValue as_typed(std::string_view text, std::string_view datatype, bool day_first) {
  std::string lexical(trimmed(text));
  if (datatype == kDate || datatype == kDateTime) {
    const DateForm form = date_form(lexical, day_first);
    if (form.type == datatype) lexical = form.text;
  }
  if (check_lexical(lexical, datatype) == LexicalForm::kInvalid) {
    return failed("it is no xsd:" + std::string(datatype.substr(datatype.find('#') + 1)));
  }
  return {literal_text(lexical, datatype), {}, false};
}

}  // namespace

std::string checked_iri(std::string_view text) {
  const std::string_view iri = trimmed(text);
  if (iri.empty() || iri.size() > base::limits::kRdfIriBytesMax || !iri_fault(iri).empty())
    return {};
  return std::string(iri);
}

DateForm date_form(std::string_view text, bool day_first) {
  std::string value(trimmed(text));
  if (has_shape(value, "9999")) return {kYear, value};
  if (has_shape(value, "9999-99") && check_lexical(value, kYearMonth) == LexicalForm::kValid) {
    return {kYearMonth, value};
  }
  if (day_first && value.find('T') == std::string::npos) {
    if (std::string turned = day_first_date(value); !turned.empty()) value = std::move(turned);
  }
  if (value.size() > 10 && value[10] == ' ') value[10] = 'T';
  // Hours and minutes without seconds, as forms and portals write them.
  if (has_shape(std::string_view(value).substr(0, 16), "9999-99-99T99:99") &&
      (value.size() == 16 || value[16] != ':')) {
    value.insert(16, ":00");
  }
  if (check_lexical(value, kDate) == LexicalForm::kValid) return {kDate, value};
  if (check_lexical(value, kDateTime) == LexicalForm::kValid) return {kDateTime, value};
  return {};
}

MappedValue mapped_value(const Mapping& mapping, const Rule& rule, std::string_view text,
                         std::string_view language) {
  std::string looked_up;
  const LookupTable* table = nullptr;
  if (rule.table) {
    table = &mapping.tables[*rule.table];
    const auto row = table->rows.find(lookup_key(text));
    if (row != table->rows.end() || table->any_other) {
      looked_up = row != table->rows.end() ? row->second : *table->any_other;
      if (looked_up.empty()) return {{}, {}, true};
      text = looked_up;
    }
  }
  switch (rule.as) {
    case As::kText:
      return {literal_text(text, {}, language), {}, false};
    case As::kIri:
      return as_iri(table, text);
    case As::kUrl:
      return as_url(text);
    case As::kMail:
      return as_mail(text);
    case As::kDate:
      return as_date(text, mapping.day_first);
    case As::kTyped:
      return as_typed(text, rule.datatype, mapping.day_first);
    case As::kJson:
    case As::kNode:
      break;
  }
  return failed("it has parts");
}

}  // namespace rednode::catalogue
