#include "node/ctl/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "node/ctl/units.h"

namespace rednode::node {
namespace {

constexpr base::Duration kQuiet = std::chrono::seconds(1);
constexpr base::Duration kRedraw = std::chrono::milliseconds(150);

std::string amount(const ProgressState& state, std::uint64_t value) {
  return state.bytes ? bytes_text(static_cast<double>(value)) : count_text(value);
}

}  // namespace

std::string progress_line(const ProgressState& state) {
  std::string line = state.what + " " + amount(state, state.done);
  const bool bounded = state.total.has_value() && *state.total > 0;
  if (bounded) {
    const auto whole = static_cast<double>(*state.total);
    const double share = std::min(static_cast<double>(state.done) / whole, 1.0) * 100;
    line += fmt::format(" of {} ({:.0f}%)", amount(state, *state.total), share);
  }
  const double rate = state.seconds > 0 ? static_cast<double>(state.done) / state.seconds : 0;
  if (rate > 0) {
    line += state.bytes ? ", " + bytes_text(rate) + "/s" : fmt::format(", {:.0f}/s", rate);
  }
  if (state.records > 0) line += ", " + plural(state.records, "record");
  if (bounded && rate > 0 && state.done < *state.total) {
    line += ", " + age_text(static_cast<double>(*state.total - state.done) / rate) + " left";
  }
  return line;
}

Progress::Progress(const base::Clock& clock, std::FILE* err)
    : clock_(clock), err_(err), enabled_(isatty(fileno(err)) == 1) {
  created_ = begun_ = clock_.now().mono;
}

void Progress::start(std::string what, bool bytes, std::optional<std::uint64_t> total) {
  state_ = {};
  state_.what = std::move(what);
  state_.bytes = bytes;
  state_.total = total;
  begun_ = clock_.now().mono;
}

void Progress::update(std::uint64_t done, std::uint64_t records) {
  if (!enabled_) return;
  const base::MonoTime now = clock_.now().mono;
  if (now - created_ < kQuiet || now - drawn_ < kRedraw) return;
  drawn_ = now;
  visible_ = true;
  state_.done = done;
  state_.records = records;
  state_.seconds = static_cast<double>((now - begun_).count()) / 1e6;
  const std::string line = "\r" + progress_line(state_) + "\x1b[K";
  std::fwrite(line.data(), 1, line.size(), err_);
  std::fflush(err_);
}

void Progress::clear() {
  if (!visible_) return;
  visible_ = false;
  std::fputs("\r\x1b[K", err_);
  std::fflush(err_);
}

}  // namespace rednode::node
