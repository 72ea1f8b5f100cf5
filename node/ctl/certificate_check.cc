#include "node/ctl/certificate_check.h"

#include "base/log.h"
#include "peers/certificate.h"

namespace rednode::node {
namespace {

using Verdict = CheckList::Verdict;

std::string size_and_time(const peers::Holder& holder) {
  return "holds " + std::to_string(holder.size) + " entries, signed at " +
         base::to_rfc3339(base::UnixTime::from_seconds(holder.time_seconds));
}

}  // namespace

std::size_t check_certificate(const KnownKeys& keys, const std::string& text, CheckList& checks) {
  std::map<std::string, std::optional<schema::LogKeys>> known;
  const auto lookup = [&](const std::string& name) -> const schema::LogKeys* {
    const auto at = known.try_emplace(name, keys.keys(name)).first;
    return at->second.has_value() ? &*at->second : nullptr;
  };
  const auto certificate = peers::open_certificate(text, lookup);
  if (!certificate.ok()) {
    checks.wrong("certificate", certificate.error().message);
    return 0;
  }
  const schema::Checkpoint& whole = certificate->checkpoint.checkpoint;
  checks.fits("certificate", whole.origin + " signed " + std::to_string(whole.size) +
                                 " entries, root " + base::to_base64(whole.root.view()));
  std::size_t holders = 0;
  for (const peers::Holder& holder : certificate->holders) {
    const std::string check = "held by " + holder.origin;
    if (!holder.verified) {
      const bool unknown = lookup(holder.origin) == nullptr;
      checks.add(unknown ? Verdict::kNotChecked : Verdict::kWrong, check, holder.problem);
    } else if (holder.origin != whole.origin) {
      checks.fits(check, size_and_time(holder));
      if (holder.size == whole.size) ++holders;
    }
  }
  checks.fits("holders", std::to_string(holders) + " of " +
                             std::to_string(certificate->holders.size()) +
                             " hold exactly this log, besides its origin");
  return holders;
}

}  // namespace rednode::node
