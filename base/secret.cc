#include "base/secret.h"

#include <openssl/crypto.h>

namespace rednode::base {

void wipe(std::string& text) {
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace rednode::base
