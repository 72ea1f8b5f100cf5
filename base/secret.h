// Secret: octets that are overwritten before their memory is given back: passphrases, secret keys,
// the text of their files.
//
// Thread rule: value type.
#pragma once

#include <string>
#include <utility>

#include "base/bytes.h"

namespace rednode::base {

// Overwrites the string in a way that no compiler leaves out, and empties it.
void wipe(std::string& text);

class Secret {
 public:
  Secret() = default;
  explicit Secret(Bytes bytes) : bytes_(std::move(bytes)) {}
  Secret(const Secret&) = default;
  // A short string moves by being copied, so what was moved from is overwritten too.
  Secret(Secret&& other) noexcept : bytes_(other.bytes_) { wipe(other.bytes_); }
  Secret& operator=(Secret other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Secret() { wipe(bytes_); }

  BytesView view() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }

 private:
  Bytes bytes_;
};

}  // namespace rednode::base
