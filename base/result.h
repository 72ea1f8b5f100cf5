// Result<T>: how anything fails in rednode. Failure is a value; nothing throws across a file.
//
// A function that can fail returns Result<T> (or Status, where there is nothing to give back). The
// few codes exist each because some caller acts on it; the text carries everything else and is
// written for the operator: what, where, and what to do.
//
// Thread rule: value types; const access from several threads is safe.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "base/assert.h"

namespace rednode::base {

enum class Code {
  kInvalid,       // the input is wrong: report it, do not try again
  kNotFound,      // there is no such thing
  kUnauthorised,  // not signed by, or not allowed to, whom it claims: count it, never apply it
  kConflict,      // it contradicts what is held: look for evidence, or read again
  kUnavailable,   // not now: try again later with back-off
  kExhausted,     // a limit was met: shed
  kCorrupt,       // our own bytes are damaged: stop
};

// "invalid", "not-found", ...: stable words for JSON and logs.
constexpr const char* code_name(Code code) {
  switch (code) {
    case Code::kInvalid:
      return "invalid";
    case Code::kNotFound:
      return "not-found";
    case Code::kUnauthorised:
      return "unauthorised";
    case Code::kConflict:
      return "conflict";
    case Code::kUnavailable:
      return "unavailable";
    case Code::kExhausted:
      return "exhausted";
    case Code::kCorrupt:
      return "corrupt";
  }
  return "unknown";
}

struct Error {
  Code code = Code::kInvalid;
  std::string message;
};

inline Error invalid(std::string message) {
  return {Code::kInvalid, std::move(message)};
}
inline Error not_found(std::string message) {
  return {Code::kNotFound, std::move(message)};
}
inline Error unauthorised(std::string message) {
  return {Code::kUnauthorised, std::move(message)};
}
inline Error conflict(std::string message) {
  return {Code::kConflict, std::move(message)};
}
inline Error unavailable(std::string message) {
  return {Code::kUnavailable, std::move(message)};
}
inline Error exhausted(std::string message) {
  return {Code::kExhausted, std::move(message)};
}
inline Error corrupt(std::string message) {
  return {Code::kCorrupt, std::move(message)};
}

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok().
  T& value() & {
    REDNODE_ASSERT(ok());
    return std::get<0>(state_);
  }
  const T& value() const& {
    REDNODE_ASSERT(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    REDNODE_ASSERT(ok());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // REQUIRES: !ok().
  const Error& error() const {
    REDNODE_ASSERT(!ok());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

struct Done {};

template <>
class [[nodiscard]] Result<void> : public Result<Done> {
 public:
  Result() : Result<Done>(Done{}) {}
  Result(Error error) : Result<Done>(std::move(error)) {}  // NOLINT: implicit
};

using Status = Result<void>;

// Puts the context in front of an error's text: "reading config: no such file".
inline Error with_context(const std::string& context, Error error) {
  error.message = context + ": " + error.message;
  return error;
}

}  // namespace rednode::base

// REDNODE_TRY(auto x, f()): x is the value of f(), or the caller returns f()'s error.
#define REDNODE_CONCAT_INNER(a, b) a##b
#define REDNODE_CONCAT(a, b) REDNODE_CONCAT_INNER(a, b)
#define REDNODE_TRY_INNER(name, declaration, expression) \
  auto name = (expression);                              \
  if (!name.ok()) return name.error();                   \
  declaration = std::move(name).value()
#define REDNODE_TRY(declaration, expression) \
  REDNODE_TRY_INNER(REDNODE_CONCAT(rednode_try_, __LINE__), declaration, expression)

// REDNODE_CHECK(f()): the caller returns f()'s error, if there is one.
#define REDNODE_CHECK(expression)                                 \
  do {                                                            \
    if (auto rednode_check = (expression); !rednode_check.ok()) { \
      return rednode_check.error();                               \
    }                                                             \
  } while (false)
