// AdminClient: one question to the daemon after the other, over its admin socket
// (docs/formats/admin.md).
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "node/admin_channel.h"
#include "node/json.h"

namespace rednode::node {

class AdminClient {
 public:
  // kUnavailable where no daemon listens; kUnauthorised where this user may not talk to it.
  static base::Result<AdminClient> connect(const std::string& socket);

  struct Answer {
    Json ok;
    base::Bytes blob;
  };
  // An error of the callback is what call() returns, once the answer has been read to its end.
  using OnItem = std::function<base::Status(const Json& item, base::Bytes&& blob)>;

  // Sends the operation with its members and waits for its last line. Errors: what the daemon
  // answered; kUnavailable with lost() where it went away.
  base::Result<Answer> call(const std::string& op, Json members = Json::object(),
                            base::Bytes blob = {}, const OnItem& on_item = {});

  // The connection ended in the middle: the daemon stopped, or crashed.
  bool lost() const { return lost_; }
  // The last call ended with an error that the daemon answered.
  bool refused() const { return refused_; }

 private:
  explicit AdminClient(AdminChannel channel)
      : channel_(std::make_unique<AdminChannel>(std::move(channel))) {}

  base::Error gone(const base::Error& error);

  std::unique_ptr<AdminChannel> channel_;
  bool lost_ = false;
  bool refused_ = false;
};

// The record as its description in docs/formats/admin.md ("records"), page after page until there
// is no more. `members` without "after".
base::Status for_each_record(AdminClient& daemon, Json members,
                             const AdminClient::OnItem& on_record);

// Members of a JSON object that may be absent, null, or of another type: then the alternative.
std::string text_member(const Json& json, const char* name, const std::string& otherwise = {});
std::uint64_t number_member(const Json& json, const char* name, std::uint64_t otherwise = 0);
bool flag_member(const Json& json, const char* name);
// A list, an empty one where there is none.
Json list_member(const Json& json, const char* name);

}  // namespace rednode::node
