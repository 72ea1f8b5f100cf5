// Where a command finds what the nation notes about its holders and records
// (catalogue/annotations.h).
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <string>

#include "catalogue/annotations.h"
#include "node/ctl/context.h"

namespace rednode::node {

// Of the file that was asked for, else that the configuration names, else of annotations.toml
// beside the configuration where there is one. `known`: the configuration, null where it was not
// read; without a daemon there need not be one. Errors: kNotFound, kInvalid with each mistake.
base::Result<catalogue::Annotations> find_annotations(const Context& context,
                                                      const std::string& asked,
                                                      const Config* known);

}  // namespace rednode::node
