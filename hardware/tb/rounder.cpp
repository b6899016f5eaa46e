// SPDX-License-Identifier: MIT
#include "Vrounder.h"
#include "bench.h"

int main() {
  Vrounder module;
  const int64_t extremes[] = {0, 1, -1, INT32_MAX, INT32_MIN, 0x40000000, -0x40000000};
  for (long i = 0; i < 1'000'000; i++) {
    const int64_t value = chance(10) ? extremes[below(7)] : static_cast<int32_t>(random_source()()) >> below(32);
    const unsigned shift = below(32);
    const uint32_t number = chance(10) ? 255 : below(256);
    const bool random = chance(50);
    module.value_i = static_cast<uint32_t>(value);
    module.shift_i = shift;
    module.random_i = random;
    settle(module);
    edge(module);
    module.number_i = number;
    settle(module);
    const int64_t unit = int64_t{1} << shift;
    const int64_t added = random ? (2 * number + 1) * unit / 512 : unit / 2;
    // Floor of the quotient.
    const int64_t expected = (value + added - (((value + added) % unit + unit) % unit)) / unit;
    check(static_cast<int32_t>(module.result_o) + int64_t{module.carry_o} == expected, "rounded otherwise");
    check(module.carry_o <= 1 && (shift > 0 || !module.carry_o), "a carry without a shift");
  }
  std::printf("1000000 values\n");
}
