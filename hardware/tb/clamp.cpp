// SPDX-License-Identifier: MIT
// All values around both formats' limits, and some of all sizes, with each flag.
#include "Vclamp.h"
#include "bench.h"
#include "numbers.h"

namespace {
Vclamp module;
enum Flag { Plain, Relu, Zero, ReluZero, One, ZeroOne, Flags };

void look_at(int64_t value) {
  // With half a lo byte, of 33 bits.
  const uint64_t above = static_cast<uint64_t>(value + 128) & 0x1'ffff'ffff;
  module.negative_i = above >> 32;
  module.above_i = above & 0x7fff;
  module.fits_i = above >> 15 == 0 || above >> 15 == 0x3'ffff;
  for (unsigned i = 0; i < 2 * Flags; i++) {
    const bool wide = i % 2 != 0;
    const unsigned flag = i / 2;
    const bool relu = flag == Relu || flag == ReluZero, zero = flag == Zero || flag == ReluZero || flag == ZeroOne;
    const bool one = flag == One || flag == ZeroOne;
    module.wide_i = wide;
    module.relu_i = relu;
    module.zero_i = zero;
    module.one_i = one;
    module.eval();
    int expected = limited(value, wide ? Int16Limit : Int8Limit);
    if (relu && expected < 0) expected = 0;
    if (one && expected == 0) expected = 1;
    if (zero) expected = 0;
    const int high = static_cast<int8_t>(module.high_o), low = static_cast<int8_t>(module.low_o);
    // An int8 stands in both planes.
    const bool right = wide ? 256 * high + low == expected : high == expected && low == expected;
    if (!right) fail(std::to_string(value) + (wide ? " as an int16" : " as an int8") + " is another, with flags " + std::to_string(flag));
  }
}
}  // namespace

int main() {
  constexpr int64_t Limit = int64_t{1} << 32;
  long values = 0;
  for (int64_t value = -40'000; value <= 40'000; value++, values++) look_at(value);
  for (; values < 200'000; values++) {
    const int64_t any = static_cast<int64_t>(random_source()()) >> (31 + below(20));
    look_at(std::clamp<int64_t>(any, -Limit - 128, Limit - 129));
  }
  std::printf("%ld values\n", values);
}
