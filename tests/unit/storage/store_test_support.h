// What the tests of the Store seam share: a directory that removes itself, and short words for
// commits and reads that must succeed.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/rocks_store.h"
#include "storage/store.h"
#include "tests/unit/test.h"

namespace rednode::storage {

class StoreTemporary {
 public:
  StoreTemporary() {
    std::string name = (std::filesystem::temp_directory_path() / "rednode-store-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  StoreTemporary(const StoreTemporary&) = delete;
  StoreTemporary& operator=(const StoreTemporary&) = delete;
  ~StoreTemporary() { std::filesystem::remove_all(path_); }

  std::string path(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline std::unique_ptr<RocksStore> open_rocks(const std::string& directory,
                                              const RocksOptions& options = {}) {
  auto store = RocksStore::open(directory, options);
  if (!store.ok()) FAIL(store.error().message);
  return std::move(store).value();
}

inline Batch one(Table table, base::BytesView key, base::BytesView value) {
  Batch batch;
  batch.put(table, key, value);
  return batch;
}

// The value, or "(none)", or the name of the error's code in brackets.
inline std::string read(const Reader& reader, Table table, base::BytesView key) {
  base::Bytes value;
  const auto found = reader.get(table, key, value);
  if (!found.ok()) return std::string("(") + base::code_name(found.error().code) + ")";
  return found.value() ? value : "(none)";
}

// "a=1 b=2", for keys and values that are text.
inline std::string listing(const Reader& reader, Table table, base::BytesView from = "",
                           base::BytesView to = "") {
  std::string text;
  const auto status = reader.scan(table, from, to, [&](base::BytesView k, base::BytesView v) {
    text.append(text.empty() ? "" : " ").append(k).append("=").append(v);
    return true;
  });
  if (!status.ok()) text += std::string("(") + base::code_name(status.error().code) + ")";
  return text;
}

}  // namespace rednode::storage
