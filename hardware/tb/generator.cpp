// SPDX-License-Identifier: MIT
#include "Vgenerator.h"
#include "bench.h"

int main() {
  Vgenerator module;
  module.seed_i = module.take_i = 0;
  reset(module);
  uint64_t x = 1;
  // Bit by bit, from numerics.md.
  const auto step = [](uint64_t v) {
    uint64_t next = 0;
    for (unsigned i = 0; i < 32; i++) next |= (v >> (i + 7) % 32 & 1) << i;
    for (unsigned i = 0; i <= 20; i++) next ^= (v >> (i + 10) & 1) << i;
    return next;
  };
  for (long i = 0; i < 200'000; i++) {
    module.take_i = chance(60);
    module.seed_i = chance(1);
    module.state_i = chance(20) ? 0 : static_cast<uint32_t>(random_source()());
    settle(module);
    check(module.number_o == (x & 255), "another number");
    if (module.seed_i) x = module.state_i | 1;
    else if (module.take_i) x = step(x);
    edge(module);
  }
  std::printf("200000 numbers\n");
}
