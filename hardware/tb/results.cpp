// SPDX-License-Identifier: MIT
// Random values, choices and loads a cycle, against a path of plain arithmetic that is as deep.
#include "Vresults.h"
#include "bench.h"
#include "numbers.h"
#include "shape.h"

namespace {
// As many int32 as a port holds.
void put(IData& port, const uint32_t* values) { port = values[0]; }
template <std::size_t N>
void put(VlWide<N>& port, const uint32_t* values) {
  std::copy(values, values + N, port.data());
}
}  // namespace

int main() {
  Vresults module;
  int64_t rounded = 0, right = 0, sum_before = 0, all[Lanes] = {};
  int32_t part = 0;
  bool carry = false, half_up = false;
  Word high = 0, low = 0;
  uint32_t state = 1;
  const auto word = [] {
    static const uint32_t extremes[] = {0, 1, 0xffff'ffff, 0x7fff'ffff, 0x8000'0000};
    return chance(15) ? extremes[below(5)] : static_cast<uint32_t>(static_cast<int32_t>(random_source()()) >> below(32));
  };
  module.seed_i = module.random_i = module.all_i = 0;
  reset(module);
  // What was there before is pushed out.
  const auto clear = [&] {
    module.zero_i = module.high_load_i = module.low_load_i = 1;
    const uint32_t zeros[Lanes] = {};
    put(module.word_i, zeros);
    for (int i = 0; i < 3; i++) {
      settle(module);
      edge(module);
    }
  };
  clear();
  // T at once are rounded a cycle after they came.
  uint32_t read[Lanes] = {}, before[Lanes];
  for (long i = 0; i < 1'000'000; i++) {
    std::copy(read, read + Lanes, before);
    for (uint32_t& value : read) value = word();
    put(module.word_i, read);
    const Word given_word = Wide ? static_cast<Word>(uint64_t{read[1]} << 32 | read[0]) : read[0];
    module.sum_i = word();
    module.word_now_i = chance(50);
    module.value_i = below(4);
    module.shift_i = below(32);
    // The first number is there two cycles after its seed.
    module.random_i = chance(50) && !module.seed_i;
    module.seed_i = chance(2) && !module.random_i;
    module.all_i = Wide && chance(30);
    module.zero_i = chance(10);
    module.size_i = chance(20);
    module.minus_i = chance(50) && !module.size_i;
    module.step_i = below(65'536);
    module.left_i = below(4);
    module.half_i = chance(50);
    module.wide_i = chance(50);
    module.relu_i = chance(30);
    module.masked_i = chance(30);
    module.high_load_i = chance(10);
    module.low_load_i = chance(10);
    module.shift_bytes_i = chance(60);
    settle(module);
    const int32_t given = static_cast<int32_t>(read[0]), sum = static_cast<int32_t>(module.sum_i);
    const int weight = 256 * signed_byte(high, 0) + signed_byte(low, 0);
    const int64_t seen = module.word_now_i ? given : sum;
    const int64_t left = module.left_i == LeftWeight ? weight + 128 : module.left_i == LeftZero ? 128 * module.half_i : seen;
    const int64_t settled = sum_before;
    sum_before = left + right;
    if (i > 2) check(static_cast<int64_t>(uint64_t{module.total_o} << 31) >> 31 == settled, "another total");
    if (i > 2) check(static_cast<int32_t>(module.part_o) == part, "another part");
    if (i > 2) check(module.carry_o == carry, "another carry");
    check(module.high_o == high && module.low_o == low, "other bytes");
    // 128 less.
    int kept = limited(settled - 128, module.wide_i ? Int16Limit : Int8Limit);
    const bool nothing = kept == 0;
    if (module.relu_i) kept = std::max(kept, 0);
    if (module.masked_i) kept = weight == 0 ? 0 : nothing ? 1 : kept;
    // Without and with what the fraction adds.
    const int64_t with = rounded + half_up;
    const bool flipped = module.size_i ? rounded < 0 : module.minus_i;
    right = module.zero_i ? 0 : flipped ? -with : with;
    part = static_cast<int32_t>(module.zero_i ? 0 : flipped ? ~rounded : rounded);
    carry = !module.zero_i && half_up != flipped;
    // Of T at once the kind of a value tells a word from a sum.
    const int64_t looked_at = !Wide ? seen : module.value_i == ValueWord ? given : sum;
    const int64_t value = module.value_i == ValueWeight ? int64_t{weight} << 15 : module.value_i == ValueStep ? int64_t{module.step_i} << 15 : looked_at;
    Word all_high = 0, all_low = 0;
    for (unsigned n = 0; n < Lanes; n++) {
      int one = limited(all[n], module.wide_i ? Int16Limit : Int8Limit);
      if (module.relu_i) one = std::max(one, 0);
      all_high |= byte_at(module.wide_i ? high_of(one) : one, n);
      all_low |= byte_at(one, n);
    }
    uint32_t number = state;
    for (unsigned n = 0; n < Lanes; n++) {
      number = next_state(number);
      const int32_t one = static_cast<int32_t>(before[n]);
      all[n] = module.random_i ? randomly(one, module.shift_i, number & 255) : nearest(one, module.shift_i);
    }
    rounded = floor_shift(value, module.shift_i);
    half_up = (module.random_i ? randomly(value, module.shift_i, next_state(state) & 255) : nearest(value, module.shift_i)) > rounded;
    if (module.seed_i) state = static_cast<uint32_t>(Wide ? static_cast<int32_t>(before[0]) : given) | 1;
    else if (module.random_i) state = module.all_i ? number : next_state(state);
    if (module.shift_bytes_i) {
      const Word next_high = module.all_i ? all_high : static_cast<Word>(high >> 8 | byte_at(module.wide_i ? high_of(kept) : kept, Lanes - 1));
      const Word next_low = module.all_i ? all_low : static_cast<Word>(low >> 8 | byte_at(kept, Lanes - 1));
      if (!module.high_load_i) high = next_high;
      if (!module.high_load_i && !module.low_load_i) low = next_low;
    }
    if (module.high_load_i) high = given_word;
    if (module.low_load_i) low = given_word;
    else if (module.high_load_i) low = 0;
    edge(module);
  }
  std::printf("1000000 cycles\n");
}
