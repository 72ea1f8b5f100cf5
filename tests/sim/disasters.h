// Disasters: workloads in which a disk is put back, lost or damaged, a key is used twice, or an
// origin publishes what nobody can read.
//
// Thread rule: one thread.
#pragma once

#include <memory>

#include "tests/sim/workloads.h"

namespace rednode::sim {

std::unique_ptr<Workload> make_equivocation(base::Random random);
std::unique_ptr<Workload> make_rollback(base::Random random);
std::unique_ptr<Workload> make_disk_damage(base::Random random);
std::unique_ptr<Workload> make_poison(base::Random random);

}  // namespace rednode::sim
