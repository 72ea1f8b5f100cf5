// HeldLog: an origin's log in a store, with its signed checkpoint, as a node holds it.
#pragma once

#include <string>

#include "tests/unit/peers/support.h"

namespace rednode::test {

struct HeldLog : OriginLog {
  using OriginLog::OriginLog;

  // So many more records; the checkpoint over them is stored.
  void grow(int count) {
    const int size = static_cast<int>(logs.find(origin) == nullptr ? 0 : log().size());
    publish_numbers(size, size + count);
    hold();
  }
  void hold() {
    storage::LogBatch batch(store, logs);
    batch.hold(*log().held);
    batch.finish();
    REQUIRE(store.commit(batch.batch(), storage::Sync::kYes).ok());
    std::move(batch).adopt(logs);
  }
  base::Bytes update(std::uint64_t sequence) const {
    return storage::read_update(store, origin, sequence).value();
  }
};

}  // namespace rednode::test
