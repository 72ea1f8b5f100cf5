// The passphrase of the keys, from a file: [keys] passphrase_file, else systemd's credential
// rednode-passphrase (systemd.exec(5), LoadCredentialEncrypted=). Never from a command line or the
// environment, which other processes can read.
//
// It is the file's first line, without the newline.
//
// Thread rule: pure functions over files.
#pragma once

#include <string>

#include "base/secret.h"
#include "node/config.h"

namespace rednode::node {

// kNotFound where there is no file, kUnauthorised where others than its owner can read it, kInvalid
// where its first line is empty or too long.
base::Result<base::Secret> read_passphrase(const std::string& file);

// Of this node; empty where neither a file nor a credential is named. Errors as above.
base::Result<base::Secret> passphrase_of(const Config& config);

// kInvalid where it is too short for a new one.
base::Status check_new_passphrase(const base::Secret& passphrase);

}  // namespace rednode::node
