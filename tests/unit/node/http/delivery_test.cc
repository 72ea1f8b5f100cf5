#include "node/http/delivery.h"

#include <zlib.h>

#include "base/limits.h"
#include "node/http/gzip.h"
#include "node/http/problem.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

constexpr base::UnixTime kNow{1'764'000'180'000'000};

Request request_with(const std::string& name, const std::string& value) {
  Request request;
  if (!name.empty()) request.fields.push_back({name, value});
  return request;
}

bool has_line(const Delivery& delivery, const std::string& line) {
  return delivery.head.find("\r\n" + line + "\r\n") != std::string::npos;
}

std::string gunzipped(const std::string& bytes) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  std::string in = bytes;
  std::string out(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

}  // namespace

TEST_CASE("An answer has its length, its date and the fields of safety") {
  const Delivery delivery = deliver(Request{}, whole("text/plain", "hello"), false, kNow);
  CHECK(delivery.head.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(delivery.head.ends_with("\r\n\r\n"));
  CHECK(has_line(delivery, "Date: Mon, 24 Nov 2025 16:03:00 GMT"));
  CHECK(has_line(delivery, "Content-Length: 5"));
  CHECK(has_line(delivery, "Content-Type: text/plain"));
  CHECK(has_line(delivery, "X-Content-Type-Options: nosniff"));
  CHECK(has_line(delivery, "Access-Control-Allow-Origin: *"));
  CHECK(has_line(delivery, "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'"));
  CHECK(has_line(delivery, "Cache-Control: no-cache"));
  CHECK_FALSE(delivery.close);
  CHECK(delivery.body == "hello");
}

TEST_CASE("HEAD has the fields of GET and no body") {
  Request request;
  request.head = true;
  const Delivery delivery = deliver(request, whole("text/plain", "hello"), false, kNow);
  CHECK(has_line(delivery, "Content-Length: 5"));
  CHECK(delivery.body.empty());
}

TEST_CASE("Who has an answer already is told so") {
  const Response response = whole("text/plain", "hello");
  const std::string tag = response.etag;
  for (const std::string& value :
       {tag, "W/" + tag, "\"other\", " + tag, std::string("*"), "\"x\" ,\tW/" + tag + " "}) {
    INFO(value);
    const Delivery delivery = deliver(request_with("if-none-match", value), response, false, kNow);
    CHECK(delivery.status == 304);
    CHECK(delivery.head.starts_with("HTTP/1.1 304 Not Modified\r\n"));
    CHECK(has_line(delivery, "ETag: " + tag));
    CHECK(delivery.head.find("Content-Length") == std::string::npos);
    CHECK(delivery.body.empty());
  }
  for (const std::string& value : {std::string("\"other\""), tag.substr(1), std::string(",")}) {
    CHECK(deliver(request_with("if-none-match", value), response, false, kNow).status == 200);
  }
  Response error = problem(404, "nothing here");
  error.etag = tag;
  CHECK(deliver(request_with("if-none-match", tag), error, false, kNow).status == 404);
}

TEST_CASE("A long answer is compressed for who asks for it") {
  const std::string text(base::limits::kHttpGzipBytesMin, 'a');
  const Request asks = request_with("accept-encoding", "br, gzip");
  const Delivery packed = deliver(asks, whole("text/plain", text), false, kNow);
  CHECK(has_line(packed, "Content-Encoding: gzip"));
  CHECK(has_line(packed, "Vary: Accept-Encoding"));
  CHECK(has_line(packed, "Content-Length: " + std::to_string(packed.body.size())));
  CHECK(has_line(packed, "ETag: W/" + whole("", text).etag));
  CHECK(gunzipped(packed.body) == text);
  const Delivery plain = deliver(Request{}, whole("text/plain", text), false, kNow);
  CHECK(plain.head.find("Content-Encoding") == std::string::npos);
  CHECK(has_line(plain, "Vary: Accept-Encoding"));
  const Delivery small = deliver(asks, whole("text/plain", text.substr(1)), false, kNow);
  CHECK(small.body == text.substr(1));
  Response tile = whole("application/octet-stream", text);
  tile.compress = false;
  CHECK(deliver(asks, tile, false, kNow).body == text);
}

TEST_CASE("Accept-Encoding is read with its weights") {
  for (const char* good :
       {"gzip", "GZIP", "br;q=1, gzip;q=0.5", "*", "x-gzip", "gzip ; q=1", "gzip;q=0.001"}) {
    INFO(good);
    CHECK(accepts_gzip(good));
  }
  for (const char* bad :
       {"", "identity", "gzip;q=0", "gzip; q=0.0", "*;q=0", "br", "gzip;q=0,*", "notgzip"}) {
    INFO(bad);
    CHECK_FALSE(accepts_gzip(bad));
  }
}

TEST_CASE("An old reader is told that its connection stays") {
  Request old;
  old.http_1_0 = true;
  CHECK(has_line(deliver(old, whole("text/plain", "a"), false, kNow), "Connection: keep-alive"));
  CHECK(has_line(deliver(old, whole("text/plain", "a"), true, kNow), "Connection: close"));
}

TEST_CASE("No value of a field begins a new line") {
  Response response = whole("text/plain", "a");
  response.further.push_back({"Link", "<x>\r\nSet-Cookie: a=b"});
  const Delivery delivery = deliver(Request{}, response, false, kNow);
  CHECK(delivery.head.find("\r\nSet-Cookie") == std::string::npos);
}

TEST_CASE("A problem says what to do, as RFC 9457 writes it") {
  const Response response = problem_of(base::not_found("ask for another \"thing\""));
  CHECK(response.status == 404);
  CHECK(response.body ==
        "{\"type\":\"about:blank\",\"title\":\"ask for another \\\"thing\\\"\",\"status\":404}\n");
  CHECK(problem_of(base::unavailable("later")).status == 503);
  CHECK(problem_of(base::corrupt("a tile")).status == 500);
  const Delivery delivery = deliver_refusal(problem(400, "no"), kNow);
  CHECK(delivery.close);
  CHECK(has_line(delivery, "Connection: close"));
}

}  // namespace rednode::node
