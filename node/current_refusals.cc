#include "node/current_refusals.h"

#include <algorithm>

#include "base/limits.h"
#include "storage/logs.h"
#include "storage/receipts.h"

namespace rednode::node {

bool is_current(const storage::Reader& store, const std::string& origin,
                const schema::Receipt& receipt) {
  const auto state = storage::read_record(store, origin, receipt.iri);
  return state.ok() && state->has_value() && (*state)->live() &&
         (*state)->put_sequence == receipt.sequence;
}

std::optional<std::uint64_t> count_refused(const storage::Reader& store,
                                           const std::string& origin) {
  const auto receipts = storage::read_receipts(store, storage::Receipts::kOurs, origin, 0,
                                               base::limits::kReceiptsMax);
  if (!receipts.ok()) return std::nullopt;
  const auto current = [&](const auto& receipt) { return is_current(store, origin, receipt); };
  return static_cast<std::uint64_t>(std::count_if(receipts->begin(), receipts->end(), current));
}

}  // namespace rednode::node
