#include "schema/generation.h"

#include <algorithm>

#include "base/limits.h"
#include "base/lines.h"

namespace rednode::schema {
namespace {

constexpr std::size_t kReasonLineMax = 512;

bool is_plain_line(std::string_view text) {
  return text.size() <= kReasonLineMax && base::is_utf8(text) &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

}  // namespace

std::string generation_text(const Generation& generation) {
  return std::string(kGenerationTitle) + "\n" +
         checkpoint_text({generation.origin, generation.size, generation.root, generation.number}) +
         std::to_string(generation.time_seconds) + "\n" + generation.reason + "\n";
}

base::Result<Generation> parse_generation_text(std::string_view text) {
  base::LineReader lines(text);
  REDNODE_TRY(const auto title, lines.line());
  if (title != kGenerationTitle) return base::invalid("not the beginning of a log");
  std::string checkpoint_lines;
  for (int i = 0; i < 3; ++i) {
    REDNODE_TRY(const auto line, lines.line());
    checkpoint_lines += std::string(line) + "\n";
  }
  REDNODE_TRY(const auto checkpoint, parse_checkpoint_text(checkpoint_lines));
  Generation out;
  out.origin = checkpoint.origin;
  out.number = checkpoint.generation;
  out.size = checkpoint.size;
  out.root = checkpoint.root;
  REDNODE_TRY(const auto time, lines.number());
  REDNODE_TRY(const auto reason, lines.line());
  out.reason = reason;
  if (out.number < 2 || time > INT64_MAX || !is_plain_line(reason) || reason.empty() ||
      !lines.empty()) {
    return base::invalid(
        "the beginning of a log has a number from 2, a time and a reason of one "
        "line, and nothing else");
  }
  out.time_seconds = static_cast<std::int64_t>(time);
  return out;
}

base::Result<Generation> open_generation(base::BytesView bytes, const LogKeys& keys) {
  REDNODE_TRY(const auto note, parse_note(bytes));
  REDNODE_TRY(auto generation, parse_generation_text(note.text));
  if (generation.origin != keys.latest().name()) {
    return base::unauthorised("the beginning of a log of another origin");
  }
  const auto signature = verify_note(note, keys.latest());
  if (!signature.ok()) return base::unauthorised(signature.error().message);
  return generation;
}

}  // namespace rednode::schema
