#include "catalogue/decompress.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

constexpr std::size_t kBufferBytes = 64 << 10;
constexpr std::size_t kMagicBytes = 4;

bool is_gzip(std::string_view bytes) {
  return bytes.starts_with("\x1f\x8b");
}

// A frame, or a skippable one, which may come first (RFC 8878, section 3.1).
bool is_zstd(std::string_view bytes) {
  return bytes.starts_with("\x28\xb5\x2f\xfd") ||
         (bytes.size() >= kMagicBytes && (bytes[0] & '\xf0') == '\x50' &&
          bytes.substr(1).starts_with("\x2a\x4d\x18"));
}

// The bytes of the source, with a look at those that come next.
class Input {
 public:
  explicit Input(ByteSource source) : source_(std::move(source)), buffer_(kBufferBytes) {}

  std::string_view view() const { return {buffer_.data() + begin_, end_ - begin_}; }
  std::uint64_t offset() const { return offset_; }
  void consume(std::size_t count) {
    begin_ += count;
    offset_ += count;
  }

  // False: there are not as many bytes any more. REQUIRES: count <= kBufferBytes.
  base::Result<bool> have(std::size_t count) {
    if (begin_ > 0 && view().size() < count) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    while (view().size() < count) {
      REDNODE_TRY(const std::size_t got, source_(buffer_.data() + end_, buffer_.size() - end_));
      if (got == 0) return false;
      end_ += got;
    }
    return true;
  }

  // Past what was looked at, without copying.
  base::Result<std::size_t> read(char* out, std::size_t capacity) {
    const std::size_t count = std::min(capacity, view().size());
    if (count == 0) return source_(out, capacity);
    std::memcpy(out, view().data(), count);
    consume(count);
    return count;
  }

  base::Error damaged(const std::string& what, const std::string& why) const {
    return base::invalid("the compressed document (" + what + ") cannot be unpacked beyond byte " +
                         std::to_string(offset_) + ": " + why);
  }

 private:
  const ByteSource source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
};

// A call gives at least one byte, or says by 0 that there is none left.
class Unpacker {
 public:
  virtual ~Unpacker() = default;
  virtual base::Result<std::size_t> read(char* out, std::size_t capacity) = 0;
};

constexpr const char* kCutOff = "it ends too early; get it again in full";

class Plain final : public Unpacker {
 public:
  explicit Plain(Input& input) : input_(input) {}
  base::Result<std::size_t> read(char* out, std::size_t capacity) override {
    return input_.read(out, capacity);
  }

 private:
  Input& input_;
};

class Gzip final : public Unpacker {
 public:
  explicit Gzip(Input& input) : input_(input) {
    constexpr int kGzipWithLargestWindow = 15 + 16;
    good_ = inflateInit2(&stream_, kGzipWithLargestWindow) == Z_OK;
  }
  ~Gzip() override { inflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  base::Result<std::size_t> read(char* out, std::size_t capacity) override {
    if (!good_) return base::exhausted("no memory to unpack gzip");
    for (;;) {
      REDNODE_TRY(const bool more, input_.have(1));
      if (between_members_) {
        if (!more) return std::size_t{0};
        REDNODE_CHECK(next_member());
      }
      if (!more) return input_.damaged("gzip", kCutOff);
      REDNODE_TRY(const std::size_t count, inflate_some(out, capacity));
      if (count > 0) return count;
    }
  }

 private:
  base::Status next_member() {
    REDNODE_TRY(const bool more, input_.have(2));
    if (!more || !is_gzip(input_.view())) {
      return input_.damaged("gzip", "what follows here is not compressed; cut it off");
    }
    inflateReset(&stream_);
    between_members_ = false;
    return {};
  }

  base::Result<std::size_t> inflate_some(char* out, std::size_t capacity) {
    const std::string_view in = input_.view();
    // zlib promises not to write to it.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    const auto room = static_cast<uInt>(std::min(capacity, kBufferBytes));
    stream_.avail_out = room;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    input_.consume(in.size() - stream_.avail_in);
    if (status == Z_STREAM_END) {
      between_members_ = true;
    } else if (status == Z_MEM_ERROR) {
      return base::exhausted("no memory to unpack gzip");
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      return input_.damaged("gzip", stream_.msg != nullptr ? stream_.msg : "it is damaged");
    }
    return static_cast<std::size_t>(room - stream_.avail_out);
  }

  Input& input_;
  z_stream stream_ = {};
  bool good_ = false;
  bool between_members_ = false;
};

class Zstd final : public Unpacker {
 public:
  explicit Zstd(Input& input) : input_(input), context_(ZSTD_createDCtx(), &ZSTD_freeDCtx) {
    if (context_ == nullptr) return;
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, limits::kZstdWindowLogMax);
  }

  base::Result<std::size_t> read(char* out, std::size_t capacity) override {
    if (context_ == nullptr) return base::exhausted("no memory to unpack zstd");
    for (;;) {
      REDNODE_TRY(const bool more, input_.have(1));
      if (!more && between_frames_) return std::size_t{0};
      const std::string_view view = input_.view();
      ZSTD_inBuffer in{view.data(), view.size(), 0};
      ZSTD_outBuffer to{out, capacity, 0};
      const std::size_t status = ZSTD_decompressStream(context_.get(), &to, &in);
      input_.consume(in.pos);
      if (ZSTD_isError(status) != 0) return input_.damaged("zstd", ZSTD_getErrorName(status));
      between_frames_ = status == 0;
      if (to.pos > 0) return to.pos;
      if (!more && !between_frames_) return input_.damaged("zstd", kCutOff);
    }
  }

 private:
  Input& input_;
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
  bool between_frames_ = false;
};

class Decompressor {
 public:
  explicit Decompressor(ByteSource source) : input_(std::move(source)) {}

  base::Result<std::size_t> read(char* out, std::size_t capacity) {
    if (unpacker_ == nullptr) {
      REDNODE_TRY([[maybe_unused]] const bool more, input_.have(kMagicBytes));
      if (is_gzip(input_.view())) {
        unpacker_ = std::make_unique<Gzip>(input_);
      } else if (is_zstd(input_.view())) {
        unpacker_ = std::make_unique<Zstd>(input_);
      } else {
        unpacker_ = std::make_unique<Plain>(input_);
      }
    }
    return unpacker_->read(out, capacity);
  }

 private:
  Input input_;
  std::unique_ptr<Unpacker> unpacker_;
};

}  // namespace

ByteSource decompressed(ByteSource source) {
  return [unpacking = std::make_shared<Decompressor>(std::move(source))](
             char* out, std::size_t capacity) { return unpacking->read(out, capacity); };
}

}  // namespace rednode::catalogue
