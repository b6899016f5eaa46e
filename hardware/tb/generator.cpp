// SPDX-License-Identifier: MIT
#include "Vgenerator.h"
#include "bench.h"

int main() {
  Vgenerator module;
  module.seed_i = module.take_i = 0;
  reset(module);
  uint64_t x = 1;
  bool seeded = true;
  const auto step = [](uint64_t v) {
    v = (v ^ v << 13) & 0xffffffff;
    v ^= v >> 17;
    return (v ^ v << 5) & 0xffffffff;
  };
  for (long i = 0; i < 200'000; i++) {
    module.take_i = !seeded && chance(60);
    module.seed_i = chance(1);
    module.state_i = chance(20) ? 0 : static_cast<uint32_t>(random_source()());
    settle(module);
    if (!seeded) check(module.number_o == step(x), "another number");
    seeded = module.seed_i;
    if (module.seed_i) x = module.state_i == 0 ? 1 : module.state_i;
    else if (module.take_i) x = step(x);
    edge(module);
  }
  // "Xorshift RNGs", page 4: the first number of this seed.
  module.seed_i = 1;
  module.state_i = 2'463'534'242;
  settle(module);
  edge(module);
  module.seed_i = module.take_i = 0;
  settle(module);
  edge(module);
  check(module.number_o == 723'471'715, "not Marsaglia's first number");
  std::printf("200000 numbers\n");
}
