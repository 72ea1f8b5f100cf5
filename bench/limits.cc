#include "bench/limits.h"

#include <fcntl.h>
#include <rocksdb/db.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>
#include <zmq.hpp>

#include "base/digest.h"
#include "base/random.h"
#include "bench/process.h"
#include "peers/curve.h"
#include "peers/zap.h"

namespace rednode::bench {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

base::BytesView view_of_key(const peers::CurveKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

struct Pair {
  peers::CurvePair server;
  peers::CurvePair client;
};

Pair make_pair() {
  return {*peers::generate_curve_pair(), *peers::generate_curve_pair()};
}

void serve(zmq::socket_t& socket, const Pair& pair, const std::string& address) {
  socket.set(zmq::sockopt::linger, -1);
  socket.set(zmq::sockopt::curve_server, true);
  socket.set(zmq::sockopt::curve_secretkey, view_of_key(pair.server.secret_key));
  socket.bind(address);
}

void join(zmq::socket_t& socket, const Pair& pair, const std::string& address) {
  socket.set(zmq::sockopt::linger, 0);
  socket.set(zmq::sockopt::curve_serverkey, view_of_key(pair.server.public_key));
  socket.set(zmq::sockopt::curve_publickey, view_of_key(pair.client.public_key));
  socket.set(zmq::sockopt::curve_secretkey, view_of_key(pair.client.secret_key));
  socket.connect(address);
}

// The child of a measurement: it must not run our destructors or flush our buffers.
template <typename Work>
pid_t in_child(const Work& work) {
  const pid_t pid = fork();
  if (pid == 0) {
    work();
    _exit(0);
  }
  return pid;
}

// Waits for the turn of the i-th event.
void keep_pace(Clock::time_point start, int i, int rate) {
  if (rate > 0)
    std::this_thread::sleep_until(start + std::chrono::microseconds(1'000'000LL * i / rate));
}

}  // namespace

Latencies latencies_of(std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  const auto at = [&](double q) {
    return ms[std::min(ms.size() - 1,
                       static_cast<std::size_t>(q * static_cast<double>(ms.size())))];
  };
  const double sum = std::accumulate(ms.begin(), ms.end(), 0.0);
  return {at(0.50), at(0.99), 1000.0 * static_cast<double>(ms.size()) / sum};
}

double curve_bytes_per_second(std::size_t message_bytes, std::size_t total_bytes) {
  const Pair pair = make_pair();
  const std::string address = "tcp://127.0.0.1:17391";
  const std::size_t count = total_bytes / message_bytes + 1;
  const pid_t publisher = in_child([&] {
    zmq::context_t context(1);
    zmq::socket_t socket(context, zmq::socket_type::xpub);
    socket.set(zmq::sockopt::xpub_nodrop, true);
    serve(socket, pair, address);
    zmq::message_t subscription;
    static_cast<void>(socket.recv(subscription));
    const std::string body(message_bytes, 'x');
    for (std::size_t i = 0; i < count;) {
      if (socket.send(zmq::buffer(body), zmq::send_flags::none).has_value()) ++i;
    }
    static_cast<void>(socket.recv(subscription));  // until the subscriber leaves
  });
  zmq::context_t context(1);
  zmq::socket_t socket(context, zmq::socket_type::sub);
  socket.set(zmq::sockopt::subscribe, "");
  join(socket, pair, address);
  zmq::message_t message;
  static_cast<void>(socket.recv(message));
  const auto start = Clock::now();
  for (std::size_t i = 1; i < count; ++i) static_cast<void>(socket.recv(message));
  const double took = seconds_since(start);
  socket.close();
  waitpid(publisher, nullptr, 0);
  return static_cast<double>((count - 1) * message_bytes) / took;
}

double rocksdb_records_per_second(const std::string& directory, std::size_t records,
                                  std::size_t batch_size, std::size_t content_bytes) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.write_buffer_size = 64 << 20;
  rocksdb::DB* raw = nullptr;
  if (!rocksdb::DB::Open(options, directory, &raw).ok()) give_up("cannot open " + directory);
  const std::unique_ptr<rocksdb::DB> db(raw);
  base::Random random(1);
  std::string content(content_bytes, 'x');
  for (char& c : content) c = static_cast<char>(random.next());
  const std::string update(200, 'u');
  const std::string state(80, 's');
  rocksdb::WriteOptions write;
  write.sync = true;
  const auto start = Clock::now();
  for (std::size_t i = 0; i < records;) {
    rocksdb::WriteBatch batch;
    for (std::size_t j = 0; j < batch_size && i < records; ++j, ++i) {
      const std::string number = std::to_string(100'000'000 + i);
      batch.Put("u" + number, update);
      batch.Put("c" + base::Bytes(base::sha256(number).view()), content);
      batch.Put("r" + std::string("https://data.example.org/dataset/") + number, state);
    }
    if (!db->Write(write, &batch).ok()) give_up("RocksDB does not write");
  }
  return static_cast<double>(records) / seconds_since(start);
}

Latencies fdatasync_times(const std::string& directory, int count, int rate) {
  const std::string path = directory + "/fdatasync";
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0) give_up("cannot write " + path);
  const std::string block(4096, 'x');
  std::vector<double> ms;
  const auto begin = Clock::now();
  for (int i = 0; i < count; ++i) {
    keep_pace(begin, i, rate);
    const auto start = Clock::now();
    if (write(fd, block.data(), block.size()) != 4096 || fdatasync(fd) != 0) give_up("fdatasync");
    ms.push_back(1000 * seconds_since(start));
  }
  close(fd);
  unlink(path.c_str());
  return latencies_of(std::move(ms));
}

Latencies round_trips(int count, int rate) {
  const Pair pair = make_pair();
  const std::string address = "tcp://127.0.0.1:17392";
  const pid_t server = in_child([&] {
    zmq::context_t context(1);
    zmq::socket_t socket(context, zmq::socket_type::router);
    serve(socket, pair, address);
    for (int i = 0; i < count; ++i) {
      zmq::message_t route;
      zmq::message_t body;
      static_cast<void>(socket.recv(route));
      static_cast<void>(socket.recv(body));
      socket.send(route, zmq::send_flags::sndmore);
      socket.send(body, zmq::send_flags::none);
    }
  });
  zmq::context_t context(1);
  zmq::socket_t socket(context, zmq::socket_type::dealer);
  join(socket, pair, address);
  const std::string body(256, 'x');
  std::vector<double> ms;
  zmq::message_t answer;
  const auto begin = Clock::now();
  for (int i = 0; i < count; ++i) {
    keep_pace(begin, i, rate);
    const auto start = Clock::now();
    socket.send(zmq::buffer(body), zmq::send_flags::none);
    static_cast<void>(socket.recv(answer));
    if (i > count / 10) ms.push_back(1000 * seconds_since(start));
  }
  waitpid(server, nullptr, 0);
  return latencies_of(std::move(ms));
}

}  // namespace rednode::bench
