#include "node/http/delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "base/limits.h"
#include "node/http/gzip.h"

namespace rednode::node {
namespace {

const char* reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";
  }
}

// IMF-fixdate of RFC 9110, section 5.6.7, whatever the locale.
std::string http_date(base::UnixTime time) {
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = time.seconds();
  std::tm t{};
  gmtime_r(&seconds, &t);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                     kDays[static_cast<std::size_t>(t.tm_wday)], t.tm_mday,
                     kMonths[static_cast<std::size_t>(t.tm_mon)], t.tm_year + 1900, t.tm_hour,
                     t.tm_min, t.tm_sec);
}

// The tag without the mark of a weak one: If-None-Match compares weakly (RFC 9110, 13.1.2).
std::string_view strong_part(std::string_view tag) {
  return tag.starts_with("W/") ? tag.substr(2) : tag;
}

bool has_tag(std::string_view if_none_match, std::string_view etag) {
  while (!if_none_match.empty()) {
    const auto end = std::min(if_none_match.find(','), if_none_match.size());
    std::string_view item = if_none_match.substr(0, end);
    if_none_match.remove_prefix(std::min(end + 1, if_none_match.size()));
    item.remove_prefix(std::min(item.find_first_not_of(" \t"), item.size()));
    item = item.substr(0, item.find_last_not_of(" \t") + 1);
    if (item == "*" || strong_part(item) == etag) return true;
  }
  return false;
}

void add_field(base::Bytes& head, std::string_view name, std::string_view value) {
  head += name;
  head += ": ";
  // A value that comes from a record must not begin a new line.
  for (const char c : value) head.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
  head += "\r\n";
}

bool is_worth_compressing(const Response& response) {
  return response.compress && response.body.size() >= base::limits::kHttpGzipBytesMin;
}

}  // namespace

Delivery deliver(const Request& request, Response response, bool close, base::UnixTime now) {
  Delivery delivery;
  delivery.close = close;
  const bool worth = is_worth_compressing(response);
  const bool compress = worth && accepts_gzip(request.field("accept-encoding"));
  const bool known = response.status == 200 && !response.etag.empty() &&
                     has_tag(request.field("if-none-match"), response.etag);
  if (known) response.status = 304;
  delivery.status = response.status;
  base::Bytes& head = delivery.head;
  head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  add_field(head, "Date", http_date(now));
  if (!known) {
    add_field(head, "Content-Type", response.content_type);
    if (compress) add_field(head, "Content-Encoding", "gzip");
    if (compress) response.body = gzipped(response.body);
    add_field(head, "Content-Length", std::to_string(response.body.size()));
    if (!request.head) delivery.body = std::move(response.body);
  }
  if (worth) add_field(head, "Vary", "Accept-Encoding");
  // Two encodings of one thing have not the same octets, so the tag of one of them is weak.
  if (!response.etag.empty()) add_field(head, "ETag", (compress ? "W/" : "") + response.etag);
  add_field(head, "Cache-Control", response.cache_control);
  add_field(head, "Access-Control-Allow-Origin", "*");
  add_field(head, "X-Content-Type-Options", "nosniff");
  add_field(head, "Content-Security-Policy", response.security_policy);
  add_field(head, "Referrer-Policy", "no-referrer");
  for (const HttpField& field : response.further) add_field(head, field.name, field.value);
  if (delivery.close) {
    add_field(head, "Connection", "close");
  } else if (request.http_1_0) {
    add_field(head, "Connection", "keep-alive");
  }
  head += "\r\n";
  return delivery;
}

Delivery deliver_refusal(const Response& response, base::UnixTime now) {
  return deliver(Request{}, response, true, now);
}

}  // namespace rednode::node
