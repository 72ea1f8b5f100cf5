#include "catalogue/profile.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "catalogue/judge.h"
#include "tests/unit/catalogue/shacl_graphs.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

using Files = std::map<std::string, std::string>;

base::Result<Profile> load(const Files& files) {
  return Profile::load("mine",
                       [&files](const std::string& path) -> base::Result<base::Bytes> {
                         const auto found = files.find(path);
                         if (found == files.end()) return base::not_found("there is no " + path);
                         return found->second;
                       },
                       {});
}

std::string problem(const Files& files) {
  const auto profile = load(files);
  return profile.ok() ? "" : profile.error().message;
}

std::string problem_of(const std::string& table) {
  return problem({{"mine/profile.toml", table}, {"mine/a.ttl", ""}});
}

const std::string kHead = "id = \"mine\"\nrelease = \"2\"\ntitle = \"Mine\"\n";
const std::string kShapes =
    "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    "<#s> sh:targetSubjectsOf <http://e/p> ; sh:nodeKind sh:BlankNode .\n";

const Vocabularies& vocabularies() {
  static const auto all = Vocabularies::shipped();
  REQUIRE(all.ok());
  return *all;
}

}  // namespace

TEST_CASE("profile: a folder of data") {
  const auto profile = load(
      {{"mine/profile.toml",
        kHead +
            "applies = \"2029-03-26\"\npending = [\"http://e/x\"]\n"
            "[[level]]\nname = \"open\"\naccess_right = \"http://e/o\"\n"
            "shapes = [\"a.ttl\", \"b.ttl\"]\n"
            "[[level]]\nname = \"closed\"\naccess_right = \"http://e/c\"\nshapes = [\"a.ttl\"]\n"},
       {"mine/a.ttl", kShapes},
       {"mine/b.ttl", "<http://e/t> a <http://www.w3.org/ns/shacl#NodeShape> ."}});
  INFO((profile.ok() ? "" : profile.error().message));
  REQUIRE(profile.ok());
  const ProfileInfo& info = profile->info();
  CHECK(info.folder == "mine");
  CHECK(info.title == "Mine");
  CHECK(info.applies == "2029-03-26");
  CHECK(info.pending == std::vector<std::string>{"http://e/x"});
  REQUIRE(info.levels.size() == 2);
  CHECK(info.judged_by(0) == "mine/2/open");
  CHECK(info.judged_by(1) == "mine/2/closed");
  CHECK(profile->shapes(0).size() == 2);
  CHECK(profile->shapes(1).size() == 1);
  CHECK(check(profile->shapes(1), ":a :p 1 .") == Lines{":a NodeKind :a"});
}

TEST_CASE("profile: mistakes name file and field") {
  const std::string level = "[[level]]\nname = \"all\"\nshapes = [\"a.ttl\"]\n";
  CHECK(problem({}).find("mine/profile.toml") != std::string::npos);
  CHECK(problem_of("id = \n").find("mine/profile.toml, line 1") == 0);
  CHECK(problem_of("release = \"2\"\n" + level).find("id is missing") != std::string::npos);
  CHECK(problem_of("id = 7\n").find("line 1: id must be text") != std::string::npos);
  CHECK(problem_of(kHead + "pending = [1]\n" + level).find("line 4: pending must be a list") !=
        std::string::npos);
  CHECK(problem_of(kHead).find("there is no [[level]]") != std::string::npos);
  CHECK(problem_of(kHead + "level = [1]\n").find("level must be a table") != std::string::npos);
  CHECK(problem_of(kHead + "[[level]]\nshapes = [\"a.ttl\"]\n").find("name is missing") !=
        std::string::npos);
  CHECK(problem_of(kHead + "[[level]]\nname = \"all\"\n").find("level all has no shapes") !=
        std::string::npos);
  CHECK(problem_of(kHead + "[[level]]\nname = \"all\"\nshapes = [\"../a.ttl\"]\n")
            .find("in the same folder") != std::string::npos);
  CHECK(problem_of(kHead + "[[level]]\nname = \"all\"\nshapes = [\"c.ttl\"]\n")
            .find("names c.ttl: there is no mine/c.ttl") != std::string::npos);
  CHECK(problem({{"mine/profile.toml", kHead + level}, {"mine/a.ttl", "\n<x"}})
            .find("mine/a.ttl: line 2") == 0);
}

TEST_CASE("profile: what would make a verdict that nobody could read") {
  const std::string level = "[[level]]\nname = \"all\"\nshapes = [\"a.ttl\"]\n";
  const auto head = [](const std::string& id, const std::string& release) {
    return "id = \"" + id + "\"\nrelease = \"" + release + "\"\ntitle = \"Mine\"\n";
  };
  CHECK(problem_of(head("a/b", "1") + level).find("line 1: id \"a/b\" must be of letters") !=
        std::string::npos);
  CHECK(problem_of(head("a", "") + level).find("line 2: release \"\" must be") !=
        std::string::npos);
  CHECK(problem_of(head("a", std::string(300, 'x')) + level).find("more than 256 octets") !=
        std::string::npos);
  CHECK(problem_of(head("healthdcat-ap", "8") + level).find("is a profile that ships") !=
        std::string::npos);
  CHECK(problem_of(head("healthdcat-ap", "9") + level).empty());
  CHECK(problem_of(kHead + level + level).find("line 7: two levels are called all") !=
        std::string::npos);
  const std::string right = "access_right = \"http://e/o\"\n";
  CHECK(
      problem_of(kHead + level + right + "[[level]]\nname = \"b\"\nshapes = [\"a.ttl\"]\n" + right)
          .find("levels all and b have the same access_right") != std::string::npos);
  CHECK(problem_of(kHead + level + "access_right = \"open\"\n")
            .find("line 7: access_right must be") != std::string::npos);
  CHECK(problem_of(kHead + level + "[[level]]\nname = \"b\"\nshapes = [\"a.ttl\"]\n")
            .find("line 7: level b has no access_right") != std::string::npos);
  CHECK(problem_of(kHead + level + "acces_right = \"http://e/o\"\n")
            .find("line 7: unknown field acces_right") != std::string::npos);
}

TEST_CASE("profile: folders without bounds are refused") {
  const auto levels = [](std::size_t count) {
    std::string text = kHead;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string number = std::to_string(i);
      text += "[[level]]\nname = \"l" + number + "\"\naccess_right = \"http://e/" + number +
              "\"\nshapes = [\"a.ttl\"]\n";
    }
    return text;
  };
  CHECK(problem_of(levels(base::limits::kProfileLevelsMax)).empty());
  CHECK(problem_of(levels(base::limits::kProfileLevelsMax + 1)).find("more than") !=
        std::string::npos);
  std::string files = kHead + "[[level]]\nname = \"all\"\nshapes = [";
  for (std::size_t i = 0; i <= base::limits::kProfileShapesFilesMax; ++i) files += "\"a.ttl\", ";
  CHECK(problem_of(files + "]\n").find("level all has more than") != std::string::npos);
}

TEST_CASE("profile: what of its shapes is not checked, once") {
  const std::string level = "shapes = [\"a.ttl\"]\n";
  const auto profile = load({{"mine/profile.toml", kHead + "[[level]]\nname = \"a\"\n" + level +
                                                       "[[level]]\nname = \"b\"\n" + level +
                                                       "access_right = \"http://e/b\"\n"},
                             {"mine/a.ttl", kShapes + "<#s> sh:sparql [] ."}});
  REQUIRE(profile.ok());
  REQUIRE(profile->warnings().size() == 1);
  CHECK(profile->warnings()[0].find("sh:sparql") != std::string::npos);
}

TEST_CASE("profile: those that ship load, and every shape of them is understood") {
  const auto names = Profile::shipped_names();
  CHECK(names == std::vector<std::string>{"dcat-ap-3", "healthdcat-ap-5", "healthdcat-ap-8",
                                          "ir-2026-2098"});
  for (const std::string& name : names) {
    INFO(name);
    const auto profile = Profile::shipped(name, vocabularies());
    REQUIRE(profile.ok());
    CHECK(profile->info().folder == name);
    for (std::size_t i = 0; i < profile->info().levels.size(); ++i) {
      CHECK(profile->shapes(i).size() > 10);
      CHECK(profile->shapes(i).warnings().empty());
    }
  }
}

TEST_CASE("profile: by folder, by release, or one level only") {
  const auto folder = Profile::shipped("healthdcat-ap-8", vocabularies());
  const auto release = Profile::shipped("healthdcat-ap/8", vocabularies());
  const auto level = Profile::shipped("healthdcat-ap/8/restricted", vocabularies());
  REQUIRE((folder.ok() && release.ok() && level.ok()));
  CHECK(folder->info().levels.size() == 3);
  CHECK(release->info().levels.size() == 3);
  REQUIRE(level->info().levels.size() == 1);
  CHECK(level->info().judged_by(0) == "healthdcat-ap/8/restricted");
  for (const char* const name :
       {"healthdcat-ap-8", "healthdcat-ap/8", "healthdcat-ap/8/restricted"}) {
    CHECK(Profile::ships(name));
  }
  CHECK(level->shapes(0).size() == folder->shapes(1).size());
  for (const char* const name :
       {"", "healthdcat-ap", "healthdcat-ap/9", "healthdcat-ap/8/secret"}) {
    const auto none = Profile::shipped(name, vocabularies());
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().code == base::Code::kNotFound);
    CHECK(none.error().message.find("healthdcat-ap/8") != std::string::npos);
    CHECK(none.error().message.find("the folder of one of your own") != std::string::npos);
    CHECK_FALSE(Profile::ships(name));
  }
}

TEST_CASE("profile: the level of a record is that of its access right, by today's or older names") {
  const auto profile = Profile::shipped("healthdcat-ap/8", vocabularies());
  REQUIRE(profile.ok());
  const auto level = [&profile](const std::string& rights) {
    const Dataset record = graph_of(":d a dcat:Dataset . :x dct:accessRights :y . " + rights);
    return profile->level_for(record, "http://e/d", vocabularies());
  };
  const std::string table = "<http://publications.europa.eu/resource/authority/access-right/";
  CHECK(level("") == 0);
  CHECK(level(":d dct:accessRights " + table + "PUBLIC> .") == 0);
  CHECK(level(":d dct:accessRights " + table + "RESTRICTED> .") == 1);
  CHECK(level(":d dct:accessRights " + table + "NON_PUBLIC> .") == 2);
  CHECK(level(":d dct:accessRights [], \"x\", :other, " + table + "NON_PUBLIC> .") == 2);
  CHECK(level(":d dct:accessRights <https" + table.substr(5) + "NON_PUBLIC> .") == 2);
  CHECK(level(":other dct:accessRights " + table + "NON_PUBLIC> .") == 0);
}

}  // namespace rednode::catalogue
