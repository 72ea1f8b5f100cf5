// Interest: of which records of others a node takes the contents. The updates of a log are always
// taken whole, since they prove one another; each put names the categories of its record, so what
// is left out is known to have been left out.
//
// Thread rule: value types; the functions as the store allows.
#pragma once

#include <set>
#include <string>

#include "schema/update.h"
#include "storage/store.h"

namespace rednode::storage {

struct Interest {
  std::string own;                   // the origin whose contents are all taken
  std::set<std::string> categories;  // notations; none: everything

  bool takes_all(const std::string& origin) const { return categories.empty() || origin == own; }
  // A put that names no category says nothing of what it is about, and is taken.
  bool takes(const std::string& origin, const schema::Update& put) const;
};

// Notes for every record of the mirrors whether its content is asked for, where the interest is
// another than the one that the store remembers. Contents that are here stay. Before the engine
// opens the store.
base::Status follow_interest(Store& store, const Interest& interest);

}  // namespace rednode::storage
