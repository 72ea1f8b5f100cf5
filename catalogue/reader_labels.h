// What readers call blank nodes (catalogue/rdf_reader.h): those that a document leaves without a
// label are numbered in its order, and its own labels stay clear of these.
//
// Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rednode::catalogue {

// Appends "_:anon-0000000001": of ten digits, so that the order of the labels is the document's.
inline void append_anonymous(std::string& out, std::uint64_t number) {
  constexpr std::size_t kDigits = 10;
  const std::string digits = std::to_string(number);
  out.append("_:anon-");
  if (digits.size() < kDigits) out.append(kDigits - digits.size(), '0');
  out.append(digits);
}

// REQUIRES: `label` is one of Turtle, or a name of XML, whose labels alone may end in a dot.
inline void append_document_label(std::string& out, std::string_view label) {
  out.append("_:");
  if (label.ends_with('.')) {
    out.append("anon-y-").append(label).push_back('x');
    return;
  }
  if (label.starts_with("anon-")) out.append("anon-x-");
  out.append(label);
}

}  // namespace rednode::catalogue
