// RawWindow: the bytes of a document that a reader has just read, kept for quoting them where
// something is wrong. It holds what was read last, at least limits::kQuarantineBytesMax bytes.
//
// Thread rule: one thread. Views live until the next more() of the input or read_all().
#pragma once

#include <cstdint>
#include <string_view>

#include "base/limits.h"
#include "catalogue/input_buffer.h"

namespace rednode::catalogue {

class RawWindow {
 public:
  // REQUIRES: `input` outlives the window, and nobody else consumes of it.
  explicit RawWindow(InputBuffer& input) : input_(input) {}

  const InputBuffer& input() const { return input_; }

  std::string_view unread() const { return input_.view().substr(read_); }

  // What was unread has been read.
  void read_all() {
    read_ = input_.view().size();
    constexpr std::size_t kKept = base::limits::kQuarantineBytesMax;
    if (read_ <= 2 * kKept) return;  // moving bytes to the front at every step would cost more
    input_.consume(read_ - kKept);
    first_ += read_ - kKept;
    read_ = kKept;
  }

  // The bytes [begin, end) of the document, counted from where the window began; nothing where they
  // are gone, or have not come yet.
  std::string_view between(std::uint64_t begin, std::uint64_t end) const {
    const std::string_view view = input_.view();
    if (begin < first_ || end < begin || end - first_ > view.size()) return {};
    return view.substr(begin - first_, end - begin);
  }

 private:
  InputBuffer& input_;
  std::uint64_t first_ = 0;  // what stands at the beginning of the view
  std::size_t read_ = 0;
};

}  // namespace rednode::catalogue
