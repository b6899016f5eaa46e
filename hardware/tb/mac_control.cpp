// SPDX-License-Identifier: MIT
// Random passes with loader, drain and predictions that take their time: which product, drain and stall comes in which cycle.
#include <algorithm>

#include "Vmac_control.h"
#include "bench.h"
#include "shape.h"

namespace {
// Cycles in which sums leave; where they do at once, those in which they are given, in which no others may leave.
constexpr unsigned Unloads = Wide ? 1 : Area, Given = Wide ? Area : 0;

Vmac_control module;
long cycles;

// Of the instruction, and where it is.
unsigned depth, groups, columns, tile, tiles, plane, group;
bool a_planes, b_planes, predict;
// Cycles until the tile asked for last is there.
unsigned loading;
// Cycles until the sums that left last are given.
unsigned giving;
// Hi drains of the tile that were begun, those that are over, and what they decide; lo passes that ended.
unsigned judgeable, judged, decided, passed;

struct Seen {
  bool product = false, unload = false, drain = false, stall = false, done = false;
  // The tile that may begin with this cycle.
  int begins = -1;
  unsigned k = 0;
};

void choose() {
  module.loaded_i = loading == 0;
  module.drain_reads_i = chance(40);
  module.drain_empty_i = chance(30);
  if (judged < judgeable) judged += chance(30);
  module.judged_i = judged > passed;
  module.decided_i = decided >> passed & 1;
}

// A cycle whose inputs are chosen; true where a tile began with it.
bool step(const Seen& seen) {
  settle(module);
  check(module.product_o == seen.product && module.unload_o == seen.unload, "a product or a sum, or none");
  check(module.drain_o == seen.drain && module.stall_o == seen.stall && module.done_o == seen.done, "a drain, a stall or the end at another time");
  const bool starts = seen.begins >= 0 && module.loaded_i, more = static_cast<unsigned>(seen.begins + 1) < tiles;
  check(module.tile_start_o == starts && module.tile_o == (starts && more), "a tile begins at another time");
  if (seen.product) {
    const unsigned a = ((a_planes ? plane * groups : 0) + group) * depth + seen.k;
    const unsigned b = (b_planes ? plane * BLane / 2 : 0) + seen.k + tile % 2 * BLane;
    check(module.a_address_o == a && module.b_address_o == b && module.low_o == plane, "another product");
  }
  if (seen.unload) check(module.group_o == group, "sums of another group");
  if (seen.drain) {
    const bool high = (a_planes || b_planes) && plane == 0;
    check(module.drain_high_o == high && module.drain_last_group_o == (group + 1 == groups),
          "another drain");
    check(module.drain_columns_o == std::min(Lanes, columns - tile * Lanes) - 1, "other columns");
    if (high) judgeable++;
  }
  check(!module.next_judged_o || (predict && plane == 1), "another prediction is asked for");
  passed += module.next_judged_o;
  if (loading > 0) loading--;
  if (giving > 0) giving--;
  if (module.unload_o && Wide) giving = Given - 1;
  if (module.tile_o) loading = below(60);
  edge(module);
  cycles++;
  if (!starts) return false;
  judgeable = judged = passed = 0;
  decided = below(65536);
  return true;
}

// The cycle in which a pass ends; true where the next tile began with it.
bool end_of_pass(bool last, bool skipped) {
  const bool two = a_planes || b_planes, drains = skipped || predict || !two || plane == 1;
  const bool turns = last && tile + 1 < tiles;
  // The sums that leave at once do so in this cycle.
  return step({.unload = Wide && !skipped, .drain = drains, .begins = turns ? static_cast<int>(tile) + 1 : -1});
}

// Pass `plane`, `group`; true where the next tile began with its end.
bool pass(bool last) {
  if (predict && plane == 1) {
    for (;;) {
      choose();
      if (judged > group) break;
      step({.stall = true});
    }
    check(passed == group, "a prediction is asked for at another time");
    if (decided >> group & 1) {
      while (module.drain_reads_i) {
        step({.stall = true});
        choose();
      }
      return end_of_pass(last, true);
    }
  } else choose();
  for (unsigned k = 0; k < depth; k++) {
    if (k > 0) choose();
    step({.product = true, .k = k});
  }
  for (choose(); module.drain_reads_i || giving > 0; choose()) step({.stall = true});
  if (Wide) return end_of_pass(last, false);
  for (unsigned i = 0; i < Unloads; i++) {
    step({.unload = true});
    choose();
  }
  step({});
  choose();
  return end_of_pass(last, false);
}
}  // namespace

int main() {
  module.start_i = module.columns_valid_i = 0;
  module.judged_i = module.decided_i = 0;
  reset(module);
  long passes = 0;
  for (int round = 0; round < 3000; round++) {
    depth = 1 + below(chance(90) ? 12 : 120);
    groups = 1 + below(std::min(MostGroups, ALane / depth / 2));
    columns = 1 + below(chance(80) ? 14 : 60);
    tiles = (columns + Lanes - 1) / Lanes;
    const unsigned kind = below(3);
    a_planes = kind == 1;
    b_planes = kind == 2;
    predict = a_planes && chance(60);
    module.depth_i = depth - 1;
    module.groups_i = groups - 1;
    module.columns_i = columns;
    module.columns_valid_i = 1;
    module.a_planes_i = a_planes;
    module.b_planes_i = b_planes;
    module.predict_i = predict;
    tile = plane = group = 0;
    loading = 1;
    choose();
    step({});
    module.columns_valid_i = 0;
    module.columns_i = below(65'536);
    choose();
    module.start_i = 1;
    step({});
    module.eval();
    check(!module.columns_none_o, "it has no columns");
    module.start_i = 0;
    giving = 0;
    loading = below(100);
    for (choose(); !step({.begins = 0}); choose()) {}
    const unsigned planes = a_planes || b_planes ? 2 : 1;
    for (tile = 0; tile < tiles; tile++) {
      bool next = false;
      for (plane = 0; plane < planes; plane++) {
        for (group = 0; group < groups; group++, passes++) next = pass(plane + 1 == planes && group + 1 == groups);
      }
      if (next || tile + 1 == tiles) continue;
      for (choose(); !step({.stall = true, .begins = static_cast<int>(tile) + 1}); choose()) {}
    }
    tile = tiles - 1;
    for (choose(); !module.drain_empty_i; choose()) step({});
    step({.done = true});
  }
  std::printf("%ld passes, %ld cycles\n", passes, cycles);
}
