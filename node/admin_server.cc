#include "node/admin_server.h"

#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <list>
#include <thread>

#include "base/limits.h"
#include "node/admin_channel.h"
#include "node/admin_ops.h"

namespace rednode::node {
namespace {

base::Error system_error(const std::string& what) {
  return base::unavailable(what + ": " + std::strerror(errno));
}

// A socket file that nobody listens on was left behind by a crash and is taken away.
base::Status clear_way(const std::string& path) {
  struct stat info{};
  if (lstat(path.c_str(), &info) != 0) return {};
  if (!S_ISSOCK(info.st_mode)) return base::invalid(path + " is in the way of the admin socket");
  if (AdminChannel::connect(path).ok()) {
    return base::unavailable("another rednoded answers on " + path);
  }
  if (unlink(path.c_str()) != 0) return system_error("cannot remove the old socket " + path);
  return {};
}

base::Status set_owner(const std::string& path, const std::string& group) {
  if (chmod(path.c_str(), 0660) != 0) return system_error("cannot set the rights of " + path);
  if (group.empty()) return {};
  const ::group* entry = getgrnam(group.c_str());
  if (entry == nullptr) return base::invalid("admin.group: there is no group " + group);
  if (chown(path.c_str(), static_cast<uid_t>(-1), entry->gr_gid) != 0) {
    return system_error("cannot give " + path + " to the group " + group);
  }
  return {};
}

base::Result<int> listen_on(const std::string& path, const std::string& group) {
  REDNODE_CHECK(clear_way(path));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return base::invalid("admin.socket: the path is too long");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return system_error("no socket");
  const mode_t before = umask(0177);  // closed to all others from its first moment
  const int bound = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  umask(before);
  if (bound != 0 || listen(fd, 16) != 0) {
    const auto error = system_error("cannot listen on " + path);
    close(fd);
    return error;
  }
  if (const auto status = set_owner(path, group); !status.ok()) {
    close(fd);
    return status.error();
  }
  return fd;
}

struct Session {
  explicit Session(int fd) : channel(fd) {}
  AdminChannel channel;
  std::thread thread;
  std::atomic<bool> done{false};
};

}  // namespace

struct AdminServer::Impl {
  explicit Impl(AdminContext& c) : context(c) {}

  void accept_all();
  void serve(Session& session);
  void reap();

  AdminContext& context;
  int listener = -1;
  std::thread acceptor;
  std::mutex mutex;
  std::list<Session> sessions;  // protected by mutex
  std::atomic<bool> stopping{false};
};

void AdminServer::Impl::accept_all() {
  while (!stopping) {
    const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) {
      if (stopping || (errno != EINTR && errno != ECONNABORTED && errno != EMFILE)) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      continue;
    }
    const std::lock_guard lock(mutex);
    reap();
    if (sessions.size() >= base::limits::kAdminConnectionsMax) {
      close(fd);
      context.logger.warn("admin-refused", {{"cause", "too many connections"}});
      continue;
    }
    Session& session = sessions.emplace_back(fd);
    session.thread = std::thread([this, &session] { serve(session); });
  }
}

void AdminServer::Impl::reap() {
  for (auto at = sessions.begin(); at != sessions.end();) {
    if (!at->done) {
      ++at;
      continue;
    }
    at->thread.join();
    at = sessions.erase(at);
  }
}

void AdminServer::Impl::serve(Session& session) {
  for (;;) {
    auto message = session.channel.receive();
    if (!message.ok()) {
      static_cast<void>(session.channel.send(error_message(message.error())));
      break;
    }
    if (!message->has_value()) break;
    const auto status = run_admin_op(context, **message, [&](AdminMessage answer) {
      return session.channel.send(std::move(answer));
    });
    if (!status.ok()) break;  // the client is gone
  }
  session.channel.shut_down();
  session.done = true;
}

AdminServer::AdminServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

base::Result<std::unique_ptr<AdminServer>> AdminServer::start(AdminContext& context) {
  auto impl = std::make_unique<Impl>(context);
  REDNODE_TRY(impl->listener, listen_on(context.config.admin_socket, context.config.admin_group));
  impl->acceptor = std::thread([i = impl.get()] { i->accept_all(); });
  return std::unique_ptr<AdminServer>(new AdminServer(std::move(impl)));
}

AdminServer::~AdminServer() {
  stop();
}

void AdminServer::stop() {
  if (impl_->stopping.exchange(true)) return;
  ::shutdown(impl_->listener, SHUT_RDWR);
  impl_->acceptor.join();
  close(impl_->listener);
  unlink(impl_->context.config.admin_socket.c_str());
  const std::lock_guard lock(impl_->mutex);
  for (Session& session : impl_->sessions) session.channel.shut_down();
  for (Session& session : impl_->sessions) session.thread.join();
  impl_->sessions.clear();
}

}  // namespace rednode::node
