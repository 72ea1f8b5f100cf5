#include "base/bytes.h"

#include "tests/unit/test.h"

using namespace rednode::base;

TEST_CASE("hexadecimal text round-trips and refuses what is not hexadecimal") {
  CHECK(to_hex(Bytes("\x00\xff\x10", 3)) == "00ff10");
  CHECK(from_hex("00FF10").value() == Bytes("\x00\xff\x10", 3));
  CHECK_FALSE(from_hex("0").ok());
  CHECK_FALSE(from_hex("0g").ok());
}

TEST_CASE("base64 follows the test vectors of RFC 4648") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    CHECK(to_base64(plain) == text);
    CHECK(from_base64(text).value() == plain);
  }
}

TEST_CASE("base64 is strict, because equal bytes must have one text") {
  for (const char* bad :
       {"Zg=", "Zg", "Zh==", "Zm9=", "Z===", "Zm-v", "Zm9v\n", "=m9v", "Zg==Zg=="}) {
    INFO(bad);
    CHECK_FALSE(from_base64(bad).ok());
  }
}

TEST_CASE("UTF-8 refuses overlong forms, surrogates and what lies beyond Unicode") {
  CHECK(is_utf8("santé, Gesundheit, υγεία, 健康, 🏥"));
  for (const char* bad : {"\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80",
                          "\xe2\x82", "\xff"}) {
    CHECK_FALSE(is_utf8(bad));
  }
}

TEST_CASE("big-endian numbers sort as numbers do, and are read back") {
  Bytes small;
  Bytes large;
  append_u64(small, 255);
  append_u64(large, 256);
  CHECK(small < large);
  ByteReader reader(large);
  std::uint64_t value = 0;
  CHECK(reader.take_u64(value));
  CHECK(value == 256);
  CHECK_FALSE(reader.take_u64(value));
}

TEST_CASE("a varint round-trips, and an endless one is refused") {
  for (const std::uint64_t value :
       {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128}, UINT64_MAX}) {
    Bytes out;
    append_varint(out, value);
    ByteReader reader(out);
    std::uint64_t back = 1;
    CHECK(reader.take_varint(back));
    CHECK(back == value);
    CHECK(reader.empty());
  }
  const Bytes endless(11, '\xff');
  ByteReader reader(endless);
  std::uint64_t value = 0;
  CHECK_FALSE(reader.take_varint(value));
}
