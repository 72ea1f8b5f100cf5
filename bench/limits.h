// The machine's limits, measured in the same run as rednode: what the same octets cost without it.
//
// Thread rule: one thread; each call runs to its end.
#pragma once

#include <string>
#include <vector>

namespace rednode::bench {

// Octets per second through a CURVE PUB/SUB pair on loopback, two processes, messages of this size.
double curve_bytes_per_second(std::size_t message_bytes, std::size_t total_bytes);

// Records per second into RocksDB in synced batches: the same keys and values that a mirror writes
// for one record (update, content, record state), without any verification.
double rocksdb_records_per_second(const std::string& directory, std::size_t records,
                                  std::size_t batch, std::size_t content_bytes);

struct Latencies {
  double p50_ms = 0;
  double p99_ms = 0;
  double per_second = 0;
};
Latencies latencies_of(std::vector<double> milliseconds);

// Append 4 KB and fdatasync, one after the other or (where a rate is given) so many a second: a
// machine that slept between two of them takes longer for each.
Latencies fdatasync_times(const std::string& directory, int count, int rate = 0);

// A request and its answer of 256 octets over CURVE DEALER/ROUTER on loopback, two processes.
Latencies round_trips(int count, int rate = 0);

}  // namespace rednode::bench
