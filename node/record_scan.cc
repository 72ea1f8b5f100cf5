#include "node/record_scan.h"

#include <utility>
#include <vector>

#include "storage/keys.h"

namespace rednode::node {

base::Status scan_records(const storage::Reader& store, base::Bytes from, base::BytesView to,
                          const OnRecordState& on_record) {
  constexpr std::size_t kStep = 256;
  std::vector<std::pair<base::Bytes, base::Bytes>> found;
  do {
    found.clear();
    REDNODE_CHECK(store.scan(storage::Table::kRecord, from, to, [&](auto key, auto value) {
      found.emplace_back(key, value);
      return found.size() < kStep;
    }));
    for (const auto& [key, value] : found) {
      from = key;
      from.push_back('\0');  // the first key after that one
      REDNODE_TRY(const auto state, storage::decode_record(value));
      base::BytesView rest = key;
      std::string_view origin;
      storage::take_origin(rest, origin);
      REDNODE_TRY(const bool more, on_record(std::string(origin), std::string(rest), state));
      if (!more) return {};
    }
  } while (found.size() == kStep);
  return {};
}

base::Status scan_records(const storage::Reader& store, const std::string& origin,
                          const OnRecordState& on_record) {
  return scan_records(store, storage::origin_prefix(origin), storage::origin_end(origin),
                      on_record);
}

}  // namespace rednode::node
