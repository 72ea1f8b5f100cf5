#include "catalogue/source_path.h"

#include <algorithm>

namespace rednode::catalogue {
namespace {

bool needs_quotes(std::string_view name) {
  return name.empty() || name == kAnyName || name.front() == '$' ||
         name.find_first_of(".\"{}+[] ") != std::string_view::npos;
}

// Takes one name and the dot behind it from the front.
base::Status take_name(std::string_view& rest, std::vector<std::string>& names) {
  if (rest.front() != '"') {
    const std::string_view name = rest.substr(0, rest.find('.'));
    if (name.empty()) return base::invalid("a name is missing between two dots");
    if (name.find_first_of("[]") != std::string_view::npos) {
      return base::invalid(
          "brackets have no place in a path: lists are gone through by themselves");
    }
    names.emplace_back(name);
    rest.remove_prefix(name.size());
  } else {
    const auto end = rest.find('"', 1);
    if (end == std::string_view::npos) return base::invalid("a quoted name does not end");
    names.emplace_back(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
  }
  if (rest.empty()) return {};
  if (rest.front() != '.') return base::invalid("a dot is missing behind a name");
  rest.remove_prefix(1);
  return rest.empty() ? base::Status(base::invalid("it ends in a dot")) : base::Status();
}

}  // namespace

base::Result<SourcePath> parse_source_path(std::string_view text) {
  SourcePath path;
  if (text.empty()) return base::invalid("it is empty: '.' is the value itself");
  if (text == "$" || text.starts_with("$.")) {
    path.from_record = true;
    text.remove_prefix(std::min<std::size_t>(text.size(), 2));
  } else if (text == ".") {
    text = {};
  }
  while (!text.empty()) REDNODE_CHECK(take_name(text, path.names));
  return path;
}

std::string written_path(const std::vector<std::string_view>& names) {
  if (names.empty()) return ".";
  std::string out;
  for (const std::string_view name : names) {
    if (!out.empty()) out += '.';
    if (needs_quotes(name)) {
      out.append("\"").append(name).append("\"");
    } else {
      out += name;
    }
  }
  return out;
}

bool is_below(const std::vector<std::string_view>& names, const SourcePath& pattern) {
  return names.size() >= pattern.names.size() &&
         std::equal(pattern.names.begin(), pattern.names.end(), names.begin(),
                    [](std::string_view want, std::string_view have) {
                      return want == kAnyName || want == have;
                    });
}

base::Result<Template> parse_template(std::string_view text) {
  Template result;
  while (!text.empty()) {
    const auto open = text.find_first_of("{}");
    if (open != 0)
      result.parts.push_back({Template::Kind::kText, std::string(text.substr(0, open)), {}});
    if (open == std::string_view::npos) break;
    if (text[open] == '}') return base::invalid("a '}' without its '{'");
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) return base::invalid("a '{' without its '}'");
    std::string_view inner = text.substr(open + 1, close - open - 1);
    Template::Part part;
    part.kind = inner.starts_with('+') ? Template::Kind::kRaw : Template::Kind::kEncoded;
    if (inner.starts_with('+')) inner.remove_prefix(1);
    if (inner == kAnyName) {
      part.kind = Template::Kind::kName;
    } else {
      REDNODE_TRY(part.path, parse_source_path(inner));
    }
    result.parts.push_back(std::move(part));
    text.remove_prefix(close + 1);
  }
  if (result.parts.empty()) return base::invalid("it is empty");
  return result;
}

}  // namespace rednode::catalogue
