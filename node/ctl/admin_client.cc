#include "node/ctl/admin_client.h"

#include <array>

namespace rednode::node {
namespace {

base::Error error_from(const Json& json) {
  constexpr std::array kCodes = {base::Code::kInvalid,      base::Code::kNotFound,
                                 base::Code::kUnauthorised, base::Code::kConflict,
                                 base::Code::kUnavailable,  base::Code::kExhausted,
                                 base::Code::kCorrupt};
  const std::string name = text_member(json, "code");
  const std::string message =
      text_member(json, "message", "the daemon refused, and did not say why");
  for (const base::Code code : kCodes) {
    if (name == base::code_name(code)) return {code, message};
  }
  return base::invalid(message);
}

}  // namespace

base::Result<AdminClient> AdminClient::connect(const std::string& socket) {
  REDNODE_TRY(auto channel, AdminChannel::connect(socket));
  return AdminClient(std::move(channel));
}

base::Error AdminClient::gone(const base::Error& error) {
  lost_ = true;
  return base::unavailable("the daemon went away (" + error.message +
                           "): see its log, and try again when it runs");
}

base::Result<AdminClient::Answer> AdminClient::call(const std::string& op, Json members,
                                                    base::Bytes blob, const OnItem& on_item) {
  refused_ = false;
  members["op"] = op;
  if (auto sent = channel_->send({std::move(members), std::move(blob)}); !sent.ok()) {
    return gone(sent.error());
  }
  base::Status items;
  for (;;) {
    auto message = channel_->receive();
    if (!message.ok()) return gone(message.error());
    if (!message->has_value()) return gone(base::unavailable("it closed the connection"));
    Json& json = (*message)->json;
    if (const auto item = json.find("item"); item != json.end()) {
      if (on_item && items.ok()) items = on_item(*item, std::move((*message)->blob));
      continue;
    }
    if (const auto error = json.find("error"); error != json.end()) {
      refused_ = true;
      return error_from(*error);
    }
    const auto ok = json.find("ok");
    if (ok == json.end()) return base::invalid("the daemon's answer is none: versions differ?");
    REDNODE_CHECK(items);
    return Answer{std::move(*ok), std::move((*message)->blob)};
  }
}

base::Status for_each_record(AdminClient& daemon, Json members,
                             const AdminClient::OnItem& on_record) {
  // A page is small enough that stopping early costs little, and large enough that asking is free.
  constexpr std::uint64_t kPage = 4'096;
  members["limit"] = kPage;
  for (;;) {
    Json last;
    REDNODE_TRY(const auto answer,
                daemon.call("records", members, {}, [&](const Json& item, base::Bytes&& blob) {
                  last = {{"origin", text_member(item, "origin")},
                          {"iri", text_member(item, "iri")}};
                  return on_record(item, std::move(blob));
                }));
    if (!flag_member(answer.ok, "more") || last.is_null()) return {};
    members["after"] = std::move(last);
  }
}

std::string text_member(const Json& json, const char* name, const std::string& otherwise) {
  if (!json.is_object()) return otherwise;
  const auto at = json.find(name);
  return at != json.end() && at->is_string() ? at->get<std::string>() : otherwise;
}

std::uint64_t number_member(const Json& json, const char* name, std::uint64_t otherwise) {
  if (!json.is_object()) return otherwise;
  const auto at = json.find(name);
  return at != json.end() && at->is_number_unsigned() ? at->get<std::uint64_t>() : otherwise;
}

bool flag_member(const Json& json, const char* name) {
  if (!json.is_object()) return false;
  const auto at = json.find(name);
  return at != json.end() && at->is_boolean() && at->get<bool>();
}

Json list_member(const Json& json, const char* name) {
  if (!json.is_object()) return Json::array();
  const auto at = json.find(name);
  return at != json.end() && at->is_array() ? *at : Json::array();
}

}  // namespace rednode::node
