#include "node/ctl/log_source.h"

#include <filesystem>
#include <memory>

#include "base/limits.h"
#include "node/ctl/http_client.h"
#include "node/ctl/text_file.h"

namespace rednode::node {

LogSource log_in_daemon(AdminClient& daemon, const std::string& origin) {
  return [&daemon, origin](const std::string& path) -> base::Result<base::Bytes> {
    REDNODE_TRY(auto answer, daemon.call("log_file", {{"origin", origin}, {"path", path}}));
    return std::move(answer.blob);
  };
}

LogSource log_in_folder(const std::string& directory) {
  return [directory](const std::string& path) -> base::Result<base::Bytes> {
    return read_text_file((std::filesystem::path(directory) / path).string(),
                          base::limits::kLogFileBytesMax);
  };
}

base::Result<LogSource> log_over_http(const std::string& url) {
  REDNODE_TRY(auto client, HttpClient::of(url));
  const auto shared = std::make_shared<HttpClient>(std::move(client));
  return LogSource([shared](const std::string& path) -> base::Result<base::Bytes> {
    return shared->get("/" + path, base::limits::kLogFileBytesMax);
  });
}

}  // namespace rednode::node
