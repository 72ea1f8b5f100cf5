// Workloads: what happens in a world besides the weather. Every one publishes a little everywhere,
// and does one thing more.
//
// Thread rule: one thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "schema/content.h"

namespace rednode::sim {

class World;
struct Node;

class Workload {
 public:
  virtual ~Workload() = default;
  virtual void setup(World& world);
  // Every 50 ms until everything heals.
  virtual void tick(World& world);
  virtual void heal(World& world);
  // After everything has come to rest.
  virtual void finish(World& world);
};

std::unique_ptr<Workload> make_workload(const std::string& name, base::Random random);
const std::vector<std::string>& workload_names();

// A description of a record, another one for each version.
schema::Content content_of(const std::string& iri, std::uint64_t version);

// A few changes of records of the node, some of which change nothing or are refused.
void publish_some(World& world, Node& node, base::Random& random, std::size_t changes,
                  bool cosign_now = false);

}  // namespace rednode::sim
