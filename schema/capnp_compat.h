// The one include before any Cap'n Proto header.
//
// Cap'n Proto 0.9.2 hides one comparison operator where the compiler has three-way comparison,
// which makes clang 16 and later refuse its headers in C++20. GCC does not need this.
#pragma once

#ifdef __clang__
#include <kj/string.h>
namespace kj {
inline bool operator==(const char* a, const StringPtr& b) {
  return b == StringPtr(a);
}
}  // namespace kj
#endif

#include <capnp/message.h>
#include <capnp/serialize.h>
