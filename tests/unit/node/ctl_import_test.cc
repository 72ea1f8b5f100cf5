// The import's way to the daemon, against a small stand-in that speaks the admin protocol.

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

#include "base/digest.h"
#include "node/ctl/admin_client.h"
#include "node/ctl/document.h"
#include "node/ctl/import_run.h"
#include "node/ctl/import_target.h"
#include "tests/unit/node/temp_folder.h"
#include "tests/unit/test.h"

using namespace rednode::node;
namespace base = rednode::base;
namespace catalogue = rednode::catalogue;

namespace {

// Answers each request of one connection with what the handler says.
class StandIn {
 public:
  using Handler =
      std::function<std::vector<AdminMessage>(const Json& request, const base::Bytes& blob)>;

  explicit StandIn(Handler handler) : handler_(std::move(handler)) {
    char name[] = "/tmp/redctl-test-XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    folder_ = name;
    path_ = folder_ + "/admin.sock";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(listen(listener_, 4) == 0);
    thread_ = std::thread([this] { serve(); });
  }
  ~StandIn() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
    std::filesystem::remove_all(folder_);
  }

  const std::string& path() const { return path_; }
  std::vector<Json> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve() {
    const int fd = accept(listener_, nullptr, nullptr);
    if (fd < 0) return;
    AdminChannel channel(fd);
    for (;;) {
      auto message = channel.receive();
      if (!message.ok() || !message->has_value()) return;
      const Json& request = (*message)->json;
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      const auto answers = handler_(request, (*message)->blob);
      if (answers.empty()) return;  // as one that crashes
      for (const AdminMessage& answer : answers) {
        if (!channel.send(answer).ok()) return;
      }
    }
  }

  const Handler handler_;
  std::string folder_;
  std::string path_;
  int listener_ = -1;
  std::mutex mutex_;
  std::vector<Json> requests_;
  std::thread thread_;
};

AdminMessage line(const char* member, const Json& value) {
  AdminMessage message;
  message.json[member] = value;
  return message;
}

AdminMessage ok(const Json& json) {
  return line("ok", json);
}

// Appends every put whose IRI does not end in "bad".
std::vector<AdminMessage> accept_all(const Json& request, const base::Bytes&) {
  if (request["op"] != "submit") return {ok(Json::object())};
  Json outcomes = Json::array();
  for (const Json& change : request["changes"]) {
    const auto iri = change["iri"].get<std::string>();
    if (iri.size() > 3 && iri.substr(iri.size() - 3) == "bad") {
      outcomes.push_back({{"kind", "refused"}, {"message", "not wanted"}});
    } else {
      outcomes.push_back({{"kind", "appended"}, {"sequence", 1}});
    }
  }
  return {
      ok({{"outcomes", outcomes}, {"checkpoint", {{"origin", "FR"}, {"size", 7}, {"root", "r"}}}})};
}

AdminClient connect(const StandIn& daemon) {
  auto client = AdminClient::connect(daemon.path());
  REQUIRE(client.ok());
  return std::move(*client);
}

catalogue::RecordContent record(const std::string& iri, std::size_t bytes) {
  return {iri, base::Bytes(bytes, 'x'), 1, {3, 1}, {}};
}

const auto kSource = std::make_shared<const ImportSource>(ImportSource{"a.ttl", "/data/a.ttl"});

std::size_t submits(const std::vector<Json>& requests) {
  std::size_t count = 0;
  for (const Json& request : requests) count += request["op"] == "submit" ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("a call hands over items with their blobs, then the answer") {
  StandIn daemon([](const Json&, const base::Bytes&) -> std::vector<AdminMessage> {
    AdminMessage a = line("item", {{"iri", "a"}});
    a.blob = "x\ny";
    return {a, line("item", {{"iri", "b"}}), line("ok", {{"more", false}})};
  });
  AdminClient client = connect(daemon);
  std::string seen;
  const auto answer =
      client.call("records", Json::object(), {}, [&](const Json& item, base::Bytes&& b) {
        seen += text_member(item, "iri") + "=" + b + ";";
        return base::Status();
      });
  REQUIRE(answer.ok());
  CHECK(seen == "a=x\ny;b=;");
  CHECK_FALSE(client.lost());
}

TEST_CASE("an error of the daemon keeps its code, and a daemon that goes away is told apart") {
  StandIn daemon([](const Json& request, const base::Bytes&) -> std::vector<AdminMessage> {
    if (request["op"] == "crash") return {};
    return {line("error", {{"code", "conflict"}, {"message", "no"}})};
  });
  AdminClient client = connect(daemon);
  const auto refused = client.call("x");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == base::Code::kConflict);
  CHECK(client.refused());
  CHECK_FALSE(client.lost());
  CHECK_FALSE(client.call("crash").ok());
  CHECK(client.lost());
  CHECK_FALSE(client.refused());
}

TEST_CASE("pages are asked for until there is no more") {
  StandIn daemon([](const Json& request, const base::Bytes&) -> std::vector<AdminMessage> {
    const bool second = request.contains("after");
    CHECK((!second || request["after"]["iri"] == "a"));
    return {line("item", {{"origin", "FR"}, {"iri", second ? "b" : "a"}}), ok({{"more", !second}})};
  });
  AdminClient client = connect(daemon);
  std::string seen;
  CHECK(for_each_record(client, Json::object(), [&](const Json& item, base::Bytes&&) {
          seen += text_member(item, "iri");
          return base::Status();
        }).ok());
  CHECK(seen == "ab");
}

TEST_CASE("records are submitted in bounded batches, and the last one asks for cosignatures") {
  StandIn daemon(accept_all);
  AdminClient client = connect(daemon);
  ImportReport report;
  const auto target = make_submit_target({&client}, true);
  CHECK(target->begin(kSource).ok());
  for (int i = 0; i < 2'500; ++i) {
    REQUIRE(target->put(kSource, record("http://x/" + std::to_string(i), 10), {}).ok());
  }
  REQUIRE(target->finish(report).ok());
  CHECK(report.put == 2'500);
  CHECK(report.checkpoint["size"] == 7);
  const auto requests = daemon.requests();
  CHECK(requests.front()["op"] == "quarantine_begin");
  CHECK(requests.front()["source"] == "/data/a.ttl");
  CHECK(submits(requests) == 3);
  CHECK(requests.back()["cosign_now"] == true);
  CHECK(requests[1]["cosign_now"] == false);
  CHECK(requests[1]["changes"].size() == 1'024);
}

TEST_CASE("unchanged records that are judged otherwise now are counted, and told") {
  StandIn daemon([](const Json& request, const base::Bytes&) -> std::vector<AdminMessage> {
    Json outcomes = Json::array();
    for (std::size_t i = 0; i < request["changes"].size(); ++i) {
      outcomes.push_back({{"kind", "unchanged"}, {"sequence", i}});
      if (i > 0) outcomes.back()["judged_otherwise"] = true;
    }
    return {ok({{"outcomes", outcomes}})};
  });
  AdminClient client = connect(daemon);
  ImportReport report;
  const auto target = make_submit_target({&client}, false);
  for (int i = 0; i < 3; ++i) {
    const RecordVerdict verdict{"p/2/all", "conforms"};
    REQUIRE(target->put(kSource, record("http://x/" + std::to_string(i), 5), RecordVerdict(verdict))
                .ok());
  }
  REQUIRE(target->finish(report).ok());
  CHECK(report.unchanged == 3);
  CHECK(report.judged_otherwise == 2);
  CHECK(report_json(report)["judged_otherwise"] == 2);
  CHECK(report_text(report).find("redctl record rejudge") != std::string::npos);
  CHECK(daemon.requests().back()["changes"][0]["profile"] == "p/2/all");
}

TEST_CASE("a batch has at most 4 MiB of contents") {
  StandIn daemon(accept_all);
  AdminClient client = connect(daemon);
  ImportReport report;
  const auto target = make_submit_target({&client}, false);
  for (int i = 0; i < 9; ++i) {
    REQUIRE(target->put(kSource, record("http://x/" + std::to_string(i), 1 << 20), {}).ok());
  }
  REQUIRE(target->finish(report).ok());
  CHECK(report.put == 9);
  for (const Json& request : daemon.requests())
    CHECK(request["blob"].get<std::size_t>() <= 4u << 20);
}

TEST_CASE("a record that the node refuses goes to quarantine and stops nothing") {
  StandIn daemon(accept_all);
  AdminClient client = connect(daemon);
  ImportReport report;
  const auto target = make_submit_target({&client}, false);
  CHECK(target->put(kSource, record("http://x/good", 5), {}).ok());
  CHECK(target->put(kSource, record("http://x/bad", 5), {}).ok());
  REQUIRE(target->finish(report).ok());
  CHECK(report.put == 1);
  CHECK(report.quarantined == 1);
  REQUIRE(report.errors.size() == 1);
  CHECK(report.errors[0].record == "http://x/bad");
  CHECK(report.errors[0].file == "a.ttl");
  CHECK(report.errors[0].line == 3);
  const Json kept = daemon.requests().back();
  CHECK(kept["op"] == "quarantine_add");
  CHECK(kept["entries"][0]["source"] == "/data/a.ttl");
  CHECK(kept["entries"][0]["original"] == "xxxxx");
}

TEST_CASE("where the daemon goes away the import ends, with what was done before") {
  int submitted = 0;
  StandIn daemon([&](const Json& request, const base::Bytes& blob) -> std::vector<AdminMessage> {
    if (++submitted > 1) return {};
    return accept_all(request, blob);
  });
  AdminClient client = connect(daemon);
  ImportReport report;
  const auto target = make_submit_target({&client}, false);
  bool taken = true;
  for (int i = 0; i < 100'000 && taken; ++i) {
    taken = target->put(kSource, record("http://x/" + std::to_string(i), 10), {}).ok();
  }
  CHECK_FALSE(taken);
  CHECK_FALSE(target->finish(report).ok());
  CHECK(client.lost());
  CHECK(report.put == 1'024);
}

TEST_CASE("a dry run compares with what the catalogue holds, and writes nothing") {
  const base::Bytes held(5, 'x');
  StandIn daemon([&](const Json& request, const base::Bytes&) -> std::vector<AdminMessage> {
    if (request["iri"] == "http://x/unknown") {
      return {line("error", {{"code", "not-found"}, {"message", "no"}})};
    }
    const bool withdrawn = request["iri"] == "http://x/withdrawn";
    return {ok({{"status", withdrawn ? "withdrawn" : "live"},
                {"content_id", base::to_hex(base::sha256(held))},
                {"profile", "p/1/all"},
                {"verdict", "conforms"}})};
  });
  AdminClient client = connect(daemon);
  ImportReport report;
  const auto target = make_dry_run_target(&client, "FR");
  CHECK(target->put(kSource, record("http://x/same", 5), {}).ok());
  CHECK(target->put(kSource, record("http://x/changed", 6), {}).ok());
  CHECK(target->put(kSource, record("http://x/unknown", 5), {}).ok());
  CHECK(target->put(kSource, record("http://x/withdrawn", 5), {}).ok());
  for (const RecordVerdict& verdict :
       {RecordVerdict{"p/1/all", "conforms"}, RecordVerdict{"p/2/all", "conforms"},
        RecordVerdict{"p/1/all", "warnings"}}) {
    CHECK(target->put(kSource, record("http://x/same", 5), RecordVerdict(verdict)).ok());
  }
  CHECK(target->finish(report).ok());
  CHECK(report.unchanged == 4);
  CHECK(report.judged_otherwise == 2);
  CHECK(report.put == 3);
  for (const Json& request : daemon.requests()) CHECK(request["op"] == "record");
}

TEST_CASE("the report counts a record once, however many faults it has, and bounds its list") {
  ImportReport report;
  report.add_quarantined("http://x/1");
  report.add_quarantined("http://x/1");
  report.add_quarantined("");
  report.add_quarantined("");
  CHECK(report.quarantined == 3);
  for (std::size_t i = 0; i < ImportReport::kErrorsKept + 5; ++i) report.add_error({});
  CHECK(report.errors.size() == ImportReport::kErrorsKept);
  CHECK(report.errors_total == ImportReport::kErrorsKept + 5);
}

TEST_CASE("record names tell the first description from a second one") {
  RecordNames names;
  CHECK(names.put("http://x/1", 7) == 0);
  CHECK(names.put("http://x/1", 9) == 7);
  CHECK(names.put("http://x/2", 9) == 0);
  CHECK(names.contains("http://x/2"));
  CHECK_FALSE(names.contains("http://x/3"));
}

TEST_CASE("contexts are given as URL=FILE") {
  const TempFolder folder;
  folder.write("c.jsonld", "{}");
  const std::string file = folder.path("c.jsonld");
  const auto contexts = read_contexts({"http://c/?a=b=" + file});
  REQUIRE(contexts.ok());
  REQUIRE(contexts->size() == 1);
  CHECK(contexts->front().url == "http://c/?a=b");
  CHECK(contexts->front().document == "{}");
  CHECK_FALSE(read_contexts({file}).ok());
  CHECK_FALSE(read_contexts({"c=" + file}).ok());
  CHECK_FALSE(read_contexts({"http://c/=" + file + ".none"}).ok());
}
