#include "node/update_json.h"

#include "base/log.h"

namespace rednode::node {

Json update_json(const schema::Update& update) {
  Json json = {{"sequence", update.sequence},
               {"time", base::to_rfc3339(base::UnixTime::from_milliseconds(update.time_ms))},
               {"kind", schema::kind_name(update.kind)},
               {"iri", update.iri},
               {"content_id", nullptr},
               {"content_size", nullptr},
               {"profile", nullptr},
               {"verdict", schema::verdict_name(update.verdict)},
               {"reason", nullptr}};
  if (update.kind == schema::UpdateKind::kPut) {
    json["content_id"] = base::to_hex(update.content_id);
    json["content_size"] = update.content_size;
  }
  if (!update.profile.empty()) json["profile"] = update.profile;
  if (!update.reason.empty()) json["reason"] = update.reason;
  if (update.erase) json["erase"] = true;
  if (!update.categories.empty()) json["categories"] = update.categories;
  return json;
}

}  // namespace rednode::node
