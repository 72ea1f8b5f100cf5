#include "catalogue/json_scanner.h"

#include "catalogue/source_path.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kDelimiters = " \t\r\n{}[]:,\"";

constexpr std::size_t kOutlineDepth = 6;
constexpr std::size_t kOutlineMembers = 4096;

JsonToken text_token(std::string_view view, std::size_t begin, bool eof) {
  for (std::size_t at = begin + 1; at < view.size(); ++at) {
    if (view[at] == '"') return {JsonToken::Kind::kText, begin, at + 1};
    if (view[at] == '\n') return {JsonToken::Kind::kFault, begin, at};
    if (view[at] == '\\') ++at;
  }
  return {eof ? JsonToken::Kind::kFault : JsonToken::Kind::kMore, begin, view.size()};
}

bool is_scalar_text(std::string_view text) {
  if (text == "true" || text == "false" || text == "null") return true;
  return text.front() == '-' || (text.front() >= '0' && text.front() <= '9');
}

}  // namespace

JsonToken json_token(std::string_view view, std::size_t at, bool eof) {
  using Kind = JsonToken::Kind;
  at = view.find_first_not_of(kSpace, at);
  if (at == std::string_view::npos)
    return {eof ? Kind::kEnd : Kind::kMore, view.size(), view.size()};
  switch (view[at]) {
    case '{':
      return {Kind::kOpenObject, at, at + 1};
    case '[':
      return {Kind::kOpenList, at, at + 1};
    case '}':
      return {Kind::kCloseObject, at, at + 1};
    case ']':
      return {Kind::kCloseList, at, at + 1};
    case ':':
      return {Kind::kColon, at, at + 1};
    case ',':
      return {Kind::kComma, at, at + 1};
    case '"':
      return text_token(view, at, eof);
    default:
      break;
  }
  auto end = view.find_first_of(kDelimiters, at);
  if (end == std::string_view::npos) {
    if (!eof) return {Kind::kMore, at, view.size()};
    end = view.size();
  }
  const bool scalar = is_scalar_text(view.substr(at, end - at));
  return {scalar ? Kind::kScalar : Kind::kFault, at, end};
}

std::string json_text(std::string_view token) {
  std::string out;
  token = token.substr(1, token.size() - 2);
  for (std::size_t at = 0; at < token.size(); ++at) {
    if (token[at] == '\\' && at + 1 < token.size() && token[at + 1] != 'u') ++at;
    out += token[at];
  }
  return out;
}

JsonOutline json_outline(std::string_view head) {
  using Kind = JsonToken::Kind;
  struct Frame {
    bool object;
    std::size_t names;  // of the path before it
  };
  JsonOutline outline;
  std::vector<Frame> frames;
  std::vector<std::string> path;
  std::string name;
  bool named = false;  // a name stands there, its value comes
  const auto place = [&path] { return written_path({path.begin(), path.end()}); };
  for (std::size_t at = 0;;) {
    const JsonToken token = json_token(head, at, false);
    if (token.kind == Kind::kMore || token.kind == Kind::kEnd || token.kind == Kind::kFault) break;
    at = token.end;
    if (token.kind == Kind::kText && !frames.empty() && frames.back().object && !named) {
      name = json_text(head.substr(token.begin, token.end - token.begin));
      named = true;
      if (frames.size() <= kOutlineDepth && outline.members.size() < kOutlineMembers) {
        outline.members.emplace(place(), name);
      }
    } else if (token.kind == Kind::kOpenObject || token.kind == Kind::kOpenList) {
      frames.push_back({token.kind == Kind::kOpenObject, path.size()});
      if (named) path.push_back(name);
      named = false;
      if (frames.size() <= kOutlineDepth && outline.containers.size() < kOutlineMembers) {
        outline.containers.insert(place());
      }
    } else if (token.kind == Kind::kCloseObject || token.kind == Kind::kCloseList) {
      if (frames.empty()) break;
      path.resize(frames.back().names);
      frames.pop_back();
      named = false;
    } else if (token.kind == Kind::kText || token.kind == Kind::kScalar ||
               token.kind == Kind::kComma) {
      named = false;
    }
  }
  return outline;
}

}  // namespace rednode::catalogue
