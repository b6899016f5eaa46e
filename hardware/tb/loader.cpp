// SPDX-License-Identifier: MIT
// Random fills with a port that others take: which word goes to which byte of which lane, and when it is ready.
#include <algorithm>
#include <optional>
#include <vector>

#include "Vloader.h"
#include "bench.h"
#include "shape.h"
#include "targets.h"

namespace {
Vloader module;
// Of the word that was taken in the cycle before.
std::optional<Write> pending;
// A walk was started in the cycle before, and takes one to do so.
bool starting;
long words;

void settle_and_check_write() {
  settle(module);
  const bool b = pending && pending->b;
  check(module.a_write_o == (pending && !b) && module.b_write_o == b, "a lane is written, or none");
  if (!pending) return;
  check(module.spread_o == pending->spread && module.zero_o == pending->zero, "another way into the lanes");
  const auto [lane, place] = pending->target;
  check(module.address_o == place && (pending->spread || module.lane_o == lane), "another place");
  pending.reset();
}

// Takes words in the cycles that are free.
void fill(const std::vector<Target>& all, bool b, bool spread, unsigned busy) {
  for (size_t i = 0; i < all.size();) {
    module.hold_i = chance(busy);
    module.zero_i = chance(20);
    const bool takes = !module.hold_i && !starting, ends = takes && i + 1 == all.size();
    settle_and_check_write();
    check(module.busy_o && module.take_o == takes, "it does not take a word that it may");
    check(!module.ready_o, "ready at another time");
    check(module.walk_start_o == (!b && ends) && (b || !ends || module.walk_b_o), "the walk of B begins at another time");
    starting = module.walk_start_o;
    if (takes) {
      pending = {b, spread, static_cast<bool>(module.zero_i), all[i++]};
      words++;
    }
    edge(module);
  }
}

void rest(unsigned cycles, bool ready = true) {
  for (; cycles > 0; cycles--) {
    module.hold_i = chance(50);
    settle_and_check_write();
    check(module.ready_o == ready && !module.busy_o && !module.take_o && !module.walk_start_o, "it does not rest");
    edge(module);
  }
}
}  // namespace

int main() {
  module.start_i = module.tile_i = module.hold_i = module.zero_i = 0;
  reset(module);
  int filled = 0;
  for (int round = 0; round < 1500; round++) {
    const bool a_spread = chance(50), b_spread = chance(50), b_planes = chance(40), a_planes = !b_planes && chance(50);
    const unsigned most = std::min(BLane / (b_planes ? 2 : 1), ALane / (a_planes ? 2 : 1));
    unsigned depth = Lanes * (1 + below(chance(90) ? 10 : most / Lanes));
    if (a_spread && b_spread) depth -= below(Lanes);
    const unsigned planes = a_planes ? 2 : 1, groups = 1 + below(std::min(MostGroups, ALane / depth / planes));
    const unsigned busy = chance(30) ? 0 : below(80);
    module.a_spread_i = a_spread;
    module.b_spread_i = b_spread;
    module.b_planes_i = b_planes;
    module.depth_i = depth - 1;
    module.last_part_i = groups * planes - 1;
    module.start_i = 1;
    settle_and_check_write();
    check(module.ready_o && module.walk_start_o && !module.walk_b_o, "the walk of A does not begin");
    starting = true;
    edge(module);
    module.start_i = 0;
    fill(targets(groups * planes, 1, depth, a_spread, 0), false, a_spread, busy);
    for (unsigned tile = 0, tiles = 1 + below(5); tile < tiles; tile++, filled++) {
      // The lo plane of a lane has the upper half of its half; halves take turns.
      const std::vector<Target> all = targets(1, b_planes ? 2 : 1, depth, b_spread, tile % 2 * BLane);
      fill(all, true, b_spread, busy);
      // The last word is a cycle longer on its way.
      if (Wide) rest(1, false);
      rest(below(4));
      if (tile + 1 == tiles) break;
      module.tile_i = 1;
      rest(1);
      module.tile_i = 0;
    }
  }
  std::printf("%d tiles, %ld words\n", filled, words);
}
