#include "bench/federation.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "bench/limits.h"
#include "bench/process.h"
#include "bench/records.h"
#include "schema/content.h"

namespace rednode::bench {
namespace {

using Clock = std::chrono::steady_clock;
using node::Json;

constexpr std::size_t kBatch = 1000;
constexpr int kRate = 500;  // commits per second, where lag is measured

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// A submission of records [first, first + count), prepared before the clock runs.
struct Prepared {
  Json request;
  base::Bytes blob;
};

Prepared prepare(std::uint64_t first, std::size_t count) {
  Prepared p;
  p.request = {{"op", "submit"}, {"changes", Json::array()}};
  for (std::uint64_t i = first; i < first + count; ++i) {
    const BenchRecord record = make_record(i);
    p.request["changes"].push_back(
        {{"kind", "put"}, {"iri", record.iri}, {"bytes", record.nquads.size()}});
    p.blob += record.nquads;
  }
  return p;
}

void await_mirror(const Daemon& mirror, const std::string& origin, std::uint64_t size) {
  mirror.call({{"op", "await"}, {"origin", origin}, {"size", size}, {"timeout_seconds", 600}});
}

Json log_of(const Daemon& daemon, const std::string& origin) {
  const Json status = daemon.call({{"op", "status"}});
  for (const Json& log : status["logs"]) {
    if (log["origin"] == origin) return log;
  }
  return {};
}

// The whole run: one origin FR, one mirror BE, on one machine and one disk.
class Federation {
 public:
  Federation(const BenchOptions& options, BenchReport& report)
      : options_(options),
        report_(report),
        fr_(options.rednoded, options.directory, "FR", 17401),
        be_(options.rednoded, options.directory, "BE", 17411) {}

  void run();

 private:
  bool wanted(const std::string& part) const {
    return options_.parts.empty() ||
           std::find(options_.parts.begin(), options_.parts.end(), part) != options_.parts.end();
  }
  void load();
  void catch_up();
  void memory_and_disk();
  void resync();
  void streaming();
  double commit_singles(int callers, int each);
  void singles();
  Latencies lags(int count);
  void lag();

  const BenchOptions& options_;
  BenchReport& report_;
  Daemon fr_;
  Daemon be_;
  std::uint64_t size_ = 0;    // of FR's log
  double content_bytes_ = 0;  // mean, as stored and sent
};

// Every part stands on the mirror that the first two leave.
void Federation::run() {
  fr_.start();
  load();
  catch_up();
  if (wanted("rest")) memory_and_disk();
  if (wanted("resync")) resync();
  if (wanted("streaming")) streaming();
  if (wanted("singles")) singles();
  if (wanted("lag")) lag();
}

void Federation::load() {
  double bytes = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    bytes += static_cast<double>(schema::pack_content(make_record(i * 97).nquads).bytes.size());
  }
  content_bytes_ = bytes / 1000;
  report_.add(
      {"record, canonical, mean", static_cast<double>(prepare(0, 1000).blob.size()) / 1000, "B"});
  report_.add({"record, as stored and sent, mean", content_bytes_, "B"});
  auto channel = fr_.connect();
  double took = 0;
  for (size_ = 0; size_ < options_.records; size_ += kBatch) {
    auto p = prepare(size_, kBatch);
    const auto start = Clock::now();
    request(channel, std::move(p.request), p.blob);
    took += seconds_since(start);
  }
  report_.add(
      {"submit, commits of 1000, one caller", static_cast<double>(size_) / took, "records/s"});
}

void Federation::catch_up() {
  const double curve = curve_bytes_per_second(512 << 10, 400 << 20);
  const double rocks = rocksdb_records_per_second(options_.directory + "/raw", options_.records,
                                                  1000, static_cast<std::size_t>(content_bytes_));
  const double update_bytes = 200;
  const double curve_records = curve / (content_bytes_ + update_bytes);
  report_.add({"limit: raw CURVE PUB/SUB, same bytes", curve_records, "records/s"});
  report_.add({"limit: raw RocksDB, synced batches of 1000", rocks, "records/s"});
  be_.start();
  be_.reset_peak();
  be_.call({{"op", "peer_add"}, {"card", fr_.card()}});
  const double fr_cpu = fr_.cpu_seconds();
  const double be_cpu = be_.cpu_seconds();
  const auto start = Clock::now();
  fr_.call({{"op", "peer_add"}, {"card", be_.card()}});
  await_mirror(be_, "FR", size_);
  const double took = seconds_since(start);
  const double n = static_cast<double>(size_);
  report_.add({"catch-up of an empty mirror", n / took, "records/s", std::min(curve_records, rocks),
               "the lower raw limit", 50'000, false, 0.5});
  report_.add({"catch-up, CPU at the origin", 1e6 * (fr_.cpu_seconds() - fr_cpu) / n, "us/record"});
  report_.add({"catch-up, CPU at the mirror", 1e6 * (be_.cpu_seconds() - be_cpu) / n, "us/record"});
  report_.add({"memory in catch-up, mirror, peak",
               static_cast<double>(be_.peak_memory_bytes()) / 1e6, "MB", 0, "", 400, true});
  if (log_of(fr_, "FR")["root"] != log_of(be_, "FR")["root"]) give_up("the roots differ");
}

void Federation::memory_and_disk() {
  std::this_thread::sleep_for(std::chrono::seconds(3));
  report_.add({"memory at rest, origin", static_cast<double>(fr_.memory_bytes()) / 1e6, "MB", 0, "",
               150, true});
  report_.add({"memory at rest, mirror", static_cast<double>(be_.memory_bytes()) / 1e6, "MB", 0, "",
               150, true});
  report_.add({"disk, mirror", static_cast<double>(be_.disk_bytes()) / static_cast<double>(size_),
               "B/record", 0, "", 1500, true});
}

void Federation::resync() {
  be_.stop();
  const auto start = Clock::now();
  be_.start();
  for (;;) {
    const Json log = log_of(be_, "FR");
    if (log.value("state", "") == "live") break;
    if (seconds_since(start) > 60) give_up("the mirror does not become live again");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  report_.add(
      {"resynchronise equal nodes after a restart", seconds_since(start), "s", 0, "", 1, true});
  const Json counters = be_.call({{"op", "status"}})["counters"];
  report_.add({"contents moved by that", counters["contents_applied"].get<double>(), "records"});
  report_.add({"memory at rest, mirror, after the restart",
               static_cast<double>(be_.memory_bytes()) / 1e6, "MB", 0, "", 150, true});
}

void Federation::streaming() {
  constexpr int kBatches = 60;
  std::vector<Prepared> prepared;
  for (int i = 0; i < kBatches; ++i)
    prepared.push_back(prepare(size_ + static_cast<std::uint64_t>(i) * kBatch, kBatch));
  std::atomic<std::size_t> next{0};
  const auto start = Clock::now();
  const auto work = [&] {
    auto channel = fr_.connect();
    for (std::size_t i = next++; i < prepared.size(); i = next++) {
      request(channel, std::move(prepared[i].request), prepared[i].blob);
    }
  };
  std::thread other(work);
  work();
  other.join();
  size_ += kBatches * kBatch;
  await_mirror(be_, "FR", size_);
  report_.add({"streaming, commits of 1000, durable at both",
               static_cast<double>(kBatches * kBatch) / seconds_since(start), "records/s", 0, "",
               20'000});
}

// Limit and work take turns in short rounds, so that both see the same machine; what is reported is
// the round with the median ratio.
struct Round {
  double value = 0;
  double limit = 0;
};

Round median_of(std::vector<Round> rounds) {
  std::sort(rounds.begin(), rounds.end(),
            [](const Round& a, const Round& b) { return a.value * b.limit < b.value * a.limit; });
  return rounds[rounds.size() / 2];
}

constexpr int kRounds = 5;

// Commits of one record each by so many callers at once; records per second.
double Federation::commit_singles(int callers, int each) {
  std::vector<std::vector<Prepared>> prepared(static_cast<std::size_t>(callers));
  for (auto& list : prepared) {
    for (int i = 0; i < each; ++i) list.push_back(prepare(size_++, 1));
  }
  const auto start = Clock::now();
  std::vector<std::thread> threads;
  for (auto& list : prepared) {
    threads.emplace_back([&] {
      auto channel = fr_.connect();
      for (auto& p : list) request(channel, std::move(p.request), p.blob);
    });
  }
  for (auto& thread : threads) thread.join();
  const double rate = callers * each / seconds_since(start);
  await_mirror(be_, "FR", size_);
  return rate;
}

void Federation::singles() {
  const int each = options_.singles / kRounds;
  std::vector<Round> alone;
  std::vector<Round> together;
  double fr_cpu = 0;
  double be_cpu = 0;
  for (int i = 0; i < kRounds; ++i) {
    const double limit = fdatasync_times(options_.directory, each).per_second;
    fr_cpu -= fr_.cpu_seconds();
    be_cpu -= be_.cpu_seconds();
    alone.push_back({commit_singles(1, each), limit});
    fr_cpu += fr_.cpu_seconds();
    be_cpu += be_.cpu_seconds();
    together.push_back({commit_singles(8, each / 2), alone.back().value});
  }
  const double us = 1e6 / (kRounds * each);
  const Round one = median_of(alone);
  const Round eight = median_of(together);
  report_.add({"commits of 1, one writer", one.value, "records/s", one.limit,
               "append 4 KB and fdatasync", 0, false, 0.5});
  report_.add({"commits of 1, CPU at the origin", us * fr_cpu, "us/record"});
  report_.add({"commits of 1, CPU at the mirror", us * be_cpu, "us/record"});
  report_.add({"commits of 1, 8 writers", eight.value, "records/s", eight.limit, "one writer", 0,
               false, 3});
}

// So many commits at kRate a second: the milliseconds from each submission until an observer at the
// mirror is told that it is durable there.
Latencies Federation::lags(int count) {
  std::vector<Prepared> prepared;
  for (int i = 0; i < count; ++i) {
    prepared.push_back(prepare(size_ + static_cast<std::uint64_t>(i), 1));
  }
  std::vector<Clock::time_point> submitted(static_cast<std::size_t>(count));
  std::vector<Clock::time_point> durable(static_cast<std::size_t>(count));
  std::thread observer([&] {
    auto channel = be_.connect();
    for (std::size_t i = 0; i < durable.size(); ++i) {
      request(
          channel,
          {{"op", "await"}, {"origin", "FR"}, {"size", size_ + i + 1}, {"timeout_seconds", 60}});
      durable[i] = Clock::now();
    }
  });
  // Two callers, so that a slow commit does not hold up the clock.
  const auto start = Clock::now();
  std::atomic<std::size_t> next{0};
  const auto caller = [&] {
    auto channel = fr_.connect();
    for (std::size_t i = next++; i < submitted.size(); i = next++) {
      std::this_thread::sleep_until(start + std::chrono::microseconds(i * 1'000'000 / kRate));
      submitted[i] = Clock::now();
      request(channel, std::move(prepared[i].request), prepared[i].blob);
    }
  };
  std::thread other(caller);
  caller();
  other.join();
  observer.join();
  size_ += static_cast<std::uint64_t>(count);
  std::vector<double> ms;
  for (std::size_t i = 0; i < durable.size(); ++i) {
    ms.push_back(std::chrono::duration<double, std::milli>(durable[i] - submitted[i]).count());
  }
  return latencies_of(std::move(ms));
}

void Federation::lag() {
  std::vector<Round> p50;
  std::vector<Round> p99;
  Latencies disk;
  Latencies net;
  for (int i = 0; i < kRounds; ++i) {
    disk = fdatasync_times(options_.directory, 2 * kRate, kRate);
    net = round_trips(2 * kRate, kRate);
    const Latencies lag = lags(options_.lag_seconds * kRate / kRounds);
    p50.push_back({lag.p50_ms, 2 * disk.p50_ms + net.p50_ms});
    p99.push_back({lag.p99_ms, 2 * disk.p99_ms + net.p99_ms});
  }
  report_.add({"limit: fdatasync p50, 500/s, last round", disk.p50_ms, "ms"});
  report_.add({"limit: fdatasync p99, 500/s, last round", disk.p99_ms, "ms"});
  report_.add({"limit: round trip p50, 500/s, last round", net.p50_ms, "ms"});
  report_.add({"limit: round trip p99, 500/s, last round", net.p99_ms, "ms"});
  const Round middle = median_of(p50);
  const Round tail = median_of(p99);
  report_.add({"lag at 500/s, submitted to durable at peer, p50", middle.value, "ms", middle.limit,
               "2 fdatasync + 1 round trip, p50", 0, true, 1.5});
  report_.add({"lag at 500/s, submitted to durable at peer, p99", tail.value, "ms", tail.limit,
               "2 fdatasync + 1 round trip, p99", 0, true, 3});
}

}  // namespace

void run_federation(const BenchOptions& options, BenchReport& report) {
  Federation(options, report).run();
}

}  // namespace rednode::bench
