#include "peers/bundle.h"

#include "base/limits.h"
#include "schema/codec.h"

namespace rednode::peers {
namespace {

namespace limits = base::limits;

constexpr char kCard = 'c';
constexpr char kFrame = 'f';
constexpr char kEnd = 'e';
constexpr std::size_t kPartHeadBytes = 5;  // kind and length

std::size_t most_of(char kind) {
  if (kind == kCard) return limits::kCardBytesMax;
  if (kind == kFrame) return limits::kFrameBytesMax;
  return sizeof(base::Digest);
}

base::Error cut() {
  return base::invalid("the bundle is cut: it ends before its end; copy it again");
}

base::Bytes head_of(char kind, std::size_t size) {
  base::Bytes head(1, kind);
  base::append_u32(head, static_cast<std::uint32_t>(size));
  return head;
}

}  // namespace

base::Status BundleWriter::write(base::BytesView octets) {
  digest_.add(octets);
  return sink_(octets);
}

base::Status BundleWriter::part(char kind, base::BytesView octets) {
  if (octets.size() > most_of(kind)) {
    return base::exhausted("a part of the bundle has " + std::to_string(octets.size()) +
                           " octets, and at most " + std::to_string(most_of(kind)) + " fit");
  }
  REDNODE_CHECK(write(head_of(kind, octets.size())));
  return write(octets);
}

base::Status BundleWriter::begin() {
  return write(std::string(kBundleTitle) + "\n");
}

base::Status BundleWriter::card(base::BytesView text) {
  return part(kCard, text);
}

base::Status BundleWriter::frame(base::BytesView frame) {
  return part(kFrame, frame);
}

base::Status BundleWriter::end() {
  const base::Digest digest = digest_.finish();
  REDNODE_CHECK(sink_(head_of(kEnd, digest.octets.size())));
  return sink_(digest.view());
}

// So many octets of the file; fewer only at its end.
base::Result<base::Bytes> BundleReader::take(std::size_t size) {
  base::Bytes octets(size, '\0');
  REDNODE_TRY(const std::size_t count, source_(octets.data(), size));
  octets.resize(count);
  return octets;
}

base::Status BundleReader::take_part(char kind, std::size_t size, const Visitor& visitor) {
  REDNODE_TRY(const auto octets, take(size));
  if (octets.size() < size) return cut();
  digest_.add(octets);
  if (kind == kCard) {
    if (frames_began_ || ++cards_ > limits::kBundleCardsMax) {
      return base::invalid("the bundle has cards where or as many as none should be");
    }
    return visitor.card(octets);
  }
  frames_began_ = true;
  auto frame = schema::decode_frame(octets);
  if (!frame.ok()) return base::with_context("a frame of the bundle", frame.error());
  auto* chunk = std::get_if<schema::Chunk>(&*frame);
  if (chunk == nullptr) return base::invalid("a frame of the bundle is no piece of a log");
  return visitor.chunk(std::move(*chunk), octets);
}

base::Status BundleReader::take_end(std::size_t size) {
  REDNODE_TRY(const auto stated, take(size));
  if (stated.size() < sizeof(base::Digest)) return cut();
  if (stated != digest_.finish().view()) {
    return base::invalid("the bundle is damaged: its digest does not fit; copy it again");
  }
  REDNODE_TRY(const auto rest, take(1));
  if (!rest.empty()) return base::invalid("the bundle goes on behind its end");
  return {};
}

base::Status BundleReader::read(const Visitor& visitor) {
  const std::string title = std::string(kBundleTitle) + "\n";
  REDNODE_TRY(const auto first, take(title.size()));
  if (first != title) return base::invalid("this is no bundle of rednode");
  digest_.add(first);
  for (;;) {
    REDNODE_TRY(const auto head, take(kPartHeadBytes));
    if (head.size() < kPartHeadBytes) return cut();
    base::ByteReader in(base::BytesView(head).substr(1));
    std::uint32_t size = 0;
    in.take_u32(size);
    const char kind = head[0];
    if ((kind != kCard && kind != kFrame && kind != kEnd) || size > most_of(kind)) {
      return base::invalid("the bundle is damaged: it has a part that none can be");
    }
    if (kind == kEnd) return take_end(size);
    digest_.add(head);
    REDNODE_CHECK(take_part(kind, size, visitor));
  }
}

}  // namespace rednode::peers
