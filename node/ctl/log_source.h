// Where the files of a log come from, as c2sp.org/tlog-tiles lays them out: "checkpoint",
// "tile/0/x001/234", "tile/entries/000.p/17". From the daemon, from a folder, or over HTTP.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <functional>
#include <string>

#include "node/ctl/admin_client.h"

namespace rednode::node {

// The octets of the file at a path. kNotFound where it is not there.
using LogSource = std::function<base::Result<base::Bytes>(const std::string& path)>;

// REQUIRES: the daemon outlives the source.
LogSource log_in_daemon(AdminClient& daemon, const std::string& origin);

LogSource log_in_folder(const std::string& directory);

// `url`: the prefix of the log, "http://host:7403/log/FR". kInvalid where it is none.
base::Result<LogSource> log_over_http(const std::string& url);

}  // namespace rednode::node
