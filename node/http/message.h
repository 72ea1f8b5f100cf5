// Request and Response: HTTP as the routes see it. Nothing here knows a socket, so every route can
// be tested by calling it.
//
// Thread rule: value types.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace rednode::node {

struct HttpField {
  std::string name;
  std::string value;
};

// GET or HEAD: a route answers both alike, and what a HEAD does not carry is left away for it.
struct Request {
  bool head = false;
  bool http_1_0 = false;
  std::vector<std::string> segments;  // of the path, each percent-decoded, UTF-8
  std::vector<HttpField> query;       // decoded
  std::vector<HttpField> fields;      // of the header, names in lower case

  // Of the header; empty where it is absent. The name in lower case.
  std::string_view field(std::string_view name) const;
  // The first of the query; nullptr where it is absent.
  const std::string* parameter(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type;
  base::Bytes body;
  // A strong entity tag in its quotes; empty: none. With it, a reader who has the same is told so.
  std::string etag;
  std::string cache_control = "no-cache";
  // Content-Security-Policy: answers for programs load nothing.
  std::string security_policy = "default-src 'none'; frame-ancestors 'none'";
  bool compress = true;            // worth it, where the reader takes gzip
  std::vector<HttpField> further;  // header fields of the route itself
};

// How long others may keep what never changes under its URL.
inline constexpr const char* kImmutable = "public, max-age=31536000, immutable";

// An entity tag of these octets.
std::string etag_of(base::BytesView bytes);

// An answer of one piece, with its entity tag.
Response whole(std::string content_type, base::Bytes body);

}  // namespace rednode::node
