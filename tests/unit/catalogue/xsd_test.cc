// The lexical forms of every datatype of XSD that is checked: good ones, bad ones, edges.
#include "catalogue/xsd.h"

#include <string>
#include <vector>

#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

struct Forms {
  std::string type;
  std::vector<std::string> good;
  std::vector<std::string> bad;
};

void check(const Forms& forms) {
  const std::string iri = std::string(kXsd) + forms.type;
  for (const std::string& form : forms.good) {
    INFO(forms.type << " '" << form << "'");
    CHECK(check_lexical(form, iri) == LexicalForm::kValid);
  }
  for (const std::string& form : forms.bad) {
    INFO(forms.type << " '" << form << "'");
    CHECK(check_lexical(form, iri) == LexicalForm::kInvalid);
  }
}

}  // namespace

TEST_CASE("xsd: numbers") {
  for (const Forms& forms : std::vector<Forms>{
           {"decimal",
            {"0", "-0", "+1", "1.", ".5", "00012.50", std::string(400, '9')},
            {"", ".", "+", "1e3", "1,5", "1.2.3", " 1", "1 ", "INF", "--1", "٣"}},
           {"integer", {"0", "-0", "+7", "007"}, {"", "1.", "1.0", "1e0", "a", "0x10", "+-1"}},
           {"double",
            {"1", "1.5e3", "-.5E-10", "1e+5", "INF", "+INF", "-INF", "NaN", "1e99999"},
            {"", "inf", "nan", "e5", "1e", "1e5.0", "0x1p3", "infinity", "1 e5"}},
           {"float", {"1.5", "INF"}, {"1f", "Infinity"}},
       }) {
    check(forms);
  }
}

TEST_CASE("xsd: the edges of the integer types") {
  for (const Forms& forms : std::vector<Forms>{
           {"byte", {"-128", "127", "+0127"}, {"-129", "128"}},
           {"short", {"-32768", "32767"}, {"-32769", "32768"}},
           {"int", {"-2147483648", "2147483647"}, {"-2147483649", "2147483648"}},
           {"long",
            {"-9223372036854775808", "9223372036854775807"},
            {"-9223372036854775809", "9223372036854775808"}},
           {"unsignedByte", {"0", "-0", "255"}, {"-1", "256"}},
           {"unsignedShort", {"65535"}, {"65536", "-1"}},
           {"unsignedInt", {"4294967295"}, {"4294967296", "-1"}},
           {"unsignedLong", {"18446744073709551615"}, {"18446744073709551616", "-1"}},
           {"nonNegativeInteger", {"0", "-0", "123456789012345678901234567890"}, {"-1"}},
           {"positiveInteger", {"1", "0001"}, {"0", "-1"}},
           {"nonPositiveInteger", {"0", "-99999999999999999999"}, {"1"}},
           {"negativeInteger", {"-1"}, {"0", "-0", "1"}},
       }) {
    check(forms);
  }
}

TEST_CASE("xsd: texts, names and octets") {
  for (const Forms& forms : std::vector<Forms>{
           {"string", {"", " a\n"}, {}},
           {"boolean", {"true", "false", "0", "1"}, {"", "TRUE", "yes", "2", " true"}},
           {"anyURI", {"", "a b", "http://e/é"}, {}},
           {"normalizedString", {"", " a  b "}, {"a\nb", "a\tb", "a\rb"}},
           {"token", {"", "a b"}, {" a", "a ", "a  b", "a\nb"}},
           {"language", {"en", "nl-BE", "x-klingon", "zh-Hant-TW"}, {"", "e n", "toolongone", "1"}},
           {"Name", {"a", "_:b", "é-1."}, {"", "1a", "-a", ".a", "a b"}},
           {"NCName", {"a", "_b.c"}, {"", "a:b", "1"}},
           {"NMTOKEN", {"1a", "-", "a:b"}, {"", "a b", "a/b"}},
           {"hexBinary", {"", "0aF9"}, {"0", "0g", "0 0"}},
           {"base64Binary",
            {"", "YQ==", "YWI=", "Y W J j", "YWJj"},
            {"Y", "YQ=", "Y===", "YQ==YQ==", "é", "YR==", "YWJ="}},
       }) {
    check(forms);
  }
}

TEST_CASE("xsd: moments") {
  for (const Forms& forms : std::vector<Forms>{
           {"dateTime",
            {"2026-02-28T23:59:59", "2024-02-29T00:00:00Z", "2026-01-01T24:00:00",
             "-0044-03-15T12:00:00.123456789012+14:00", "12026-01-01T00:00:00-00:00",
             "0000-02-29T00:00:00"},
            {"", "2026-02-29T00:00:00", "2026-13-01T00:00:00", "2026-00-01T00:00:00",
             "2026-01-32T00:00:00", "26-01-01T00:00:00", "02026-01-01T00:00:00",
             "2026-01-01 00:00:00", "2026-01-01T24:00:01", "2026-01-01T25:00:00",
             "2026-01-01T00:60:00", "2026-01-01T00:00:60", "2026-01-01T00:00:00.",
             "2026-01-01T00:00:00+14:01", "2026-01-01T00:00:00+15:00", "2026-01-01T00:00:00z",
             "2026-01-01T00:00", "2026-01-01T00:00:00+0100", "+2026-01-01T00:00:00"}},
           {"dateTimeStamp",
            {"2026-01-01T00:00:00Z", "2026-01-01T00:00:00-05:00"},
            {"2026-01-01T00:00:00"}},
           {"date",
            {"2026-11-26", "2026-11-26Z", "1900-02-28", "2000-02-29", "2026-11-26-14:00"},
            {"1900-02-29", "2026-11-31", "2026-1-1", "2026-11-26T00:00:00", "26/11/2026"}},
           {"time",
            {"00:00:00", "23:59:59.9", "24:00:00", "12:00:00+01:00"},
            {"12:00", "24:00:01"}},
           {"gYear", {"2026", "-0001", "2026Z"}, {"26", "02026", "2026-01"}},
           {"gYearMonth", {"2026-11", "2026-11+01:00"}, {"2026-13", "2026"}},
           {"gMonth", {"--11", "--01Z"}, {"11", "--13", "--11--"}},
           {"gDay", {"---31", "---01Z"}, {"--31", "---32", "---00"}},
           {"gMonthDay", {"--02-29", "--12-31Z"}, {"--02-30", "--11-31", "12-31"}},
       }) {
    check(forms);
  }
}

TEST_CASE("xsd: durations") {
  for (const Forms& forms : std::vector<Forms>{
           {"duration",
            {"P1Y2M3DT4H5M6.789S", "-P1D", "PT0S", "P0Y", "PT1M", "P1M", "P999999999Y"},
            {"", "P", "PT", "P1YT", "1Y", "P-1Y", "P1D1Y", "PT1.5H", "PT1.S", "P1S", "+P1Y", "P1Y ",
             "P1.5Y", "PT1S1M"}},
           {"dayTimeDuration", {"P1D", "PT1H", "-P1DT1S"}, {"P1Y", "P1M", "P1Y1D", "P"}},
           {"yearMonthDuration", {"P1Y", "-P1Y2M"}, {"P1D", "PT1M", "P1Y1D"}},
       }) {
    check(forms);
  }
}

TEST_CASE("xsd: other types are not judged") {
  for (const char* const type :
       {"http://www.w3.org/2001/XMLSchema#QName", "http://www.w3.org/2001/XMLSchema#",
        "http://www.w3.org/2001/XMLSchema#strin", "http://e/type", ""}) {
    CHECK(check_lexical("x", type) == LexicalForm::kUnknownType);
  }
}

}  // namespace rednode::catalogue
