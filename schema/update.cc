#include "schema/update.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "schema/capnp_compat.h"
#include "schema/note.h"
#include "schema/origin.h"
#include "update.capnp.h"

namespace rednode::schema {
namespace {

namespace limits = base::limits;

kj::StringPtr text_of(const std::string& s) {
  return kj::StringPtr(s.data(), s.size());
}

std::string string_of(capnp::Text::Reader text) {
  return std::string(text.begin(), text.size());
}

base::Status check_named(const Update& u) {
  if (!is_record_iri(u.iri)) {
    return base::invalid("the record IRI is not an absolute IRI of at most " +
                         std::to_string(limits::kIriBytesMax) + " octets");
  }
  return {};
}

base::Status check_put(const Update& u) {
  REDNODE_CHECK(check_named(u));
  if (u.content_size == 0 || u.content_size > limits::kContentBytesMax) {
    return base::invalid("a record has between 1 and " + std::to_string(limits::kContentBytesMax) +
                         " octets of canonical N-Quads");
  }
  if (u.categories.size() > limits::kCategoriesMax) {
    return base::invalid("a put names at most " + std::to_string(limits::kCategoriesMax) +
                         " categories");
  }
  for (std::size_t i = 0; i < u.categories.size(); ++i) {
    if (!is_category(u.categories[i]) || (i > 0 && u.categories[i] <= u.categories[i - 1])) {
      return base::invalid("the categories of an update are no ascending notations");
    }
  }
  return {};
}

base::Status check_rotation(const Update& u) {
  if (u.new_key.empty()) return base::invalid("a rotate-key update names no key");
  REDNODE_TRY(const auto next, NoteVerifier::parse(u.new_key));
  REDNODE_TRY(const auto last, NoteVerifier::parse(u.old_key));
  if (next.type() != SignatureType::kEd25519 || last.type() != SignatureType::kEd25519 ||
      next.name() != last.name()) {
    return base::invalid("a rotation names two Ed25519 verifier keys of one origin");
  }
  return {};
}

base::Status check(const Update& u) {
  if (u.profile.size() > limits::kProfileBytesMax)
    return base::invalid("the profile name is too long");
  if (u.reason.size() > limits::kReasonBytesMax) return base::invalid("the reason is too long");
  for (const std::string* text : {&u.profile, &u.reason, &u.new_key, &u.old_key}) {
    if (!base::is_utf8(*text)) return base::invalid("a text of the update is not UTF-8");
  }
  if ((u.erase && u.kind != UpdateKind::kWithdraw) ||
      (!u.categories.empty() && u.kind != UpdateKind::kPut)) {
    return base::invalid("a field of the update does not belong to its kind");
  }
  switch (u.kind) {
    case UpdateKind::kPut:
      return check_put(u);
    case UpdateKind::kWithdraw:
    case UpdateKind::kConfirm:
      return check_named(u);
    case UpdateKind::kRotateKey:
      return check_rotation(u);
  }
  return base::invalid("unknown kind of update: " + std::to_string(static_cast<int>(u.kind)));
}

void fill(::Update::Builder out, const Update& u) {
  out.setSequence(u.sequence);
  out.setTime(u.time_ms);
  out.setKind(static_cast<std::uint16_t>(u.kind));
  out.setVerdict(static_cast<std::uint16_t>(u.verdict));
  out.setContentSize(u.content_size);
  if (!u.iri.empty()) out.setIri(text_of(u.iri));
  if (u.kind == UpdateKind::kPut) {
    out.setContentId(kj::arrayPtr(u.content_id.octets.data(), u.content_id.octets.size()));
  }
  if (!u.profile.empty()) out.setProfile(text_of(u.profile));
  if (!u.reason.empty()) out.setReason(text_of(u.reason));
  if (!u.new_key.empty()) out.setNewKey(text_of(u.new_key));
  if (!u.old_key.empty()) out.setOldKey(text_of(u.old_key));
  if (u.erase) out.setErase(true);
  if (u.categories.empty()) return;
  auto categories = out.initCategories(static_cast<unsigned>(u.categories.size()));
  for (unsigned i = 0; i < u.categories.size(); ++i) categories.set(i, text_of(u.categories[i]));
}

base::Result<Update> read(::Update::Reader in) {
  Update u;
  u.sequence = in.getSequence();
  u.time_ms = in.getTime();
  u.kind = static_cast<UpdateKind>(in.getKind());
  u.verdict = static_cast<Verdict>(in.getVerdict());
  u.content_size = in.getContentSize();
  u.iri = string_of(in.getIri());
  u.profile = string_of(in.getProfile());
  u.reason = string_of(in.getReason());
  u.new_key = string_of(in.getNewKey());
  u.old_key = string_of(in.getOldKey());
  u.erase = in.getErase();
  if (in.getCategories().size() > limits::kCategoriesMax) {
    return base::invalid("the update names too many categories");
  }
  for (const auto category : in.getCategories()) u.categories.push_back(string_of(category));
  if (u.kind == UpdateKind::kPut) {
    const auto id = in.getContentId();
    REDNODE_TRY(u.content_id, base::digest_from({id.asChars().begin(), id.size()}));
  }
  REDNODE_CHECK(check(u));
  return u;
}

}  // namespace

bool is_category(const std::string& text) {
  const auto plain = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !text.empty() && text.size() <= limits::kCategoryBytesMax &&
         std::all_of(text.begin(), text.end(), plain);
}

const char* kind_name(UpdateKind kind) {
  switch (kind) {
    case UpdateKind::kPut:
      return "put";
    case UpdateKind::kWithdraw:
      return "withdraw";
    case UpdateKind::kConfirm:
      return "confirm";
    case UpdateKind::kRotateKey:
      return "rotate-key";
  }
  return "unknown";
}

const char* verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNotJudged:
      return "not-judged";
    case Verdict::kConforms:
      return "conforms";
    case Verdict::kWarnings:
      return "warnings";
    case Verdict::kViolations:
      return "violations";
    case Verdict::kPendingHdab:
      return "pending-hdab";
  }
  return "unknown";
}

base::Result<base::Bytes> encode_update(const Update& update) {
  REDNODE_CHECK(check(update));
  capnp::word scratch[256];
  std::memset(scratch, 0, sizeof scratch);
  capnp::MallocMessageBuilder message(kj::arrayPtr(scratch, 256));
  fill(message.initRoot<::Update>(), update);
  const auto words = capnp::canonicalize(message.getRoot<::Update>().asReader());
  const auto chars = words.asChars();
  if (chars.size() > limits::kUpdateBytesMax) return base::invalid("the update is too large");
  return base::Bytes(chars.begin(), chars.size());
}

base::Result<Update> decode_update(base::BytesView bytes) {
  constexpr std::size_t kStackWords = 128;
  if (bytes.empty() || bytes.size() % sizeof(capnp::word) != 0 ||
      bytes.size() > limits::kUpdateBytesMax) {
    return base::invalid("not an update: " + std::to_string(bytes.size()) + " octets");
  }
  // Cap'n Proto reads aligned words only, and what came over a socket is not aligned.
  const std::size_t count = bytes.size() / sizeof(capnp::word);
  capnp::word stack[kStackWords];
  kj::Array<capnp::word> heap;
  capnp::word* words = stack;
  if (count > kStackWords) {
    heap = kj::heapArray<capnp::word>(count);
    words = heap.begin();
  }
  std::memcpy(words, bytes.data(), bytes.size());
  try {
    const kj::ArrayPtr<const capnp::word> segment(words, count);
    const kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments(&segment, 1);
    capnp::ReaderOptions options;
    options.traversalLimitInWords = 4 * limits::kUpdateBytesMax / sizeof(capnp::word);
    options.nestingLimit = 4;
    capnp::SegmentArrayMessageReader message(segments, options);
    if (!message.isCanonical()) return base::invalid("the update is not in canonical form");
    return read(message.getRoot<::Update>());
  } catch (const kj::Exception& e) {
    return base::invalid(std::string("not an update: ") + e.getDescription().cStr());
  }
}

}  // namespace rednode::schema
