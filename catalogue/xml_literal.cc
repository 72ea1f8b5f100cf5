#include "catalogue/xml_literal.h"

#include <algorithm>
#include <tuple>

#include "catalogue/names.h"

namespace rednode::catalogue {
namespace {

// Canonical XML 1.0, section 2.3.
void append_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\r':
        out += "&#xD;";
        break;
      default:
        out += c;
    }
  }
}

void append_value(std::string& out, std::string_view value) {
  for (const char c : value) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\t':
        out += "&#x9;";
        break;
      case '\n':
        out += "&#xA;";
        break;
      case '\r':
        out += "&#xD;";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace

void XmlLiteral::clear() {
  value_.clear();
  bindings_.clear();
  marks_.clear();
}

std::string_view XmlLiteral::bound(std::string_view prefix) const {
  const auto found = std::find_if(bindings_.rbegin(), bindings_.rend(),
                                  [prefix](const Binding& b) { return b.prefix == prefix; });
  return found == bindings_.rend() ? std::string_view{} : found->space;
}

void XmlLiteral::name(const XmlName& name) {
  if (!name.prefix.empty()) value_.append(name.prefix).push_back(':');
  value_.append(name.local);
}

void XmlLiteral::start(const XmlName& element, std::span<const XmlAttribute> attributes) {
  marks_.push_back(bindings_.size());
  value_.push_back('<');
  name(element);
  // The prefixes that the element and its attributes use, unless what is around them in the literal
  // has declared them so. Attributes without a prefix have no namespace.
  std::vector<std::pair<std::string_view, std::string_view>> used = {
      {element.prefix, element.space}};
  for (const XmlAttribute& attribute : attributes) {
    if (!attribute.name.prefix.empty())
      used.emplace_back(attribute.name.prefix, attribute.name.space);
  }
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  for (const auto& [prefix, space] : used) {
    if (space == names::kXmlNamespace || bound(prefix) == space) continue;
    value_.append(prefix.empty() ? " xmlns" : " xmlns:").append(prefix).append("=\"");
    append_value(value_, space);
    value_.push_back('"');
    bindings_.push_back({std::string(prefix), std::string(space)});
  }
  std::vector<const XmlAttribute*> sorted;
  for (const XmlAttribute& attribute : attributes) sorted.push_back(&attribute);
  std::sort(sorted.begin(), sorted.end(), [](const XmlAttribute* a, const XmlAttribute* b) {
    return std::tie(a->name.space, a->name.local) < std::tie(b->name.space, b->name.local);
  });
  for (const XmlAttribute* attribute : sorted) {
    value_.push_back(' ');
    name(attribute->name);
    value_.append("=\"");
    append_value(value_, attribute->value);
    value_.push_back('"');
  }
  value_.push_back('>');
}

void XmlLiteral::end(const XmlName& element) {
  value_.append("</");
  name(element);
  value_.push_back('>');
  bindings_.resize(marks_.back());
  marks_.pop_back();
}

void XmlLiteral::text(std::string_view text) {
  append_text(value_, text);
}

void XmlLiteral::comment(std::string_view text) {
  value_.append("<!--").append(text).append("-->");
}

void XmlLiteral::instruction(std::string_view target, std::string_view data) {
  value_.append("<?").append(target);
  if (!data.empty()) value_.append(" ").append(data);
  value_.append("?>");
}

}  // namespace rednode::catalogue
