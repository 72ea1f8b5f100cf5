#include "storage/fsck_walk.h"

#include <algorithm>

namespace rednode::storage {
namespace {

using base::Bytes;
using base::BytesView;

constexpr int kGapsMax = 1'000;  // unreadable places of one table, then it is given up
constexpr std::size_t kProbeDepthMax = 2'100;  // octets of a key: origin and IRI
constexpr std::size_t kPastEveryKey = 64;      // octets 0xff: behind contents, numbers and origins
constexpr std::uint64_t kProgressEvery = 4'096;

std::string place(BytesView last) {
  return last.empty() ? "at the beginning" : "after " + readable(last);
}

}  // namespace

std::string numbered(const std::string& origin, std::uint64_t number) {
  return origin + " " + std::to_string(number);
}

std::string readable(BytesView key) {
  const bool plain = std::all_of(key.begin(), key.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
  });
  return plain && base::is_utf8(key) ? std::string(key) : base::to_hex(key);
}

void Walk::count(BytesView key, BytesView value) {
  report_.bytes += key.size() + value.size();
  if (++done_ % kProgressEvery == 0 && progress_) progress_(done_, std::max(done_, total_));
}

void Walk::scan(Table table, BytesView from, BytesView to, const Reader::Visitor& visitor) {
  Bytes cursor(from);
  Bytes last(from);
  for (int gaps = 0; gaps < kGapsMax; ++gaps) {
    bool stopped = false;
    const base::Status status = store_.scan(table, cursor, to, [&](auto key, auto value) {
      last.assign(key);
      count(key, value);
      stopped = !visitor(key, value);
      return !stopped;
    });
    if (status.ok() || stopped) return;
    cursor = after_gap(table, last, to);
    find(table, place(last), "cannot be read: " + status.error().message);
    if (cursor.empty() || (!to.empty() && cursor >= to)) return;
  }
  find(table, place(last), "too many unreadable places: the rest was not checked");
}

bool Walk::readable_from(Table table, BytesView from, BytesView to) const {
  if (!to.empty() && from >= to) return true;
  return store_.scan(table, from, to, [](auto, auto) { return false; }).ok();
}

// The first key behind `last`, which cannot be read: the greatest key up to which a scan meets
// nothing, found octet by octet.
Bytes Walk::unreadable_key(Table table, BytesView last, BytesView to) const {
  const Bytes from = Bytes(last) + '\0';
  const auto nothing_before = [&](const Bytes& key) {
    if (key <= from) return true;
    if (!to.empty() && key > to) return false;
    return store_.scan(table, from, key, [](auto, auto) { return false; }).ok();
  };
  Bytes prefix;
  while (prefix.size() < kProbeDepthMax) {
    int below = -1;
    for (int above = 256; above - below > 1;) {
      const int middle = (below + above) / 2;
      (nothing_before(prefix + static_cast<char>(middle)) ? below : above) = middle;
    }
    if (below < 0) break;
    prefix.push_back(static_cast<char>(below));
  }
  return prefix;
}

// A key behind `last` from which reading works again: right behind the one that cannot be read, or
// (where a whole block is damaged) behind the block. Empty where nothing behind can be read.
Bytes Walk::after_gap(Table table, BytesView last, BytesView to) const {
  const auto works = [&](const Bytes& key) { return key > last && readable_from(table, key, to); };
  if (!works(Bytes(kPastEveryKey, '\xff'))) return {};
  Bytes next = unreadable_key(table, last, to) + '\0';
  if (works(next)) return next;
  next.clear();
  while (next.size() < kProbeDepthMax) {
    int fails = -1;
    for (int good = 256; good - fails > 1;) {
      const int middle = (good + fails) / 2;
      (works(next + static_cast<char>(middle)) ? good : fails) = middle;
    }
    if (fails < 0) break;
    next.push_back(static_cast<char>(fails));
  }
  return next + '\0';
}

}  // namespace rednode::storage
