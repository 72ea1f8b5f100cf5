#include "storage/keys.h"

namespace rednode::storage {

base::Bytes origin_prefix(std::string_view origin) {
  base::Bytes key(origin);
  key.push_back('\0');
  return key;
}

base::Bytes origin_end(std::string_view origin) {
  base::Bytes key(origin);
  key.push_back('\1');
  return key;
}

bool take_origin(base::BytesView& key, std::string_view& origin) {
  const auto end = key.find('\0');
  if (end == base::BytesView::npos) return false;
  origin = key.substr(0, end);
  key.remove_prefix(end + 1);
  return true;
}

base::Bytes update_key(std::string_view origin, std::uint64_t sequence) {
  base::Bytes key = origin_prefix(origin);
  base::append_u64(key, sequence);
  return key;
}

base::Bytes tile_key(std::string_view origin, std::uint8_t level, std::uint64_t index) {
  base::Bytes key = origin_prefix(origin);
  key.push_back(static_cast<char>(level));
  base::append_u64(key, index);
  return key;
}

base::Bytes content_key(const base::Digest& id) {
  return base::Bytes(id.view());
}

base::Bytes record_key(std::string_view origin, std::string_view iri) {
  base::Bytes key = origin_prefix(origin);
  key += iri;
  return key;
}

base::Bytes want_key(std::string_view origin, std::uint64_t sequence) {
  return update_key(origin, sequence);
}

base::Bytes number_key(std::uint64_t number) {
  base::Bytes key;
  base::append_u64(key, number);
  return key;
}

base::Bytes checkpoint_key(std::string_view origin, CheckpointPart part, std::string_view detail) {
  base::Bytes key = origin_prefix(origin);
  key.push_back(static_cast<char>(part));
  key += detail;
  return key;
}

}  // namespace rednode::storage
