#include "node/ctl/stale_catalogues.h"

namespace rednode::node {

base::Result<Json> tell_of_stale(AdminClient& daemon, const std::string& origin, bool stale,
                                 Output& out) {
  Json left_out = Json::array();
  Json members = Json::object();
  if (!origin.empty()) members["origin"] = origin;
  const auto answer = daemon.call(
      "freshness", std::move(members), {}, [&](const Json& item, base::Bytes&&) -> base::Status {
        const bool rejected = text_member(item, "policy") == "reject" && !stale;
        if (rejected && !origin.empty()) return {};  // the answer itself says so
        if (rejected) left_out.push_back(item["origin"]);
        const std::string when = text_member(item, "signed");
        out.note("the catalogue of " + text_member(item, "origin") + " is " +
                 text_member(item, "state", "unknown") + ": " +
                 (when.empty() ? "it is not known when it was signed last"
                               : "it was signed last on " + when) +
                 (rejected ? "; left out by freshness.stale, read it with --stale" : ""));
        return {};
      });
  if (!answer.ok()) return answer.error();
  return left_out;
}

}  // namespace rednode::node
