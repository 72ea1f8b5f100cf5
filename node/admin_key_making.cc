#include "node/admin_key_making.h"

#include "node/key_days.h"

namespace rednode::node {

base::Result<std::optional<base::UnixTime>> asked_key_day(const AdminCall& call) {
  REDNODE_TRY(const auto years, call.number_or("years", kKeyYearsDefault));
  if (years > kKeyYearsMax) {
    return base::invalid("years: a key is used for at most " + std::to_string(kKeyYearsMax) +
                         "; 0 sets no day");
  }
  return key_day_after(call.context.clock.now().wall, static_cast<int>(years));
}

base::Result<KeyMaking> making_like_the_present(const AdminContext& context,
                                                std::optional<base::UnixTime> expires) {
  REDNODE_TRY(const auto files, list_keys(context.config.keys_directory));
  if (!files[0].sealed) return KeyMaking{expires, {}};
  // Sealed under another passphrase, the new key could not be read at the next start.
  const auto readable = read_keys(context.config.keys_directory, context.passphrase);
  if (!readable.ok()) {
    return base::conflict("the keys were sealed anew since the daemon was started (" +
                          readable.error().message + "): restart it first");
  }
  return KeyMaking{expires, context.passphrase};
}

}  // namespace rednode::node
