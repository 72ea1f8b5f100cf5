// Graphs made from one seed: the awkward terms and shapes that a writer and a reader must agree on.
#pragma once

#include "base/random.h"
#include "catalogue/dataset.h"

namespace rednode::catalogue {

struct GraphShape {
  bool graphs = false;  // named graphs too, some of them blank
  bool xml = false;     // only what RDF/XML can say
};

Dataset make_graph(base::Random& random, GraphShape shape);

// The same graph with other blank labels and in another order.
Dataset shuffled(const Dataset& dataset, base::Random& random);

}  // namespace rednode::catalogue
