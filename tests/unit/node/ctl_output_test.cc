#include <cstdio>
#include <string>

#include "node/ctl/output.h"
#include "tests/unit/test.h"

using namespace rednode::node;
namespace base = rednode::base;

namespace {

// What is written to a stream.
class Capture {
 public:
  Capture() : file_(std::tmpfile()) {}
  ~Capture() { std::fclose(file_); }
  std::FILE* file() const { return file_; }
  std::string text() const {
    std::fflush(file_);
    std::rewind(file_);
    std::string text(1 << 16, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file_));
    return text;
  }

 private:
  std::FILE* const file_;
};

}  // namespace

TEST_CASE("an error is a line for people, and an object where JSON was asked for") {
  Capture out, err;
  Output output(OutputFormat::kJson, false, out.file(), err.file());
  CHECK(output.fail(base::not_found("no record <x>"), Exit::kFailed) == Exit::kFailed);
  CHECK(err.text() == "redctl: no record <x>\n");
  const auto json = parse_json(out.text());
  REQUIRE(json.ok());
  CHECK((*json)["error"]["code"] == "not-found");
  CHECK((*json)["error"]["message"] == "no record <x>");
}

TEST_CASE("a table answers errors on standard error alone") {
  Capture out, err;
  Output output(OutputFormat::kTable, false, out.file(), err.file());
  output.fail(base::conflict("two\x1b[2J\nlines\n"), Exit::kRefused);
  CHECK(out.text().empty());
  CHECK(err.text() == "redctl: two [2J\nlines\n");
}

TEST_CASE("what was not looked at is said beside the results, and never among them") {
  for (const auto format : {OutputFormat::kTable, OutputFormat::kJson, OutputFormat::kJsonl}) {
    Capture out, err;
    Output output(format, false, out.file(), err.file());
    output.not_checked("sh:sparql is \"not\" checked");
    CHECK(out.text().empty());
    CHECK(err.text() == (format == OutputFormat::kJsonl
                             ? "{\"not_checked\":\"sh:sparql is \\\"not\\\" checked\"}\n"
                             : "redctl: sh:sparql is \"not\" checked\n"));
  }
}

TEST_CASE("a listing is one object with json and an item a line with jsonl") {
  SECTION("json") {
    Capture out, err;
    Output output(OutputFormat::kJson, false, out.file(), err.file());
    ListOutput list(output, "records");
    list.item({{"iri", "a\nb"}});
    list.item({{"iri", "c"}});
    list.end({{"size", 2}});
    const auto json = parse_json(out.text());
    REQUIRE(json.ok());
    CHECK((*json)["records"].size() == 2);
    CHECK((*json)["records"][0]["iri"] == "a\nb");
    CHECK((*json)["size"] == 2);
  }
  SECTION("an empty one") {
    Capture out, err;
    Output output(OutputFormat::kJson, false, out.file(), err.file());
    ListOutput(output, "records").end();
    const auto json = parse_json(out.text());
    REQUIRE(json.ok());
    CHECK((*json)["records"] == Json::array());
  }
  SECTION("jsonl, that ends early") {
    Capture out, err;
    Output output(OutputFormat::kJsonl, false, out.file(), err.file());
    ListOutput list(output, "records");
    list.item({{"iri", "a"}});
    list.end({{"error", error_json(base::unavailable("gone"))}});
    CHECK(out.text() ==
          "{\"iri\":\"a\"}\n{\"error\":{\"code\":\"unavailable\",\"message\":\"gone\"}}\n");
  }
}

TEST_CASE("text that is not UTF-8 makes no invalid JSON") {
  Capture out, err;
  Output output(OutputFormat::kJsonl, false, out.file(), err.file());
  output.document({{"title", "a\xff"}});
  CHECK(parse_json(out.text()).ok());
}
