// SPDX-License-Identifier: MIT
#include <array>

#include "Vmac_array.h"
#include "bench.h"

int main() {
  Vmac_array module;
  module.valid_i = 0;
  module.clear_i = 1;
  settle(module);
  edge(module);
  long products = 0;
  for (int pass = 0; pass < 2000; pass++) {
    std::array<int64_t, 16> sums{};
    // As many as 24 bits hold, of the largest products too.
    const unsigned depth = 1 + below(chance(5) ? 512 : 40);
    const bool largest = chance(10);
    for (unsigned k = 0; k < depth; products++) {
      module.valid_i = chance(90);
      std::array<int8_t, 4> a, b;
      for (int i = 0; i < 4; i++) {
        a[i] = largest ? 127 : static_cast<int8_t>(below(256));
        b[i] = largest ? -128 : static_cast<int8_t>(below(256));
        if (a[i] == -128) a[i] = -127;
      }
      module.a_i = module.b_i = 0;
      for (int i = 0; i < 4; i++) {
        module.a_i |= static_cast<uint32_t>(static_cast<uint8_t>(a[i])) << 8 * i;
        module.b_i |= static_cast<uint32_t>(static_cast<uint8_t>(b[i])) << 8 * i;
      }
      module.clear_i = 0;
      if (module.valid_i) {
        for (int n = 0; n < 16; n++) sums[n] += a[n % 4] * b[n / 4];
        k++;
      }
      settle(module);
      edge(module);
    }
    module.valid_i = 0;
    settle(module);
    edge(module);
    settle(module);
    for (int n = 0; n < 16; n++) {
      uint32_t found = 0;
      for (int bit = 0; bit < 24; bit++) {
        const int at = 24 * n + bit;
        found |= (module.sums_o[at / 32] >> at % 32 & 1) << bit;
      }
      check(static_cast<int32_t>(found << 8) >> 8 == sums[n], "another sum");
    }
    module.clear_i = 1;
    edge(module);
  }
  std::printf("%ld products of each cell\n", products);
}
