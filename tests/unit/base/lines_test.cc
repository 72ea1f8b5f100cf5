#include "base/lines.h"

#include "tests/unit/test.h"

using namespace rednode::base;

TEST_CASE("lines: numbers have one spelling") {
  CHECK(parse_number("0").value() == 0);
  CHECK(parse_number("18446744073709551615").value() == UINT64_MAX);
  for (const char* const wrong : {"", "00", "01", "+1", "-1", " 1", "1 ", "0x1", "1e3",
                                  "18446744073709551616", "99999999999999999999", "1\n"}) {
    INFO(wrong);
    CHECK_FALSE(parse_number(wrong).ok());
  }
}

TEST_CASE("lines: digests have one spelling") {
  const Digest digest = sha256("x");
  const std::string text = to_base64(digest.view());
  CHECK(parse_digest(text).value() == digest);
  std::string url = text;
  for (char& c : url) c = c == '+' ? '-' : c == '/' ? '_' : c;
  const std::string unpadded = text.substr(0, text.size() - 1);
  std::string loose = text;  // the two lowest bits of the last letter say nothing
  loose[text.size() - 2] = static_cast<char>(loose[text.size() - 2] + 1);
  for (const std::string& wrong : {std::string(), unpadded, text + "=", text + "\n", " " + text,
                                   loose, to_base64("too short")}) {
    INFO(wrong);
    CHECK_FALSE(parse_digest(wrong).ok());
  }
  if (url != text) CHECK_FALSE(parse_digest(url).ok());
}

TEST_CASE("lines: taken off the front, and cut texts are noticed") {
  LineReader reader("a\n12\n\nabcdef\nlast");
  CHECK(reader.line().value() == "a");
  CHECK(reader.number().value() == 12);
  CHECK(reader.line().value().empty());
  CHECK(reader.octets(3).value() == "abc");
  CHECK(reader.line().value() == "def");
  CHECK_FALSE(reader.line().ok());  // it has no newline
  CHECK(reader.rest() == "last");
  CHECK_FALSE(reader.octets(5).ok());
  CHECK(reader.octets(4).value() == "last");
  CHECK(reader.empty());
  CHECK_FALSE(reader.line().ok());
  CHECK_FALSE(LineReader("x\n").number().ok());
  CHECK_FALSE(LineReader("x\n").digest().ok());
}
