#include "catalogue/dataset.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"

namespace rednode::catalogue {
namespace {

constexpr std::size_t kFirstChunk = 16 << 10;
constexpr std::size_t kChunk = 256 << 10;
constexpr std::size_t kFirstSlots = 256;

// The 32 bits that matter of a 64-bit multiplicative hash over eight bytes at a time.
std::uint32_t hash_of(std::string_view text) {
  constexpr std::uint64_t kPrime = 0x9e3779b97f4a7c15;
  std::uint64_t hash = text.size() * kPrime;
  const char* at = text.data();
  std::size_t left = text.size();
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * kPrime;
    hash ^= hash >> 29;
  };
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    mix(word);
  }
  std::uint64_t tail = 0;
  std::memcpy(&tail, at, left);
  mix(tail);
  return static_cast<std::uint32_t>(hash >> 32);
}

}  // namespace

const char* Dataset::keep(std::string_view text) {
  if (text.size() > free_size_) {
    const std::size_t size = std::max(chunks_.empty() ? kFirstChunk : kChunk, text.size());
    if (chunks_.empty()) first_size_ = size;
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    free_ = chunks_.back().get();
    free_size_ = size;
  }
  char* const kept = free_;
  std::memcpy(kept, text.data(), text.size());
  free_ += text.size();
  free_size_ -= text.size();
  return kept;
}

void Dataset::grow() {
  const std::size_t size = std::max(kFirstSlots, slots_.size() * 2);
  slots_.assign(size, kDefaultGraph);
  for (TermId id = 0; id < terms_.size(); ++id) {
    std::size_t slot = terms_[id].hash & (size - 1);
    while (slots_[slot] != kDefaultGraph) slot = (slot + 1) & (size - 1);
    slots_[slot] = id;
  }
}

TermId Dataset::intern(std::string_view text) {
  if (terms_.size() * 2 >= slots_.size()) grow();
  const std::uint32_t hash = hash_of(text);
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  for (; slots_[slot] != kDefaultGraph; slot = (slot + 1) & mask) {
    const TermId id = slots_[slot];
    if (terms_[id].hash == hash && this->text(id) == text) return id;
  }
  REDNODE_ASSERT(terms_.size() < kDefaultGraph - 1 && text.size() <= 0xffffffff);
  const auto id = static_cast<TermId>(terms_.size());
  terms_.push_back({keep(text), static_cast<std::uint32_t>(text.size()), hash});
  slots_[slot] = id;
  return id;
}

TermId Dataset::blank(std::string_view label) {
  std::string text;
  append_blank(text, label);
  return intern(text);
}

TermId Dataset::literal(std::string_view lexical, std::string_view datatype,
                        std::string_view language) {
  return intern(literal_text(lexical, datatype, language));
}

std::optional<TermId> Dataset::find(std::string_view text) const {
  if (slots_.empty()) return std::nullopt;
  const std::uint32_t hash = hash_of(text);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = hash & mask; slots_[slot] != kDefaultGraph; slot = (slot + 1) & mask) {
    const TermId id = slots_[slot];
    if (terms_[id].hash == hash && this->text(id) == text) return id;
  }
  return std::nullopt;
}

QuadText Dataset::texts(const Quad& quad) const {
  return {text(quad.subject), text(quad.predicate), text(quad.object),
          quad.graph == kDefaultGraph ? std::string_view{} : text(quad.graph)};
}

void Dataset::add(Quad quad) {
  quads_.push_back(quad);
  indexed_ = false;
}

void Dataset::add(const QuadText& quad) {
  const TermId subject = intern(quad.subject);
  const TermId predicate = intern(quad.predicate);
  const TermId object = intern(quad.object);
  add(Quad{subject, predicate, object, quad.graph.empty() ? kDefaultGraph : intern(quad.graph)});
}

void Dataset::index() {
  if (indexed_) return;
  if (!std::is_sorted(quads_.begin(), quads_.end())) std::sort(quads_.begin(), quads_.end());
  quads_.erase(std::unique(quads_.begin(), quads_.end()), quads_.end());
  indexed_ = true;
}

std::span<const Quad> Dataset::about(TermId subject) const {
  REDNODE_ASSERT(indexed_);
  const auto range = std::ranges::equal_range(quads_, subject, {}, &Quad::subject);
  return {range.begin(), range.end()};
}

std::span<const Quad> Dataset::about(TermId subject, TermId predicate) const {
  const auto all = about(subject);
  const auto range = std::ranges::equal_range(all, predicate, {}, &Quad::predicate);
  return {range.begin(), range.end()};
}

void Dataset::clear() {
  terms_.clear();
  std::fill(slots_.begin(), slots_.end(), kDefaultGraph);
  if (slots_.size() > 64 * kFirstSlots) slots_.clear();
  if (chunks_.size() > 1) chunks_.resize(1);
  free_ = chunks_.empty() ? nullptr : chunks_.front().get();
  free_size_ = chunks_.empty() ? 0 : first_size_;
  quads_.clear();
  indexed_ = true;
}

}  // namespace rednode::catalogue
