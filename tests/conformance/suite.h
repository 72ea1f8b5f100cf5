// What the conformance tests share: where the fixtures are, and W3C test manifests.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rednode::conformance {

// The folder below ../shared/data, or nothing, with a line on the terminal, where it is absent.
std::optional<std::filesystem::path> fixtures(std::string_view folder);

std::string read_file(const std::filesystem::path& path);

struct Case {
  std::string name;    // the test's own fragment, "test001c"
  std::string type;    // the fragment of its type, "TestTurtleEval"
  std::string action;  // file names, relative to the manifest
  std::string result;
  std::string hash;  // RDFC-1.0: "SHA384" or nothing
};

struct Manifest {
  std::filesystem::path folder;
  std::string base;  // the IRI that the suite assumes for its folder
  std::vector<Case> cases;
};

// Fails the test where the manifest cannot be read or holds nothing.
Manifest read_manifest(const std::filesystem::path& file);

}  // namespace rednode::conformance
