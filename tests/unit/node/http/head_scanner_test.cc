#include "node/http/head_scanner.h"

#include "base/limits.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;

// The size of the head, "more" or why it is refused.
std::string scanned(const std::string& bytes) {
  HeadScanner scanner;
  const auto result = scanner.scan(bytes);
  if (!result.ok()) return result.error().message;
  return result->has_value() ? std::to_string(**result) : "more";
}

std::string with_fields(std::size_t count) {
  std::string head = "GET / HTTP/1.1\r\n";
  for (std::size_t i = 0; i < count; ++i) head += "a: b\r\n";
  return head + "\r\n";
}

}  // namespace

TEST_CASE("A head ends with its empty line, wherever the octets are cut") {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n";
  CHECK(scanned(head) == std::to_string(head.size()));
  CHECK(scanned(head + "GET /") == std::to_string(head.size()));
  HeadScanner scanner;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const auto result = scanner.scan(head.substr(0, i));
    REQUIRE(result.ok());
    CHECK_FALSE(result->has_value());
  }
  CHECK(scanner.scan(head).value() == head.size());
}

TEST_CASE("Forms that two readers may read differently are refused at once") {
  for (const char* bytes : {"GET / HTTP/1.1\n",                      // a line without CR
                            "\n",                                    //
                            "GET / HTTP/1.1\r\nHost: a\n\r\n",       //
                            "GET / HTTP/1.1\r\nHost: a\rb\r\n",      // a CR alone
                            "GET / HTTP/1.1\r\nA: b\r\n c\r\n",      // continued
                            "GET / HTTP/1.1\r\nA: b\r\n\tc: d\r\n",  //
                            "GET / HTTP/1.1\r\n Host: a\r\n",        // before the first field
                            "GET / HTTP/1.1\r\nTransfer-Encoding : chunked\r\n",
                            "GET / HTTP/1.1\r\nTransfer-Encoding\t: chunked\r\n",
                            "GET / HTTP/1.1\r\nno field\r\n",  //
                            "GET / HTTP/1.1\r\n: value\r\n",   //
                            "GET / HTTP/1.1\r\nA: \x01\r\n",   // controls
                            "GET / HTTP/1.1\r\nA: \x7f\r\n",   //
                            "GET /\t\x0b HTTP/1.1\r\n",        //
                            "\r\nGET / HTTP/1.1\r\n"}) {
    INFO(bytes);
    HeadScanner scanner;
    const auto result = scanner.scan(bytes);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == base::Code::kInvalid);
  }
  using namespace std::string_literals;
  CHECK(scanned("GET / HTTP/1.1\r\nA: b\0c\r\n"s) ==
        "the head of the request has a control character");
}

TEST_CASE("A head has limits") {
  CHECK(scanned(with_fields(limits::kHttpFieldsMax)) ==
        std::to_string(with_fields(limits::kHttpFieldsMax).size()));
  CHECK(scanned(with_fields(limits::kHttpFieldsMax + 1)).find("fields") != std::string::npos);
  HeadScanner scanner;
  const auto endless = scanner.scan(std::string(limits::kHttpHeadBytesMax + 1, 'a'));
  REQUIRE_FALSE(endless.ok());
  CHECK(endless.error().code == base::Code::kExhausted);
}

}  // namespace rednode::node
