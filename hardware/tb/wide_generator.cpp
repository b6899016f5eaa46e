// SPDX-License-Identifier: MIT
#include "Vwide_generator.h"
#include "bench.h"
#include "numbers.h"

namespace {
constexpr unsigned Count = 8;
}

int main() {
  Vwide_generator module;
  module.seed_i = module.take_i = module.take_all_i = 0;
  reset(module);
  // The state whose next number is the first at hand; the generator starts as one that was seeded with 0.
  uint32_t state = 1;
  bool seeded = true;
  long taken = 0, seeds = 0;
  for (long i = 0; i < 300'000; i++) {
    module.seed_i = chance(1);
    module.state_i = chance(20) ? below(2) : static_cast<uint32_t>(random_source()());
    // In the cycle after a seed there is nothing to take.
    module.take_i = !seeded && chance(50);
    module.take_all_i = !seeded && chance(30);
    settle(module);
    uint32_t next = state;
    for (unsigned n = 0; n < Count; n++) {
      next = next_state(next);
      check(seeded || (module.numbers_o >> 8 * n & 255) == (next & 255), "another number");
      if (module.take_all_i || (module.take_i && n == 0)) state = next, taken++;
    }
    seeded = module.seed_i;
    seeds += seeded;
    if (seeded) state = module.state_i | 1;
    edge(module);
  }
  std::printf("%ld numbers taken, %ld seeds\n", taken, seeds);
}
