// SPDX-License-Identifier: MIT
// Random instructions over loops that are nested, with a port that others take: which word is taken when, and to which byte of which lane it goes.
#include <algorithm>
#include <optional>
#include <vector>

#include "Voperands.h"
#include "bench.h"
#include "shape.h"
#include "targets.h"
#include "walks.h"

namespace {
Voperands module;
// Of the word that was taken in the cycle before.
std::optional<Write> pending;
long words, zeros;

std::vector<Loop> random_loops(unsigned depth) {
  std::vector<Loop> loops(depth, {1, 0, 0, 0});
  const auto small = [](int most) { return static_cast<int>(below(2 * most + 1)) - most; };
  // Some not used; most of a walk lies within its bounds.
  for (Loop& loop : loops) {
    if (chance(80)) loop = {1 + static_cast<int>(chance(95) ? 1 + below(6) : below(20)), small(300), small(1), small(1)};
  }
  return loops;
}

// The word of the cycle before goes to its lane, or none.
void settle_and_check_write() {
  settle(module);
  const bool b = pending && pending->b;
  check(module.a_write_o == (pending && !b) && module.b_write_o == b, "a lane is written, or none");
  if (pending) {
    check(module.spread_o == pending->spread && module.lane_zero_o == pending->zero, "another way into the lanes");
    const auto [lane, place] = pending->target;
    check(module.lane_address_o == place && (pending->spread || module.lane_o == lane), "another place");
  }
  pending.reset();
}
// Nothing is taken; a walk that starts takes a cycle, too.
void idle(bool busy, bool ready) {
  module.hold_i = chance(50);
  settle_and_check_write();
  check(module.busy_o == busy && module.ready_o == ready && !module.take_o, "it takes a word, or is ready, at another time");
  edge(module);
}
// All targets take the walk's words, one in each free cycle; what is behind its end is 0.
void fill(const std::vector<Target>& all, const std::vector<Place>& walk, size_t& next, bool b, bool spread, unsigned hold) {
  for (size_t i = 0; i < all.size();) {
    module.hold_i = chance(hold);
    settle_and_check_write();
    check(module.busy_o && !module.ready_o && module.take_o == !module.hold_i, "it does not take a word that it may");
    if (module.take_o) {
      const bool zero = next >= walk.size() || walk[next].zero;
      check(module.zero_o == zero, "a word is zero, or is not");
      if (!zero) check(module.address_o == (static_cast<unsigned>(walk[next].address) & (Words - 1)), "another address");
      pending = {b, spread, zero, all[i++]};
      next++;
      words++;
      zeros += zero;
    }
    edge(module);
  }
}
}  // namespace

int main() {
  module.word_i = module.start_i = module.tile_i = module.hold_i = 0;
  reset(module);
  int tiles = 0;
  for (int round = 0; round < 2000; round++) {
    const std::vector<Loop> loops[2] = {random_loops(4), random_loops(6)};
    const auto near = [] { return static_cast<int>(below(8)) - 2; };
    const Place base[2] = {{static_cast<int>(below(Words)), 0, 0, false}, {static_cast<int>(below(Words)), near(), near(), false}};
    const int height = static_cast<int>(below(32)), width = static_cast<int>(below(32));
    std::vector<Place> walks[2];
    for (unsigned b = 0; b < 2; b++) visit(loops[b], 0, base[b], walks[b]);
    for (Place& at : walks[1]) at.zero = at.y < 0 || at.y >= height || at.x < 0 || at.x >= width;
    const std::vector<uint32_t> instruction = encoded(loops, base, height, width);
    module.word_i = 1;
    for (unsigned i = 0; i < instruction.size(); i++) {
      module.index_i = i;
      module.data_i = instruction[i];
      idle(false, true);
    }
    module.word_i = 0;

    const bool a_spread = chance(50), b_spread = chance(50), b_planes = chance(40), a_planes = !b_planes && chance(50);
    const unsigned most = std::min(BLane / (b_planes ? 2 : 1), ALane / (a_planes ? 2 : 1));
    unsigned depth = Lanes * (1 + below(chance(90) ? 6 : most / Lanes));
    if (a_spread && b_spread) depth -= below(Lanes);
    const unsigned planes = a_planes ? 2 : 1, groups = 1 + below(std::min(chance(80) ? 3 : MostGroups, ALane / depth / planes));
    const unsigned hold = chance(30) ? 0 : below(80);
    module.a_spread_i = a_spread;
    module.b_spread_i = b_spread;
    module.b_planes_i = b_planes;
    module.depth_i = depth - 1;
    module.last_part_i = groups * planes - 1;
    module.start_i = 1;
    idle(false, true);
    module.start_i = 0;
    size_t next[2] = {};
    idle(true, false);
    fill(targets(groups * planes, 1, depth, a_spread, 0), walks[0], next[0], false, a_spread, hold);
    idle(true, false);
    for (unsigned tile = 0, last = below(4);; tile++, tiles++) {
      // The lo plane of a lane has the upper half of its half; halves take turns.
      fill(targets(1, b_planes ? 2 : 1, depth, b_spread, tile % 2 * BLane), walks[1], next[1], true, b_spread, hold);
      // The last word is a cycle longer on its way.
      if (Wide) idle(false, false);
      for (unsigned rest = 1 + below(3); rest > 0; rest--) idle(false, true);
      if (tile == last) break;
      module.tile_i = 1;
      idle(false, true);
      module.tile_i = 0;
    }
  }
  std::printf("%d tiles, %ld words, %ld of them zero\n", tiles, words, zeros);
}
