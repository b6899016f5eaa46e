// SPDX-License-Identifier: MIT
// T values a cycle, rounded and clamped two cycles later as doc/numerics.md says.
#include <array>

#include "Vwide_requantiser.h"
#include "bench.h"
#include "numbers.h"
#include "shape.h"
static_assert(Wide);

namespace {
// What came with one cycle's values, in the cycles after it.
struct Row {
  std::array<int32_t, Lanes> values{};
  std::array<uint8_t, Lanes> numbers{};
  unsigned shift = 0;
  bool random = false, wide = false, relu = false;
};

Row random_row() {
  Row row;
  row.shift = below(32);
  row.random = chance(50);
  row.wide = chance(50);
  row.relu = chance(30);
  const int32_t extremes[] = {0, INT32_MAX, INT32_MIN};
  const int limit = row.wide ? Int16Limit : Int8Limit;
  for (int32_t& value : row.values) {
    // Near a limit, before it was shifted: from both sides, and a little beyond.
    const int64_t near = (chance(50) ? limit : -limit) + static_cast<int>(below(7)) - 3;
    if (chance(5)) value = extremes[below(3)];
    else if (chance(40)) value = static_cast<int32_t>(saturated(near * (int64_t{1} << row.shift) + static_cast<int32_t>(random_source()() >> 32) % (int64_t{1} << row.shift)));
    else value = static_cast<int32_t>(random_source()()) >> below(32);
  }
  for (uint8_t& number : row.numbers) number = static_cast<uint8_t>(chance(10) ? 255 : below(256));
  return row;
}

int expected_of(const Row& row, unsigned lane) {
  const int64_t value = row.values[lane];
  const int64_t rounded = row.random ? randomly(value, row.shift, row.numbers[lane]) : nearest(value, row.shift);
  const int result = limited(rounded, row.wide ? Int16Limit : Int8Limit);
  return row.relu ? std::max(result, 0) : result;
}
}  // namespace

int main() {
  Vwide_requantiser module;
  // Rows that came in this cycle, one and two cycles before.
  Row now, before, last;
  long limits = 0, values = 0;
  for (long cycle = 0; cycle < 200'000; cycle++) {
    last = before;
    before = now;
    now = random_row();
    module.shift_i = before.shift;
    module.random_i = before.random;
    module.numbers_i = 0;
    for (unsigned lane = 0; lane < Lanes; lane++) {
      module.values_i[lane] = static_cast<uint32_t>(now.values[lane]);
      module.numbers_i |= uint64_t{before.numbers[lane]} << 8 * lane;
    }
    module.wide_i = last.wide;
    module.relu_i = last.relu;
    settle(module);
    for (unsigned lane = 0; lane < Lanes && cycle >= 2; lane++, values++) {
      const int expected = expected_of(last, lane), high = signed_byte(module.high_o, lane), low = signed_byte(module.low_o, lane);
      // An int8 stands in both planes.
      const bool right = last.wide ? 256 * high + low == expected : high == expected && low == expected;
      if (!right) fail(std::to_string(last.values[lane]) + " by " + std::to_string(last.shift) + " bits is another");
      limits += std::abs(expected) == (last.wide ? Int16Limit : Int8Limit);
    }
    edge(module);
  }
  std::printf("%ld values, %ld of them at a limit\n", values, limits);
}
