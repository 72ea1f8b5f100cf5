// PreparedWal: a RocksDB file system under which the write-ahead log is overwritten and not grown.
//
// A file that grows at each fdatasync makes the disk write its new size too, and files of two nodes
// on one disk wait for one another in the journal of the file system. Where the octets are there
// already, only they are written: on ext4 here 0.16 ms and not 0.24, and beside a second writer
// 0.24 and not 0.37. So small appends to a log go into a part that was filled ahead of them, and
// synced with one of the appends before.
//
// The filling is 0xff. Read as the head of a record it has a length that no block holds, so
// recovery takes it for the end of the log (RocksDB's log_format.h, kPointInTimeRecovery), as it
// does with any damage: a hole that a crash leaves is never skipped, which zeroes would be. A log
// that is closed is cut to its length.
//
// Thread rule: that of rocksdb::FileSystem. For storage/rocks_store.cc alone.
#pragma once

#include <cstddef>
#include <memory>

namespace rocksdb {
class FileSystem;
}

namespace rednode::storage {

// How far ahead of its end a log is filled.
inline constexpr std::size_t kWalFillBytes = 128 << 10;

std::shared_ptr<rocksdb::FileSystem> make_prepared_wal(std::shared_ptr<rocksdb::FileSystem> target);

}  // namespace rednode::storage
