// SPDX-License-Identifier: MIT
// Random passes whose sums leave an array of sums one a cycle; a hi plane's are kept for the lo plane's, a drain reads them.
#include <array>

#include "Vpartial_sums.h"
#include "bench.h"

namespace {
constexpr unsigned Groups = 16, Area = 16, Delay = 5;

Vpartial_sums module;
std::array<uint32_t, Groups * Area> expected{};
// Sums of the pass under way, and those that left the control but are still on their way.
std::array<int32_t, Area> sums{};

int32_t drawn(unsigned bits) { return static_cast<int32_t>(random_source()()) >> (32 - bits); }

// Whether sums left the control so many cycles ago, and how many of the pass were taken.
std::array<bool, Delay> on_their_way{};
unsigned index;

// A cycle; the array gives the sum that is asked for.
void cycle() {
  settle(module);
  const bool takes = on_their_way[Delay - 1];
  const bool ahead = on_their_way[Delay - 2];
  const unsigned taken = index % Area;
  check(module.take_o == takes, "a sum is taken at another time");
  index += takes;
  check(module.ahead_o == ahead && (!ahead || module.ahead_index_o == index % Area), "another sum is to be taken, or at another time");
  for (unsigned i = Delay - 1; i > 0; i--) on_their_way[i] = on_their_way[i - 1];
  on_their_way[0] = module.unload_i;
  module.sum_i = static_cast<uint32_t>(sums[taken]) & 0xff'ffff;
  module.index_i = taken;
  settle(module);
  edge(module);
}
}  // namespace

int main() {
  module.unload_i = 0;
  reset(module);
  long passes = 0;
  for (int tile = 0; tile < 3000; tile++) {
    const bool two = chance(60);
    const unsigned groups = 1 + below(Groups);
    std::array<std::array<int32_t, Area>, Groups> high{};
    for (unsigned plane = 0; plane < (two ? 2u : 1u); plane++) {
      for (unsigned group = 0; group < groups; group++, passes++) {
        // So large that 256 H + L has 32 bits.
        for (int32_t& sum : sums) sum = drawn(1 + below(two && plane == 0 ? 23 : 24));
        module.group_i = group;
        module.high_i = two && plane == 0;
        module.low_i = two && plane == 1;
        for (unsigned i = 0; i < Area; i++) {
          module.unload_i = 1;
          module.address_i = below(256);
          cycle();
        }
        module.unload_i = 0;
        // The array takes them as much later; other fields may have changed by then.
        for (unsigned i = 0; i < Delay; i++) cycle();
        for (unsigned i = 0; i < Area; i++) {
          const int64_t sum = sums[i];
          const int64_t value = two && plane == 0 ? 256 * sum : two ? 256 * int64_t{high[group][i]} + sum : sum;
          expected[group * Area + i] = static_cast<uint32_t>(value);
          if (plane == 0) high[group][i] = sums[i];
        }
        // The last of them is written in this cycle; a drain of a hi plane reads the first.
        module.address_i = group * Area;
        cycle();
        settle(module);
        check(!(two && plane == 0) || module.sum_o == expected[group * Area], "another first sum of a hi plane");
        for (unsigned read = below(6); read > 0; read--) {
          const unsigned at = below(groups) * Area + below(Area);
          module.address_i = at;
          cycle();
          settle(module);
          check(module.sum_o == expected[at], "another sum");
        }
      }
    }
    for (unsigned at = 0; at < groups * Area; at++) {
      module.address_i = at;
      cycle();
      settle(module);
      check(module.sum_o == expected[at], "another sum of the tile");
    }
  }
  std::printf("%ld passes\n", passes);
}
