#include "storage/prepared_wal.h"

#include <rocksdb/file_system.h>

#include <algorithm>
#include <string>
#include <utility>

namespace rednode::storage {
namespace {

using rocksdb::FileOptions;
using rocksdb::FSRandomRWFile;
using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// Larger appends are a bulk load: there the data itself is what takes time.
constexpr std::size_t kSmallAppend = 64 << 10;

class PreparedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  PreparedFile(std::unique_ptr<FSWritableFile> target, std::unique_ptr<FSRandomRWFile> filler)
      : FSWritableFileOwnerWrapper(std::move(target)), filler_(std::move(filler)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* dbg) override {
    prepare(data.size(), options, dbg);
    return FSWritableFileOwnerWrapper::Append(data, options, dbg);
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& verification, IODebugContext* dbg) override {
    prepare(data.size(), options, dbg);
    return FSWritableFileOwnerWrapper::Append(data, options, verification, dbg);
  }

  IOStatus Close(const IOOptions& options, IODebugContext* dbg) override {
    if (filled_ > size_) {
      // Where it cannot be cut, what is behind the end reads as the end.
      static_cast<void>(FSWritableFileOwnerWrapper::Truncate(size_, options, dbg));
    }
    static_cast<void>(filler_->Close(options, dbg));
    return FSWritableFileOwnerWrapper::Close(options, dbg);
  }

 private:
  // Called before each append. Filling is only a help: where it fails, as on a full disk, the file
  // grows as files do, and the append itself says what is wrong.
  void prepare(std::size_t append, const IOOptions& options, IODebugContext* dbg) {
    const std::uint64_t end = size_ + append;
    if (append <= kSmallAppend && end > filled_ && !gave_up_) {
      static const std::string kFilling(kWalFillBytes, '\xff');
      gave_up_ = !filler_->Write(end, kFilling, options, dbg).ok();
      if (!gave_up_) filled_ = end + kFilling.size();
    }
    size_ = end;
    filled_ = std::max(filled_, end);
  }

  const std::unique_ptr<FSRandomRWFile> filler_;
  std::uint64_t size_ = 0;    // as appended
  std::uint64_t filled_ = 0;  // as it is on disk
  bool gave_up_ = false;
};

class PreparedWal final : public rocksdb::FileSystemWrapper {
 public:
  explicit PreparedWal(std::shared_ptr<rocksdb::FileSystem> target)
      : FileSystemWrapper(std::move(target)) {}

  const char* Name() const override { return "rednode.PreparedWal"; }

  IOStatus NewWritableFile(const std::string& name, const FileOptions& options,
                           std::unique_ptr<FSWritableFile>* result, IODebugContext* dbg) override {
    const IOStatus status = FileSystemWrapper::NewWritableFile(name, options, result, dbg);
    if (!status.ok() || !name.ends_with(".log")) return status;
    std::unique_ptr<FSRandomRWFile> filler;
    if (FileSystemWrapper::NewRandomRWFile(name, options, &filler, dbg).ok()) {
      *result = std::make_unique<PreparedFile>(std::move(*result), std::move(filler));
    }
    return status;
  }
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> make_prepared_wal(
    std::shared_ptr<rocksdb::FileSystem> target) {
  return std::make_shared<PreparedWal>(std::move(target));
}

}  // namespace rednode::storage
