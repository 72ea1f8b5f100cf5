// Labels for the blank nodes of one dataset within a document that holds several, and which of them
// Turtle may leave without one. For catalogue/writer.cc.
//
// Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/dataset.h"

namespace rednode::catalogue {

// Texts ("_:b7") by term; empty for terms that are no blank nodes. Numbers go on from `next` in the
// byte order of the labels that the nodes have.
//
// With `own` (an IRI), blank nodes from which no chain of blank nodes leads to it hang from
// something that other records may share. They are named by their content ("_:s<hash>"), so that
// what is the same in two records is the same node in the document.
std::vector<std::string> blank_labels(const Dataset& dataset, std::uint64_t& next,
                                      std::string_view own);

// How a blank node may stand in Turtle.
enum class Place : std::uint8_t {
  kLabelled,  // by its label
  kInline,    // as [ ... ] where it is an object
  kList,      // the same, and as a cell of ( ... )
};

// By term. REQUIRES: dataset.indexed(). Nodes in `labels` that begin with "_:s" stay labelled.
std::vector<Place> blank_places(const Dataset& dataset, const std::vector<std::string>& labels);

}  // namespace rednode::catalogue
