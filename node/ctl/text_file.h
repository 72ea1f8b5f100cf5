// Small files as text, and files that appear whole or not at all.
//
// Thread rule: one thread an object.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rednode::node {

// The file, or standard input for "-". kNotFound, or kInvalid beyond `bytes_max`.
base::Result<std::string> read_text_file(const std::string& path, std::size_t bytes_max);

// FileWriter: writes under a temporary name beside the file; commit() gives it its own name.
// Without a path it writes to standard output. A writer that is not committed leaves nothing
// behind.
class FileWriter {
 public:
  static base::Result<FileWriter> open(const std::string& path);
  FileWriter(FileWriter&& other) noexcept;
  FileWriter& operator=(FileWriter&&) = delete;
  ~FileWriter();

  base::Status write(std::string_view bytes);
  base::Status commit();
  // Without waiting for the disk: for one of many files, before sync_folder().
  base::Status commit_soon();

 private:
  base::Status finish(bool sync);
  FileWriter(std::FILE* file, std::string path) : file_(file), path_(std::move(path)) {}
  std::string temporary() const { return path_ + ".new"; }

  std::FILE* file_;
  std::string path_;  // empty: standard output
};

// Waits until everything that was written on the disk of that folder is on it.
base::Status sync_folder(const std::string& directory);

}  // namespace rednode::node
