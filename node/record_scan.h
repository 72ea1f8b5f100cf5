// scan_records: the records of the store one after the other, page by page, so that nothing is held
// in the store while a slow client reads, or while each record is looked at for long.
//
// Thread rule: any thread. What is written meanwhile may be seen or not.
#pragma once

#include <functional>
#include <string>

#include "storage/records.h"
#include "storage/store.h"

namespace rednode::node {

// False: enough.
using OnRecordState = std::function<base::Result<bool>(
    const std::string& origin, const std::string& iri, const storage::RecordState& state)>;

// The records with from <= key < to (storage/keys.h), withdrawn ones too; an empty `to`: to the
// end. Errors: those of the store and of the callback; kCorrupt for a damaged state.
base::Status scan_records(const storage::Reader& store, base::Bytes from, base::BytesView to,
                          const OnRecordState& on_record);
// All records of one origin.
base::Status scan_records(const storage::Reader& store, const std::string& origin,
                          const OnRecordState& on_record);

}  // namespace rednode::node
