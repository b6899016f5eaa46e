// SPDX-License-Identifier: MIT
// Without parameters: a bit, a cycle later, and nothing of it in the cycle in which it comes.
#include "Vlater.h"
#include "bench.h"

int main() {
  Vlater module;
  bool before = false;
  int changes = 0;
  for (int cycle = 0; cycle < 10'000; cycle++) {
    const bool bit = chance(50);
    module.bits_i = bit;
    settle(module);
    if (cycle > 0) check(module.bits_o == before, "not the bit of the cycle before");
    changes += bit != before;
    before = bit;
    edge(module);
  }
  std::printf("%d changes\n", changes);
}
