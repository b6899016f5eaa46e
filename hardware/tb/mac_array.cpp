// SPDX-License-Identifier: MIT
#include <array>

#include "Vmac_array.h"
#include "bench.h"

namespace {
using Bytes = std::array<int8_t, 4>;

uint32_t packed(const Bytes& bytes) {
  uint32_t word = 0;
  for (int i = 0; i < 4; i++) word |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[i])) << 8 * i;
  return word;
}

// Bytes that make sums leave 16 bits as often as they can, or any.
Bytes bytes(bool largest, bool negative, bool lo) {
  Bytes made;
  for (int8_t& byte : made) {
    byte = largest ? (negative ? -127 : 127) : static_cast<int8_t>(below(256));
    if (largest && lo && negative) byte = -128;
    if (!lo && byte == -128) byte = -127;
  }
  return made;
}
}  // namespace

int main() {
  Vmac_array module;
  module.valid_i = module.take_i = module.ahead_i = module.ahead_index_i = 0;
  reset(module);
  for (int i = 0; i < 20; i++) {
    module.rst_ni = i == 19;
    settle(module);
    edge(module);
  }
  long products = 0;
  for (int pass = 0; pass < 3000; pass++) {
    std::array<int64_t, 16> sums{};
    // As many as 24 bits hold, of the largest products too.
    const unsigned depth = 1 + below(chance(5) ? 512 : 40);
    const bool largest = chance(20), negative = chance(50), other = chance(50);
    for (unsigned k = 0; k < depth; products++) {
      module.valid_i = chance(90);
      const Bytes a = bytes(largest, negative, false), b = bytes(largest, other, true);
      module.a_i = packed(a);
      module.b_i = packed(b);
      if (module.valid_i) {
        for (int n = 0; n < 16; n++) sums[n] += a[n % 4] * b[n / 4];
        k++;
      }
      settle(module);
      edge(module);
    }
    // The pipeline, then a sum a cycle. The first product of the next pass may come three cycles before the last.
    module.valid_i = 0;
    for (unsigned i = below(3) + 3; i > 0; i--) {
      module.ahead_i = i == 1;
      module.ahead_index_i = 0;
      module.a_i = static_cast<uint32_t>(random_source()());
      module.b_i = static_cast<uint32_t>(random_source()());
      settle(module);
      edge(module);
    }
    for (int n = 0; n < 16; n++) {
      module.take_i = 1;
      module.ahead_i = n < 15;
      module.ahead_index_i = n + 1;
      settle(module);
      check(static_cast<int32_t>(module.sum_o << 8) >> 8 == sums[n], "another sum");
      edge(module);
    }
    module.take_i = module.ahead_i = 0;
  }
  std::printf("%ld products of each cell\n", products);
}
