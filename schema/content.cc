#include "schema/content.h"

#include <zstd.h>

#include "base/limits.h"

// schema/dictionary.S embeds schema/content.dict.
extern "C" const char rednode_content_dictionary_begin[];
extern "C" const char rednode_content_dictionary_end[];

namespace rednode::schema {
namespace {

namespace limits = base::limits;

// Level 3 is where zstd's gain for records of some kilobytes levels off (docs/decisions/0004).
constexpr int kLevel = 3;

struct Compressor {
  Compressor()
      : context(ZSTD_createCCtx()),
        dictionary(ZSTD_createCDict(rednode_content_dictionary_begin,
                                    static_cast<std::size_t>(rednode_content_dictionary_end -
                                                             rednode_content_dictionary_begin),
                                    kLevel)) {
    REDNODE_ASSERT(context != nullptr && dictionary != nullptr);
    // The id names the content and its digest is checked, so neither is repeated in the frame.
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 0);
    ZSTD_CCtx_setParameter(context, ZSTD_c_dictIDFlag, 0);
    ZSTD_CCtx_refCDict(context, dictionary);
  }
  ~Compressor() {
    ZSTD_freeCCtx(context);
    ZSTD_freeCDict(dictionary);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  ZSTD_CCtx* context;
  ZSTD_CDict* dictionary;
};

struct Decompressor {
  Decompressor()
      : context(ZSTD_createDCtx()),
        dictionary(ZSTD_createDDict(rednode_content_dictionary_begin,
                                    static_cast<std::size_t>(rednode_content_dictionary_end -
                                                             rednode_content_dictionary_begin))) {
    REDNODE_ASSERT(context != nullptr && dictionary != nullptr);
  }
  ~Decompressor() {
    ZSTD_freeDCtx(context);
    ZSTD_freeDDict(dictionary);
  }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;

  ZSTD_DCtx* context;
  ZSTD_DDict* dictionary;
};

base::Result<base::Bytes> decode(const Content& content) {
  if (content.codec == Codec::kPlain) return content.bytes;
  thread_local Decompressor d;
  base::Bytes out(content.size, '\0');
  std::size_t length = 0;
  switch (content.codec) {
    case Codec::kZstd:
      length = ZSTD_decompressDCtx(d.context, out.data(), out.size(), content.bytes.data(),
                                   content.bytes.size());
      break;
    case Codec::kZstdDictionary1:
      length = ZSTD_decompress_usingDDict(d.context, out.data(), out.size(), content.bytes.data(),
                                          content.bytes.size(), d.dictionary);
      break;
    default:
      return base::invalid("the content has a codec that is not known here");
  }
  if (ZSTD_isError(length) != 0) {
    return base::invalid(std::string("the content does not decompress: ") +
                         ZSTD_getErrorName(length));
  }
  out.resize(length);
  return out;
}

}  // namespace

Content pack_content(base::BytesView nquads) {
  REDNODE_ASSERT(!nquads.empty() && nquads.size() <= limits::kContentBytesMax);
  thread_local Compressor c;
  Content content;
  content.id = base::sha256(nquads);
  content.size = static_cast<std::uint32_t>(nquads.size());
  content.codec = Codec::kZstdDictionary1;
  content.bytes.resize(ZSTD_compressBound(nquads.size()));
  const std::size_t length = ZSTD_compress2(c.context, content.bytes.data(), content.bytes.size(),
                                            nquads.data(), nquads.size());
  REDNODE_ASSERT(ZSTD_isError(length) == 0);
  content.bytes.resize(length);
  content.bytes.shrink_to_fit();
  if (length >= nquads.size()) {
    content.codec = Codec::kPlain;
    content.bytes = nquads;
  }
  return content;
}

base::Result<base::Bytes> unpack_content(const Content& content) {
  if (content.size == 0 || content.size > limits::kContentBytesMax) {
    return base::invalid("the content declares " + std::to_string(content.size) + " octets");
  }
  REDNODE_TRY(base::Bytes nquads, decode(content));
  if (nquads.size() != content.size || base::sha256(nquads) != content.id) {
    return base::invalid("the content is not what its id says");
  }
  return nquads;
}

base::Bytes content_value(const Content& content) {
  base::Bytes value;
  value.reserve(5 + content.bytes.size());
  value.push_back(static_cast<char>(content.codec));
  base::append_u32(value, content.size);
  value += content.bytes;
  return value;
}

base::Result<Content> content_from_value(const base::Digest& id, base::BytesView value) {
  base::ByteReader in(value);
  Content content;
  std::uint8_t codec = 0;
  if (!in.take_u8(codec) || !in.take_u32(content.size)) {
    return base::corrupt("a stored content is too short");
  }
  content.id = id;
  content.codec = static_cast<Codec>(codec);
  content.bytes = in.rest();
  return content;
}

}  // namespace rednode::schema
