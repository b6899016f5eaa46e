// SPDX-License-Identifier: MIT
// Random values, choices and loads a cycle, against a path of plain arithmetic that is as deep.
#include "Vresults.h"
#include "bench.h"
#include "numbers.h"

int main() {
  Vresults module;
  int64_t rounded = 0, right = 0;
  int32_t part = 0, clamped = 0;
  uint32_t high = 0, low = 0, state = 1;
  // Marsaglia's xorshift32.
  const auto next = [](uint32_t x) {
    x ^= x << 13;
    x ^= x >> 17;
    return x ^ x << 5;
  };
  const auto word = [] {
    static const uint32_t extremes[] = {0, 1, 0xffff'ffff, 0x7fff'ffff, 0x8000'0000};
    return chance(15) ? extremes[below(5)] : static_cast<uint32_t>(static_cast<int32_t>(random_source()()) >> below(32));
  };
  module.seed_i = module.random_i = 0;
  reset(module);
  // What was there before is pushed out.
  const auto clear = [&] {
    module.take_i = module.zero_i = module.high_load_i = module.low_load_i = 1;
    module.word_i = 0;
    for (int i = 0; i < 3; i++) {
      settle(module);
      edge(module);
    }
  };
  clear();
  for (long i = 0; i < 1'000'000; i++) {
    module.word_i = word();
    module.sum_i = word();
    module.value_i = below(4);
    module.shift_i = below(32);
    module.random_i = chance(50);
    module.seed_i = chance(2);
    module.take_i = chance(80);
    module.zero_i = chance(10);
    module.minus_i = chance(50);
    module.step_i = below(65'536);
    module.left_i = below(4);
    module.wide_i = chance(50);
    module.relu_i = chance(30);
    module.masked_i = chance(30);
    module.high_load_i = chance(10);
    module.low_load_i = chance(10);
    module.shift_bytes_i = chance(60);
    settle(module);
    const int32_t given = static_cast<int32_t>(module.word_i), sum = static_cast<int32_t>(module.sum_i);
    const int weight = 256 * signed_byte(high, 0) + signed_byte(low, 0);
    const int64_t left = module.left_i == LeftSum ? sum : module.left_i == LeftWord ? given : module.left_i == LeftWeight ? weight : 0;
    const int64_t total = saturated(left + right);
    if (i > 2) check(static_cast<int32_t>(module.total_o) == total, "another total");
    if (i > 2) check(static_cast<int32_t>(module.part_o) == part, "another part");
    check(module.high_o == high && module.low_o == low, "other bytes");
    // A cycle after its total.
    int kept = clamped;
    clamped = limited(total, module.wide_i ? Int16Limit : Int8Limit);
    const bool nothing = kept == 0;
    if (module.relu_i) kept = std::max(kept, 0);
    if (module.masked_i) kept = weight == 0 ? 0 : nothing ? 1 : kept;
    if (module.take_i) {
      right = module.zero_i ? 0 : module.minus_i ? -rounded : rounded;
      // Its negative but for the carry.
      part = static_cast<int32_t>(module.zero_i ? 0 : module.minus_i ? ~rounded : rounded);
    }
    const int64_t value = module.value_i == ValueSum ? sum : module.value_i == ValueWeight ? int64_t{weight} << 15 : module.value_i == ValueStep ? module.step_i << 8 : given;
    rounded = module.random_i ? randomly(value, module.shift_i, next(state)) : nearest(value, module.shift_i);
    if (module.seed_i) state = given == 0 ? 1 : static_cast<uint32_t>(given);
    else if (module.random_i) state = next(state);
    if (module.shift_bytes_i) {
      const uint32_t next_high = high >> 8 | byte_at(module.wide_i ? high_of(kept) : kept, 3), next_low = low >> 8 | byte_at(kept, 3);
      if (!module.high_load_i) high = next_high;
      if (!module.high_load_i && !module.low_load_i) low = next_low;
    }
    if (module.high_load_i) high = module.word_i;
    if (module.low_load_i) low = module.word_i;
    else if (module.high_load_i) low = 0;
    edge(module);
  }
  std::printf("1000000 cycles\n");
}
