#include "node/daemon.h"

#include <signal.h>
#include <sys/resource.h>

#include <cstdio>
#include <filesystem>
#include <thread>

#include "node/admin_server.h"
#include "node/engine_loop.h"
#include "node/http/http_service.h"
#include "node/key_watch.h"
#include "node/keyfile.h"
#include "node/node_store.h"
#include "node/peer_directory.h"
#include "node/passphrase.h"
#include "node/roster_keeper.h"
#include "node/status.h"
#include "node/systemd.h"
#include "node/upkeep.h"
#include "peers/zmq_transport.h"
#include "storage/rocks_store.h"

namespace rednode::node {
namespace {

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

storage::Interest interest_of(const Config& config) {
  const auto& categories = config.subscribed_categories;
  return {config.origin, {categories.begin(), categories.end()}};
}

// Everything of a running node, in the order in which it is built; destroyed in the opposite order.
struct Node {
  Node(const Config& c, base::Logger& l, const base::Clock& k) : config(c), logger(l), clock(k) {}

  base::Status open();
  base::Status start();
  base::Status settle_log_key();

  const Config& config;
  base::Logger& logger;
  const base::Clock& clock;
  base::Secret passphrase;
  std::optional<NodeKeys> keys;
  std::unique_ptr<storage::RocksStore> store;
  peers::Directory directory;
  std::unique_ptr<peers::Engine> engine;
  std::unique_ptr<peers::ZmqTransport> transport;
  std::unique_ptr<EngineLoop> loop;
  std::unique_ptr<AdminContext> context;
  std::unique_ptr<AdminServer> admin;
  std::unique_ptr<HttpService> http;
};

base::Status Node::open() {
  REDNODE_TRY(passphrase, passphrase_of(config));
  REDNODE_TRY(keys, read_keys(config.keys_directory, passphrase));
  storage::RocksOptions options;
  options.block_cache_bytes = config.cache_bytes;
  options.write_buffer_bytes = config.write_buffer_bytes;
  REDNODE_TRY(store, storage::RocksStore::open(config.data_directory, options));
  // An empty store beside keys that were made elsewhere may be one that was lost.
  const auto mark = std::filesystem::path(config.keys_directory) / kFreshMark;
  std::error_code ignored;
  REDNODE_CHECK(claim_store(*store, config.origin, std::filesystem::exists(mark, ignored)));
  std::filesystem::remove(mark, ignored);
  REDNODE_TRY(directory, read_directory(config, *store));
  peers::EngineOptions engine_options;
  engine_options.origin = config.origin;
  engine_options.stale_after = std::chrono::seconds(config.freshness.usual.stale_after_seconds);
  for (const auto& [origin, rule] : config.freshness.of) {
    engine_options.stale_after_of[origin] = std::chrono::seconds(rule.stale_after_seconds);
  }
  engine_options.interest = interest_of(config);
  REDNODE_CHECK(storage::follow_interest(*store, engine_options.interest));
  engine_options.key_overlap = std::chrono::hours(24 * config.key_overlap_days);
  REDNODE_TRY(engine_options.fresh, was_made_fresh(*store));
  REDNODE_TRY(engine, peers::Engine::create(engine_options, *store, keys->all_logs(), directory,
                                            base::Random(base::system_seed()), clock.now()));
  return settle_log_key();
}

// The log says which key signs. Where the machine stopped between that and the change of the file,
// the file follows now.
base::Status Node::settle_log_key() {
  const storage::LogState* log = engine->logs().find(config.origin);
  if (log == nullptr || log->rotations.empty()) return {};
  for (const base::SigningKey& key : keys->other_logs) {
    const auto verifier = schema::NoteVerifier::create(
        config.origin, schema::SignatureType::kEd25519, key.public_key());
    if (!verifier.ok() || verifier->vkey() != log->rotations.back().change.new_key) continue;
    logger.info("key-file-changed", {{"key", verifier->vkey()}});
    REDNODE_CHECK(promote_log_key(config.keys_directory, key));
    REDNODE_TRY(keys, read_keys(config.keys_directory, passphrase));
    return {};
  }
  return {};
}

base::Status Node::start() {
  REDNODE_TRY(transport,
              peers::ZmqTransport::create(
                  {config.origin, keys->curve, config.feed_bind, config.exchange_bind}, directory));
  // An authenticator that does not work lets everybody in, and nothing else would show it.
  REDNODE_CHECK(transport->prove_closed());
  loop = std::make_unique<EngineLoop>(*engine, *transport, *store, clock, logger);
  context.reset(new AdminContext{config,
                                 *store,
                                 *loop,
                                 clock,
                                 logger,
                                 clock.now().mono,
                                 [this](const std::string& to) { return store->copy_to(to); },
                                 LogViews(*store),
                                 {},
                                 {},
                                 {},
                                 {},
                                 *keys,
                                 passphrase,
                                 [this](const peers::CurvePair& pair) {
                                   return loop->between_turns(
                                       [&] { return transport->use_keys(pair); });
                                 }});
  REDNODE_TRY(admin, AdminServer::start(*context));
  if (!config.http_listen.empty()) {
    REDNODE_TRY(http, HttpService::start(*context));
  }
  return {};
}

void reload(Node& node) {
  notify_service_manager("RELOADING=1");
  const std::lock_guard lock(node.context->peers_mutex);
  const auto config = read_config(node.config.file);
  auto directory = read_directory(node.config, *node.store);
  if (!config.ok() || !config->ok() || !directory.ok()) {
    std::string cause = !config.ok() ? config.error().message : describe(*config);
    if (!directory.ok()) cause = directory.error().message;
    node.logger.error("reload-refused", {{"cause", cause}});
  } else {
    const auto done = node.loop->call(peers::SetDirectory{std::move(*directory)});
    if (done.ok()) node.logger.info("reloaded", {{"peers", node.config.peers_directory}});
  }
  notify_service_manager("READY=1");
}

int fail(base::Logger& logger, const char* event, const base::Error& error) {
  logger.error(event, {{"cause", error.message}});
  std::fprintf(stderr, "rednoded: %s\n", error.message.c_str());
  return 1;
}

// Readers over HTTP come on top of the store's files and the peers' sockets.
void allow_descriptors() {
  constexpr rlim_t kWanted = 65'536;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kWanted) return;
  limit.rlim_cur = std::min(kWanted, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Waits for signals until one says stop, or until the engine's thread has ended by itself.
void wait_for_stop(Node& node, const std::atomic<bool>& ended) {
  const sigset_t set = handled_signals();
  KeyWatch watch(*node.context);
  RosterKeeper roster(*node.context);
  if (const auto told = roster.start(); !told.ok()) {
    node.logger.error("roster-not-read", {{"cause", told.error().message}});
  }
  while (!ended) {
    watch.look();
    roster.look();
    const timespec patience{0, 200'000'000};
    const int signal = sigtimedwait(&set, nullptr, &patience);
    if (signal == SIGHUP) reload(node);
    if (signal == SIGINT || signal == SIGTERM) {
      node.logger.info("stopping", {{"signal", signal == SIGINT ? "SIGINT" : "SIGTERM"}});
      return;
    }
  }
}

}  // namespace

int run_daemon(const Config& config) {
  const base::SystemClock clock;
  base::Logger logger(clock, stderr, config.log_level, logs_go_to_journal());
  // Threads inherit the mask, so signals come to this one alone.
  const sigset_t set = handled_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);  // a core file would hold the keys
  allow_descriptors();
  logger.info("starting",
              {{"origin", config.origin}, {"version", version()}, {"config", config.file}});
  Node node(config, logger, clock);
  if (const auto status = node.open(); !status.ok())
    return fail(logger, "cannot-open", status.error());
  if (const auto status = node.start(); !status.ok())
    return fail(logger, "cannot-start", status.error());
  base::Status result;
  std::atomic<bool> ended{false};
  std::thread engine([&] {
    result = node.loop->run();
    ended = true;
  });
  logger.info("ready", {{"feed", node.transport->feed_endpoint()},
                        {"exchange", node.transport->exchange_endpoint()},
                        {"admin", config.admin_socket},
                        {"http", config.http_listen.empty() ? "off" : config.http_listen}});
  notify_service_manager("READY=1\nSTATUS=running");
  {
    const Upkeep upkeep(*node.context);
    wait_for_stop(node, ended);
  }
  notify_service_manager("STOPPING=1");
  if (node.http != nullptr) node.http->stop();
  node.loop->stop();
  engine.join();
  node.admin->stop();
  if (!result.ok()) return fail(logger, "stopped-by-error", result.error());
  logger.info("stopped");
  return 0;
}

}  // namespace rednode::node
