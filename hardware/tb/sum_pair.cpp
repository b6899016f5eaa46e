// SPDX-License-Identifier: MIT
// Random products and shifts: each accumulator's low bits, and how often it went past them.
#include <algorithm>
#include <array>

#include "Vsum_pair.h"
#include "bench.h"

namespace {
// The low bits, and what was added to them since the start, in units of 2^16.
struct Sum {
  int64_t bits, turns = 0;
  void add(int64_t product) {
    bits += product;
    while (bits >= 65'536) bits -= 65'536, turns++;
    while (bits < 0) bits += 65'536, turns--;
  }
};

int64_t modulo(int64_t v, int64_t n) { return (v % n + n) % n; }
// What a code says, modulo 4 and modulo 3.
int by4(unsigned code) { return std::array{0, 1, 3, 2}[code & 3]; }
int by3(unsigned code) { return std::array{0, 1, 2, 1}[code >> 2 & 3]; }

// An operand; the largest, so that sums go far.
int operand(bool largest, bool negative) {
  if (largest) return negative ? -127 : 127;
  return static_cast<int8_t>(below(256));
}
}  // namespace

int main() {
  Vsum_pair module;
  Sum low{}, high{};
  // Nothing is reset: the low bits are shifted in, the turns count from what they were.
  module.add_i = 0;
  module.shift_i = 1;
  module.next_i = 0;
  for (int i = 0; i < 3; i++) settle(module), edge(module);
  const unsigned start = module.turns_o;
  int64_t low_turns = 0, high_turns = 0, low_product = 0, high_product = 0;
  long products = 0, shifts = 0, most = 0;
  bool largest = false, negative = false;
  for (long cycle = 0; cycle < 1'000'000; cycle++) {
    if (chance(2)) largest = chance(60), negative = chance(50);
    const int b = operand(largest, false);
    int a_low = operand(largest, negative), a_high = operand(largest, chance(10) != negative);
    // Of -128 and itself no product is formed.
    if (b == -128) a_low = std::max(a_low, -127), a_high = std::max(a_high, -127);
    const bool shift = chance(1), add = !shift && chance(80);
    const uint16_t next = static_cast<uint16_t>(chance(20) ? 0 : random_source()());
    module.a_low_i = static_cast<uint8_t>(a_low);
    module.a_high_i = static_cast<uint8_t>(a_high);
    module.b_i = static_cast<uint8_t>(b);
    module.shift_i = shift;
    module.add_i = add;
    module.next_i = next;
    settle(module);
    check(module.sum_o == low.bits, "another sum");
    for (const auto& [turns, place] : {std::pair(low_turns, 0), std::pair(high_turns, 4)}) {
      const unsigned code = module.turns_o >> place, first = start >> place;
      check(by4(code) == modulo(by4(first) + turns, 4), "other turns modulo 4");
      check(by3(code) == modulo(by3(first) + turns, 3), "other turns modulo 3");
      most = std::max<long>(most, std::abs(turns));
    }
    edge(module);
    // They come a cycle later than the sums.
    low_turns = low.turns;
    high_turns = high.turns;
    if (shift) {
      low.bits = high.bits;
      high.bits = next;
      shifts++;
    } else if (add) {
      low.add(low_product);
      high.add(high_product);
      products += 2;
    }
    low_product = a_low * b;
    high_product = a_high * b;
  }
  std::printf("%ld products, %ld shifts, up to %ld turns\n", products, shifts, most);
}
