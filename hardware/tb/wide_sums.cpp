// SPDX-License-Identifier: MIT
// Random passes whose sums leave an array at once and come one a cycle; a hi plane's are kept for the lo plane's, a drain follows them.
#include <array>
#include <deque>

#include "Vwide_sums.h"
#include "bench.h"
#include "shape.h"
static_assert(Wide);

namespace {
// From the control to the array, and to the first sum that may be read.
constexpr unsigned Delay = 3;

Vwide_sums module;
std::array<uint32_t, MostGroups * Area> expected{};

int32_t drawn(unsigned bits) { return static_cast<int32_t>(random_source()()) >> (32 - bits); }

// What is on its way, pass by pass: cycles since it left the control.
struct Pass {
  unsigned group, age;
  bool high, low;
  std::array<int32_t, Area> sums;
};
std::deque<Pass> passes;
// The sum that a drain asked for in the cycle before.
long asked = -1;

// A cycle; the array gives the sum whose turn it is.
void cycle(long asks) {
  bool leaves = false, takes = false;
  for (Pass& pass : passes) {
    leaves |= pass.age == Delay;
    if (pass.age <= Delay || pass.age > Delay + Area) continue;
    takes = true;
    const unsigned i = pass.age - Delay - 1;
    module.sum_i = static_cast<uint32_t>(pass.sums[i]) & 0xff'ffff;
  }
  module.address_i = asks >= 0 ? asks : below(MostGroups * Area);
  settle(module);
  check(module.leave_o == leaves && module.take_o == takes, "sums leave or are taken at another time");
  if (asked >= 0) check(module.sum_o == expected[asked], "another sum");
  for (Pass& pass : passes) {
    if (pass.age > Delay && pass.age <= Delay + Area) {
      const unsigned at = pass.group * Area + pass.age - Delay - 1;
      const int64_t sum = pass.sums[pass.age - Delay - 1];
      // The hi plane's stand there 256 times.
      expected[at] = static_cast<uint32_t>(pass.high ? 256 * sum : pass.low ? static_cast<int32_t>(expected[at]) + sum : sum);
    }
    pass.age++;
  }
  while (!passes.empty() && passes.front().age > Delay + Area) passes.pop_front();
  asked = asks;
  edge(module);
}
}  // namespace

int main() {
  module.unload_i = 0;
  reset(module);
  long count = 0, sums = 0;
  for (int tile = 0; tile < 3000; tile++) {
    const bool two = chance(60);
    const unsigned groups = 1 + below(MostGroups);
    for (unsigned plane = 0; plane < (two ? 2u : 1u); plane++) {
      for (unsigned group = 0; group < groups; group++, count++) {
        Pass pass{group, 0, two && plane == 0, two && plane == 1, {}};
        // So large that 256 H + L has 32 bits.
        for (int32_t& sum : pass.sums) sum = drawn(1 + below(two && plane == 0 ? 23 : 24));
        module.unload_i = 1;
        module.group_i = group;
        module.high_i = pass.high;
        module.low_i = pass.low;
        passes.push_back(pass);
        cycle(-1);
        module.unload_i = 0;
        // Other fields may change; the next may leave as soon as all of these are given.
        const unsigned rest = Area - 1 + (chance(50) ? 0 : below(20)), lag = chance(50) ? 0 : below(10);
        for (unsigned i = 0; i < rest; i++) {
          module.group_i = below(MostGroups);
          module.high_i = chance(50);
          module.low_i = chance(50);
          // A drain follows, at once or later: sum n comes in the cycle Delay + 1 + n after it left.
          const long n = static_cast<long>(i) - Delay - lag;
          const bool reads = n >= 0 && n < static_cast<long>(Area);
          sums += reads;
          cycle(reads ? group * Area + n : -1);
        }
      }
    }
  }
  std::printf("%ld passes, %ld sums read\n", count, sums);
}
