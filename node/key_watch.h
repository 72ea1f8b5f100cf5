// KeyWatch: writes down what the logs of the peers say of their keys, on the peers' cards, so that
// redctl can verify, without the daemon, what a new key signed; and tells the operator.
//
// Thread rule: one thread, that of main().
#pragma once

#include "node/admin_server.h"

namespace rednode::node {

class KeyWatch {
 public:
  // The context must outlive the object.
  explicit KeyWatch(AdminContext& context) : context_(context) {}

  // Looks once a second, however often it is called.
  void look();

 private:
  void look_at(const peers::LogReport& log);

  AdminContext& context_;
  base::MonoTime next_;
  std::map<std::string, std::size_t> written_;  // changes on the card of each peer
};

}  // namespace rednode::node
