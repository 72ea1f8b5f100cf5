#include "storage/receipts.h"

#include <algorithm>

#include "base/limits.h"
#include "schema/origin.h"
#include "storage/keys.h"

namespace rednode::storage {
namespace {

namespace limits = base::limits;

constexpr char kJudgedPart = 'j';
constexpr char kRefusedPart = 'r';

base::Bytes key_of(Receipts whose, const std::string& node, char part) {
  base::Bytes key = origin_prefix(node);
  key.push_back(static_cast<char>(whose));
  key.push_back(part);
  return key;
}

base::Bytes refused_key(Receipts whose, const std::string& node, std::uint64_t sequence) {
  base::Bytes key = key_of(whose, node, kRefusedPart);
  base::append_u64(key, sequence);
  return key;
}

// At most so many octets, whole characters; what is no UTF-8 is no text for anybody.
std::string fitting(const std::string& text, std::size_t most) {
  std::size_t end = std::min(text.size(), most);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
    --end;
  }
  std::string cut = text.substr(0, end);
  if (base::is_utf8(cut)) return cut;
  std::replace_if(
      cut.begin(), cut.end(), [](char c) { return static_cast<signed char>(c) < 0; }, '?');
  return cut;
}

void append_text(base::Bytes& out, const std::string& text) {
  base::append_u16(out, static_cast<std::uint16_t>(text.size()));
  out += text;
}

bool take_text(base::ByteReader& in, std::size_t most, std::string& text) {
  std::uint16_t size = 0;
  base::BytesView octets;
  if (!in.take_u16(size) || size > most || !in.take_bytes(size, octets)) return false;
  text = octets;
  return base::is_utf8(text);
}

base::Result<schema::Receipt> decode(std::uint64_t sequence, base::BytesView value) {
  base::ByteReader in(value);
  schema::Receipt receipt;
  receipt.sequence = sequence;
  if (!take_text(in, limits::kIriBytesMax, receipt.iri) ||
      !take_text(in, limits::kReceiptRuleBytesMax, receipt.rule) ||
      !take_text(in, limits::kReceiptMessageBytesMax, receipt.message) || !in.empty()) {
    return base::corrupt("a stored receipt is damaged");
  }
  return receipt;
}

base::Result<Judged> decode_judged(base::BytesView value) {
  base::ByteReader in(value);
  Judged judged;
  std::uint64_t time = 0;
  if (!in.take_u64(judged.size) || !in.take_u64(time) || !in.empty()) {
    return base::corrupt("how far a log was judged is damaged in the store");
  }
  judged.time_seconds = static_cast<std::int64_t>(time);
  return judged;
}

}  // namespace

base::Result<Judged> read_judged(const Reader& store, Receipts whose, const std::string& node) {
  base::Bytes value;
  REDNODE_TRY(const bool known,
              store.get(Table::kReceipt, key_of(whose, node, kJudgedPart), value));
  if (!known) return Judged{};
  return decode_judged(value);
}

void put_judged(Batch& batch, Receipts whose, const std::string& node, const Judged& judged) {
  base::Bytes value;
  base::append_u64(value, judged.size);
  base::append_u64(value, static_cast<std::uint64_t>(judged.time_seconds));
  batch.put(Table::kReceipt, key_of(whose, node, kJudgedPart), value);
}

void put_receipt(Batch& batch, Receipts whose, const std::string& node,
                 const schema::Receipt& receipt) {
  base::Bytes value;
  append_text(value, fitting(receipt.iri, limits::kIriBytesMax));
  append_text(value, fitting(receipt.rule, limits::kReceiptRuleBytesMax));
  append_text(value, fitting(receipt.message, limits::kReceiptMessageBytesMax));
  batch.put(Table::kReceipt, refused_key(whose, node, receipt.sequence), value);
}

base::Status forget_receipts(const Reader& store, Batch& batch, Receipts whose,
                             const std::string& node) {
  base::Bytes from = origin_prefix(node);
  from.push_back(static_cast<char>(whose));
  base::Bytes to = from;
  ++to.back();
  return store.scan(Table::kReceipt, from, to, [&](auto key, auto) {
    batch.erase(Table::kReceipt, key);
    return true;
  });
}

base::Status forget_receipts_from(const Reader& store, Batch& batch, const std::string& origin,
                                  std::uint64_t size) {
  base::Bytes end = key_of(Receipts::kOurs, origin, kRefusedPart);
  ++end.back();
  REDNODE_CHECK(store.scan(Table::kReceipt, refused_key(Receipts::kOurs, origin, size), end,
                           [&](auto key, auto) {
                             batch.erase(Table::kReceipt, key);
                             return true;
                           }));
  REDNODE_TRY(auto judged, read_judged(store, Receipts::kOurs, origin));
  if (judged.size <= size) return {};
  judged.size = size;
  put_judged(batch, Receipts::kOurs, origin, judged);
  return {};
}

base::Result<std::vector<schema::Receipt>> read_receipts(const Reader& store, Receipts whose,
                                                         const std::string& node,
                                                         std::uint64_t from, std::size_t most) {
  std::vector<schema::Receipt> receipts;
  base::Status damage;
  base::Bytes end = key_of(whose, node, kRefusedPart);
  const std::size_t prefix = end.size();
  ++end.back();
  REDNODE_CHECK(store.scan(Table::kReceipt, refused_key(whose, node, from), end,
                           [&](base::BytesView key, base::BytesView value) {
                             if (receipts.size() == most) return false;
                             std::uint64_t sequence = 0;
                             base::ByteReader(key.substr(prefix)).take_u64(sequence);
                             auto receipt = decode(sequence, value);
                             if (!receipt.ok()) {
                               damage = receipt.error();
                               return false;
                             }
                             receipts.push_back(std::move(*receipt));
                             return true;
                           }));
  REDNODE_CHECK(damage);
  return receipts;
}

base::Status check_receipt(base::BytesView key, base::BytesView value) {
  std::string_view node;
  std::uint64_t sequence = 0;
  if (!take_origin(key, node) || !schema::is_origin(node) || key.size() < 2 ||
      (key[0] != static_cast<char>(Receipts::kOurs) &&
       key[0] != static_cast<char>(Receipts::kTheirs))) {
    return base::invalid("the key of a receipt names no node");
  }
  if (key[1] == kJudgedPart && key.size() == 2) {
    REDNODE_CHECK(decode_judged(value));
    return {};
  }
  base::ByteReader in(key.substr(2));
  if (key[1] != kRefusedPart || !in.take_u64(sequence) || !in.empty()) {
    return base::invalid("the key of a receipt names no update");
  }
  REDNODE_CHECK(decode(sequence, value));
  return {};
}

}  // namespace rednode::storage
