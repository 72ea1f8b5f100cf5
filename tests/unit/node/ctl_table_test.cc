#include "node/ctl/table.h"
#include "node/ctl/units.h"
#include "tests/unit/test.h"

using namespace rednode::node;

TEST_CASE("a table lines its columns up and leaves no space at the end of lines") {
  Table table({{"ORIGIN"}, {"SIZE", true}, {"CAUSE"}});
  table.row({"FR", "7", "-"});
  table.row({"BE-HDA", "12345", ""});
  CHECK(table.render(false) ==
        "ORIGIN   SIZE  CAUSE\n"
        "FR          7  -\n"
        "BE-HDA  12345\n");
}

TEST_CASE("a table printed page by page says its titles once and never gets narrower") {
  Table table({{"A"}, {"B"}});
  table.row({"wide text", "1"});
  CHECK(table.render(false) == "A          B\nwide text  1\n");
  table.row({"x", "2"});
  CHECK(table.render(false) == "x          2\n");
  CHECK(table.render(false).empty());
}

TEST_CASE("colours stand around the text alone, so that widths stay right") {
  Table table({{"STATE"}, {"X"}});
  table.row({Cell("live", Style::kGood), "1"});
  CHECK(table.render(true) == "STATE  X\n\x1b[32mlive\x1b[0m   1\n");
}

TEST_CASE("what a terminal would obey does not reach it") {
  CHECK(printable("a\x1b[2Jb\nc\x7f") == "a [2Jb c ");
  CHECK(printable("\xc2\x9b"
                  "31m") == " 31m");  // C1: CSI in one character
  CHECK(printable("x\xe2\x80\xae"
                  "cod") == "x cod");            // right-to-left override
  CHECK(printable("\xff\xfe abc") == "?? abc");  // not UTF-8
  CHECK(printable("données") == "données");
}

TEST_CASE("widths count characters, and long texts are cut on one") {
  CHECK(display_width("données") == 7);
  CHECK(display_width("e\xcc\x81") == 1);  // a combining accent
  CHECK(display_width("日本") == 4);
  CHECK(shortened("données", 7) == "données");
  CHECK(shortened("données", 5) == "donn…");
  CHECK(shortened("日本語", 4) == "日…");
}

TEST_CASE("quantities read as people say them") {
  CHECK(age_text(std::nullopt) == "?");
  CHECK(age_text(0.4) == "0s");
  CHECK(age_text(-3.0) == "0s");
  CHECK(age_text(59.9) == "59s");
  CHECK(age_text(60) == "1m");
  CHECK(age_text(3 * 3600 + 300) == "3h05m");
  CHECK(age_text(3 * 86'400 + 4 * 3600) == "3d04h");
  CHECK(bytes_text(0) == "0 B");
  CHECK(bytes_text(999) == "999 B");
  CHECK(bytes_text(999.97e3) == "1.0 MB");
  CHECK(bytes_text(1500) == "1.5 kB");
  CHECK(count_text(0) == "0");
  CHECK(count_text(999) == "999");
  CHECK(count_text(1'234'567) == "1,234,567");
  CHECK(plural(1, "entry", "entries") == "1 entry");
  CHECK(plural(2'000, "record") == "2,000 records");
}
