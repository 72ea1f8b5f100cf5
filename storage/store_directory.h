// What lies in a directory that is about to be opened as a store, told from the names of its files
// alone: so that a wrong path is answered with a sentence, and never with a new store in the middle
// of somebody's files.
//
// Thread rule: pure functions over the file system.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace rednode::storage {

enum class DirectoryState {
  kAbsent,  // nothing there; the parent exists
  kEmpty,   // no store, and nothing that a new one would mix with
  kStore,   // a store, of whatever version
};

// kNotFound where the parent is missing too; kInvalid where the path is not a directory, holds
// files that are not a store's, or may not be read or written by this user; kCorrupt where a store
// lost the file that names its parts.
base::Result<DirectoryState> inspect_directory(const std::string& directory, bool read_only);

// True where the directory holds tables of a store, and not only the beginnings of one.
bool has_table_files(const std::string& directory);

// The octets of all files in the directory.
base::Result<std::uint64_t> directory_bytes(const std::string& directory);

}  // namespace rednode::storage
