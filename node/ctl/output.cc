#include "node/ctl/output.h"

#include <unistd.h>

namespace rednode::node {
namespace {

std::string pretty(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

bool Output::on_terminal() const {
  return isatty(fileno(out_)) == 1;
}

void Output::text(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), out_);
}

void Output::document(const Json& json) {
  text((format_ == OutputFormat::kJsonl ? to_line(json) : pretty(json)) + "\n");
}

void Output::note(std::string_view text) {
  std::fflush(out_);  // so that both streams stay in order where they are the same terminal
  // Lines keep their ends, everything else that a terminal obeys goes.
  std::string line = "redctl: ";
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    line += printable(text.substr(at, end - at)) + "\n";
    at = end + 1;
    if (at >= text.size()) break;
  }
  std::fwrite(line.data(), 1, line.size(), err_);
}

void Output::not_checked(const std::string& what) {
  if (format_ != OutputFormat::kJsonl) return note(what);
  std::fflush(out_);
  const std::string line = to_line({{"not_checked", what}}) + "\n";
  std::fwrite(line.data(), 1, line.size(), err_);
}

Exit Output::fail(const base::Error& error, Exit exit) {
  note(error.message);
  if (!is_table()) document({{"error", error_json(error)}});
  return exit;
}

bool Output::flush() {
  return std::fflush(out_) == 0 && std::ferror(out_) == 0;
}

Json error_json(const base::Error& error) {
  return {{"code", base::code_name(error.code)}, {"message", error.message}};
}

void ListOutput::begin() {
  out_.text("{\n  " + to_line(name_) + ": [");
}

void ListOutput::item(const Json& json) {
  if (out_.is_table()) return;
  if (out_.format() == OutputFormat::kJsonl) {
    out_.text(to_line(json) + "\n");
    return;
  }
  if (items_ == 0) begin();
  out_.text((items_++ == 0 ? "\n    " : ",\n    ") + to_line(json));
}

void ListOutput::end(const Json& rest) {
  if (out_.format() == OutputFormat::kJsonl && rest.contains("error")) {
    out_.text(to_line({{"error", rest["error"]}}) + "\n");
  }
  if (out_.format() != OutputFormat::kJson) return;
  if (items_ == 0) begin();
  out_.text(items_ == 0 ? "]" : "\n  ]");
  for (const auto& [name, value] : rest.items()) {
    out_.text(",\n  " + to_line(name) + ": " + to_line(value));
  }
  out_.text("\n}\n");
}

}  // namespace rednode::node
