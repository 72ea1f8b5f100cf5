#include "storage/cosigned.h"

#include <algorithm>

#include "base/assert.h"
#include "base/digest.h"

namespace rednode::storage {
namespace {

constexpr std::size_t kCheckBytes = 4;
constexpr std::size_t kTimeBytes = 8;

}  // namespace

Cosigned cosigned_from(const schema::NoteSignature& line, std::uint64_t size) {
  Cosigned out;
  REDNODE_ASSERT(line.signature.size() == kTimeBytes + out.signature.size());
  out.size = size;
  out.time_seconds = schema::cosignature_time(line);
  out.key_id = line.key_id;
  std::copy(line.signature.begin() + kTimeBytes, line.signature.end(), out.signature.begin());
  return out;
}

schema::NoteSignature line_of(const std::string& cosigner, const Cosigned& cosigned) {
  schema::NoteSignature line{cosigner, cosigned.key_id, {}};
  base::append_u64(line.signature, static_cast<std::uint64_t>(cosigned.time_seconds));
  line.signature += base::view_of(cosigned.signature);
  return line;
}

base::Bytes encode_cosigned(base::BytesView key, const Cosigned& cosigned) {
  base::Bytes value;
  base::append_u64(value, cosigned.size);
  base::append_u64(value, static_cast<std::uint64_t>(cosigned.time_seconds));
  base::append_u32(value, cosigned.key_id);
  value += base::view_of(cosigned.signature);
  return value + check_octets(key, value);
}

base::Result<Cosigned> decode_cosigned(base::BytesView key, base::BytesView value) {
  Cosigned cosigned;
  const bool sound = take_check(key, value);
  base::ByteReader in(value);
  std::uint64_t time = 0;
  base::BytesView signature;
  if (!sound || !in.take_u64(cosigned.size) || !in.take_u64(time) ||
      !in.take_u32(cosigned.key_id) || !in.take_bytes(cosigned.signature.size(), signature) ||
      !in.empty()) {
    return base::corrupt("the cosignature is damaged");
  }
  cosigned.time_seconds = static_cast<std::int64_t>(time);
  std::copy(signature.begin(), signature.end(), cosigned.signature.begin());
  return cosigned;
}

base::Bytes check_octets(base::BytesView key, base::BytesView value) {
  return base::Bytes(base::sha256({key, value}).view().substr(0, kCheckBytes));
}

bool take_check(base::BytesView key, base::BytesView& value) {
  if (value.size() < kCheckBytes) return false;
  const base::BytesView check = value.substr(value.size() - kCheckBytes);
  value.remove_suffix(kCheckBytes);
  return check == check_octets(key, value);
}

}  // namespace rednode::storage
