// KeyWatch: writes down what the logs of the peers say of their keys, on the peers' cards, so that
// redctl can verify, without the daemon, what a new key signed; and tells the operator, also of
// keys whose day is near.
//
// Thread rule: one thread, that of main().
#pragma once

#include "node/admin_server.h"
#include "node/key_days.h"

namespace rednode::node {

class KeyWatch {
 public:
  // The context must outlive the object.
  explicit KeyWatch(AdminContext& context) : context_(context) {}

  // Looks once a second, however often it is called.
  void look();

 private:
  void look_at(const peers::LogReport& log);
  void look_at_days(const peers::Report& report, base::UnixTime now);

  AdminContext& context_;
  base::MonoTime next_;
  std::map<std::string, std::size_t> written_;  // changes on the card of each peer
  KeyDayWatch days_;
  base::MonoTime next_days_;
};

}  // namespace rednode::node
