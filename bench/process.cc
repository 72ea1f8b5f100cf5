#include "bench/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "node/card.h"
#include "node/config.h"
#include "node/keyfile.h"

namespace rednode::bench {
namespace fs = std::filesystem;

[[noreturn]] void give_up(const std::string& what) {
  std::fprintf(stderr, "bench: %s\n", what.c_str());
  std::exit(1);
}

Daemon::Daemon(std::string program, const std::string& root, std::string origin, int port)
    : program_(std::move(program)), directory_(root + "/" + origin), origin_(std::move(origin)) {
  fs::create_directories(directory_ + "/peers");
  std::ofstream(directory_ + "/rednode.toml") << node::example_config(origin_, "127.0.0.1", port);
  if (const auto keys = node::create_keys(directory_ + "/keys"); !keys.ok()) {
    give_up(keys.error().message);
  }
}

Daemon::~Daemon() {
  if (pid_ > 0) stop();
}

void Daemon::start() {
  const std::string config = directory_ + "/rednode.toml";
  const std::string log = directory_ + "/log";
  pid_ = fork();
  if (pid_ == 0) {
    const int fd = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(fd, 1);
    dup2(fd, 2);
    prctl(PR_SET_PDEATHSIG, SIGTERM);  // a benchmark that gives up leaves nothing behind
    execl(program_.c_str(), program_.c_str(), "--config", config.c_str(), nullptr);
    _exit(127);
  }
  for (int i = 0; i < 1000; ++i) {
    if (node::AdminChannel::connect(directory_ + "/admin.sock").ok()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  give_up(origin_ + " does not start; see " + log);
}

void Daemon::stop() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

node::AdminChannel Daemon::connect() const {
  auto channel = node::AdminChannel::connect(directory_ + "/admin.sock");
  if (!channel.ok()) give_up(channel.error().message);
  return std::move(*channel);
}

node::Json request(node::AdminChannel& channel, node::Json json, const base::Bytes& blob) {
  if (const auto sent = channel.send({std::move(json), blob}); !sent.ok()) {
    give_up(sent.error().message);
  }
  for (;;) {
    auto answer = channel.receive();
    if (!answer.ok() || !answer->has_value()) give_up("the daemon hung up");
    node::Json& line = (*answer)->json;
    if (line.contains("error")) give_up(node::to_line(line));
    if (line.contains("ok")) return line["ok"];
  }
}

node::Json Daemon::call(node::Json json, const base::Bytes& blob) const {
  auto channel = connect();
  return request(channel, std::move(json), blob);
}

std::string Daemon::config() const {
  return directory_ + "/rednode.toml";
}

std::string Daemon::card() const {
  return call({{"op", "peer_card"}})["card"].get<std::string>();
}

std::uint64_t Daemon::status_kilobytes(const char* field) const {
  std::ifstream in("/proc/" + std::to_string(pid_) + "/status");
  std::string line;
  while (std::getline(in, line)) {
    if (line.rfind(field, 0) == 0) return std::stoull(line.substr(line.find(':') + 1));
  }
  return 0;
}

std::uint64_t Daemon::memory_bytes() const {
  return status_kilobytes("VmRSS") << 10;
}
std::uint64_t Daemon::peak_memory_bytes() const {
  return status_kilobytes("VmHWM") << 10;
}
void Daemon::reset_peak() const {
  std::ofstream("/proc/" + std::to_string(pid_) + "/clear_refs") << "5";
}

double Daemon::cpu_seconds() const {
  std::ifstream in("/proc/" + std::to_string(pid_) + "/stat");
  std::string text((std::istreambuf_iterator<char>(in)), {});
  text = text.substr(text.rfind(')') + 2);
  std::uint64_t user = 0;
  std::uint64_t system = 0;
  std::sscanf(text.c_str(), "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
  return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::uint64_t Daemon::disk_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory_ + "/store")) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

}  // namespace rednode::bench
