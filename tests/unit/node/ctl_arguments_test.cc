#include <vector>

#include "node/ctl/arguments.h"
#include "tests/unit/test.h"

using namespace rednode::node;

namespace {

Arguments parse(std::vector<const char*> words) {
  words.insert(words.begin(), "redctl");
  return parse_arguments(static_cast<int>(words.size()), words.data());
}

}  // namespace

TEST_CASE("what is common stands before or after the command") {
  for (const auto& words :
       {std::vector<const char*>{"--output", "json", "--config", "x", "status"},
        std::vector<const char*>{"status", "--output", "json", "--config", "x"}}) {
    const Arguments arguments = parse(words);
    CHECK(arguments.command);
    CHECK(arguments.output == "json");
    CHECK(arguments.config == "x");
  }
  const Arguments nested = parse({"peer", "show", "BE", "--output=jsonl", "--no-color"});
  CHECK(nested.command);
  CHECK(nested.output == "jsonl");
  CHECK(nested.no_color);
}

TEST_CASE("wrong words are exit code 1, and no command runs") {
  for (const auto& words : {std::vector<const char*>{},
                            {"bogus"},
                            {"peer"},
                            {"peer", "bogus"},
                            {"import"},
                            {"status", "--output", "xml"},
                            {"record", "withdraw", "http://x"},
                            {"export"},
                            {"quarantine", "show", "x"},
                            {"status", "more"},
                            {"compliance", "--by", "month"},
                            {"quality", "--by", "nation"},
                            {"import", "a", "--wait-for", "-1"}}) {
    const Arguments arguments = parse(words);
    CHECK_FALSE(arguments.command);
    CHECK(arguments.exit_code == 1);
  }
}

TEST_CASE("an option that may be repeated takes one word each time") {
  CHECK(parse({"import", "--context", "http://c/1=a", "x.jsonld", "--context", "http://c/2=b"})
            .command);
  CHECK_FALSE(parse({"import", "--context", "http://c/1=a"}).command);
}

TEST_CASE("help and version are exit code 0") {
  for (const auto& words : {std::vector<const char*>{"--help"},
                            {"--version"},
                            {"import", "--help"},
                            {"log", "verify", "--help"}}) {
    const Arguments arguments = parse(words);
    CHECK_FALSE(arguments.command);
    CHECK(arguments.exit_code == 0);
  }
}

TEST_CASE("every command of the contract is there") {
  for (const auto& words :
       {std::vector<const char*>{"init", "--origin", "FR", "--dir", "d"},
        {"peer", "card"},
        {"peer", "add", "BE.card", "--replace", "--yes"},
        {"peer", "list"},
        {"peer", "pause", "BE"},
        {"peer", "resume", "BE"},
        {"peer", "resync", "BE"},
        {"peer", "remove", "BE"},
        {"import", "a", "b", "--complete", "--accept-shrink", "--wait-for", "2"},
        {"import", "-", "--format", "ntriples", "--dry-run", "--timeout", "5"},
        {"record", "get", "i", "--origin", "BE", "--format", "trig", "--at", "3"},
        {"record", "list", "--withdrawn", "--title-language", "nl"},
        {"record", "history", "i"},
        {"record", "withdraw", "i", "j", "--reason", "r"},
        {"record", "confirm", "--all"},
        {"canonicalize", "p", "--id"},
        {"convert", "p", "--to", "nquads", "--out", "f"},
        {"export", "--all", "--format", "turtle"},
        {"compliance"},
        {"compliance", "a", "b", "--by", "record", "--on", "2029-03-26", "--csv"},
        {"compliance", "--all", "--annotations", "f", "--language", "fr"},
        {"quality", "--origin", "BE", "--by", "holder"},
        {"quality", "a", "--csv", "--profile", "healthdcat-ap/5"},
        {"status", "--watch"},
        {"log", "head"},
        {"log", "list", "--first", "3", "--count", "4"},
        {"log", "verify", "--origin", "BE"},
        {"log", "verify", "file"},
        {"quarantine", "list"},
        {"quarantine", "show", "0"},
        {"store", "check"},
        {"store", "stats"},
        {"config", "check", "file"},
        {"config", "reload"}}) {
    INFO(words[0]);
    CHECK(parse(words).command);
  }
}
