#include "storage/store_directory.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

namespace rednode::storage {

namespace {

namespace fs = std::filesystem;

bool is_table_file(const std::string& name) {
  return name.ends_with(".sst") || name.ends_with(".blob");
}

// The names that RocksDB gives its files before CURRENT exists, and what a fresh mount holds.
bool may_precede_store(const std::string& name) {
  constexpr std::array<std::string_view, 4> kWhole = {"LOCK", "LOG", "IDENTITY", "lost+found"};
  constexpr std::array<std::string_view, 3> kFront = {"LOG.old.", "MANIFEST-", "OPTIONS-"};
  const auto begins = [&](std::string_view front) { return name.starts_with(front); };
  return std::ranges::find(kWhole, name) != kWhole.end() || std::ranges::any_of(kFront, begins) ||
         name.ends_with(".dbtmp") || name.ends_with(".log");
}

base::Error unreadable(const std::string& directory, const std::error_code& error) {
  return base::invalid(directory + ": " + error.message() +
                       "; does it belong to the user that runs rednoded?");
}

base::Result<std::vector<std::string>> names_in(const std::string& directory) {
  std::error_code error;
  std::vector<std::string> names;
  fs::directory_iterator at(directory, error);
  while (!error && at != fs::directory_iterator()) {
    names.push_back(at->path().filename().string());
    at.increment(error);
  }
  if (error) return unreadable(directory, error);
  std::ranges::sort(names);
  return names;
}

}  // namespace

base::Result<DirectoryState> inspect_directory(const std::string& directory, bool read_only) {
  std::error_code error;
  const fs::file_status status = fs::status(directory, error);
  if (status.type() == fs::file_type::not_found) {
    const fs::path parent = fs::absolute(directory).parent_path();
    if (fs::is_directory(parent, error)) return DirectoryState::kAbsent;
    return base::not_found(directory + ": the directory above it does not exist");
  }
  if (error) return unreadable(directory, error);
  if (status.type() != fs::file_type::directory) {
    return base::invalid(directory + " is not a directory");
  }
  if (access(directory.c_str(), read_only ? R_OK | X_OK : R_OK | W_OK | X_OK) != 0) {
    return unreadable(directory, std::error_code(errno, std::generic_category()));
  }
  REDNODE_TRY(const std::vector<std::string> names, names_in(directory));
  if (std::ranges::find(names, "CURRENT") != names.end()) return DirectoryState::kStore;
  if (std::ranges::any_of(names, is_table_file)) {
    return base::corrupt(directory + " holds tables of a store, and no file CURRENT to name them");
  }
  for (const std::string& name : names) {
    if (may_precede_store(name)) continue;
    return base::invalid(directory + " is not a store: it holds " + name);
  }
  return DirectoryState::kEmpty;
}

bool has_table_files(const std::string& directory) {
  const auto names = names_in(directory);
  return names.ok() && std::ranges::any_of(names.value(), is_table_file);
}

base::Result<std::uint64_t> directory_bytes(const std::string& directory) {
  REDNODE_TRY(const std::vector<std::string> names, names_in(directory));
  std::uint64_t total = 0;
  for (const std::string& name : names) {
    std::error_code error;
    // A file that a compaction takes away meanwhile counts nothing.
    const std::uintmax_t bytes = fs::file_size(fs::path(directory) / name, error);
    if (!error) total += bytes;
  }
  return total;
}

}  // namespace rednode::storage
