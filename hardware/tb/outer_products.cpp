// SPDX-License-Identifier: MIT
// Random words into the lanes, passes over them, sums read as early as a drain may: those of products, summed up in 64 bits.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "Vouter_products.h"
#include "bench.h"
#include "shape.h"

namespace {
// From a pass's unload to its first sum: given by the array, and such that a drain may ask for it.
constexpr unsigned Given = 5, Readable = Wide ? 4 : 7;
// Cycles in which sums leave, and from the first of them to the next pass's product and sums.
constexpr unsigned Leaving = Wide ? 1 : Area, ToProduct = Wide ? 1 : Area + 2, ToSums = Wide ? Area : 0;
// From a word's control to the first product that may have it.
constexpr unsigned ToLane = Wide ? 2 : 1;

Vouter_products module;
long now = 0, words = 0, reads = 0;

// Passes read one half of an operand, while words go to the other.
struct Operand {
  unsigned bytes;
  std::array<std::vector<int>, Lanes> lanes;
  unsigned first = 0, span = 0;
  explicit Operand(unsigned size) : bytes(size) { lanes.fill(std::vector<int>(size)); }
};
Operand a(ALane), b(2 * BLane);
unsigned half = 0;
bool largest, negative;

struct Sum {
  uint32_t value = 0;
  // It may be asked for from this cycle on.
  long ready = INT64_MAX;
};
std::array<Sum, MostGroups * Area> sums;
unsigned groups = 1;
// Of the pass that left last: in which cycle, and its group.
long left = -1000;
unsigned left_group = 0;
// Cycles in which the UP5K's array gives sums that are not a hi plane's: then its drain waits. Of the pass before, the end.
long given_from = 0, given_to = 0, given_before = 0;
// What was asked for in the cycle before.
bool asked = false;
uint32_t asked_value;
// The word that this cycle's control writes, and that of the cycle before.
Word word = 0, word_before = 0;

int operand_byte(bool of_b) {
  const int any = static_cast<int8_t>(below(256));
  if (!of_b) return largest ? 127 : std::max(any, -127);
  // Of one of both -128 may be a byte.
  return largest ? (negative ? -128 : 127) : any;
}

// A word into the half that is not read: a run into a lane, or a byte into each.
void write(bool of_b, bool spread, unsigned lane, unsigned at) {
  Operand& operand = of_b ? b : a;
  const bool zero = chance(5);
  word = 0;
  for (unsigned i = 0; i < Lanes; i++) {
    const int byte = operand_byte(of_b);
    word |= static_cast<Word>(static_cast<uint8_t>(byte)) << 8 * i;
    operand.lanes[spread ? i : lane][spread ? at : at + i] = zero ? 0 : byte;
  }
  (of_b ? module.b_write_i : module.a_write_i) = 1;
  module.spread_i = spread;
  module.zero_i = zero;
  module.lane_i = spread ? below(Lanes) : lane;
  module.write_address_i = at;
  words++;
}

void write_anywhere() {
  const bool of_b = chance(50), spread = chance(50);
  const unsigned size = (of_b ? b : a).bytes / 2, base = (1 - half) * size;
  write(of_b, spread, below(Lanes), base + (spread ? below(size) : below(size / Lanes) * Lanes));
}

// A cycle; what it does was set before, and is over afterwards. Where sums stand still, one is asked for.
void cycle() {
  // Of T at once a word comes a cycle after its control.
  module.word_i = Wide ? word_before : word;
  word_before = std::exchange(word, static_cast<Word>(random_source()()));
  // The one that comes now, or any.
  const long follows = now - left - Readable;
  const bool newest = chance(60) && follows >= 0 && follows < static_cast<long>(Area);
  const unsigned address = newest ? left_group * Area + static_cast<unsigned>(follows) : below(groups * Area);
  const bool waits = now < given_before || (now >= given_from && now < given_to);
  module.sum_address_i = address;
  settle(module);
  if (asked) check(module.sum_o == asked_value, "another sum");
  asked = !waits && now >= sums[address].ready;
  asked_value = sums[address].value;
  reads += asked;
  edge(module);
  now++;
  module.a_write_i = module.b_write_i = module.product_i = module.unload_i = 0;
  module.group_i = below(MostGroups);
  module.high_i = chance(50);
  module.low_i = chance(50);
  module.a_address_i = below(ALane);
  module.b_address_i = below(2 * BLane);
}

// All bytes that the next passes read.
void load() {
  largest = chance(20);
  negative = chance(50);
  for (const bool of_b : {false, true}) {
    Operand& operand = of_b ? b : a;
    const unsigned blocks = operand.bytes / 2 / Lanes, count = 1 + below(8), block = below(blocks - count + 1);
    operand.first = (1 - half) * operand.bytes / 2 + block * Lanes;
    operand.span = count * Lanes;
    for (unsigned at = operand.first; at < operand.first + operand.span; at += Lanes) {
      const bool spread = chance(50);
      for (unsigned i = 0; i < Lanes; i++) {
        while (chance(10)) cycle();
        write(of_b, spread, i, spread ? at + i : at);
        cycle();
      }
    }
  }
  for (unsigned i = 1; i < ToLane; i++) cycle();
  half = 1 - half;
}

void pass(unsigned group, bool high, bool low, unsigned depth) {
  std::array<int64_t, Area> made{};
  for (unsigned k = 0; k < depth;) {
    if (chance(50)) write_anywhere();
    if (chance(95)) {
      const unsigned a_at = a.first + below(a.span), b_at = b.first + below(b.span);
      module.product_i = 1;
      module.a_address_i = a_at;
      module.b_address_i = b_at;
      for (unsigned n = 0; n < Area; n++) made[n] += a.lanes[n % Lanes][a_at] * b.lanes[n / Lanes][b_at];
      k++;
    }
    cycle();
  }
  for (unsigned i = chance(60) ? 0 : below(10); i > 0 || now < left + static_cast<long>(ToSums); i -= i > 0) cycle();
  left = now;
  left_group = group;
  given_before = given_to;
  given_from = now + Given;
  given_to = Wide || high ? given_from : given_from + Area;
  for (unsigned n = 0; n < Area; n++) {
    Sum& sum = sums[group * Area + n];
    sum.value = static_cast<uint32_t>(high ? 256 * made[n] : low ? static_cast<int32_t>(sum.value) + made[n] : made[n]);
    // The UP5K's drain follows those of a hi plane alone.
    sum.ready = now + Readable + (Wide || high ? n : Area);
  }
  for (unsigned i = 0; i < ToProduct; i++) {
    if (chance(50)) write_anywhere();
    if (i < Leaving) {
      module.unload_i = 1;
      module.group_i = group;
      module.high_i = high;
      module.low_i = low;
    }
    cycle();
  }
}
}  // namespace

int main() {
  module.a_write_i = module.b_write_i = module.product_i = module.unload_i = 0;
  for (unsigned i = 0; i < 2 * Area; i++) reset(module);
  long passes = 0;
  for (int tile = 0; tile < 1200; tile++) {
    load();
    const bool two = chance(60);
    groups = 1 + below(MostGroups);
    for (Sum& sum : sums) sum.ready = INT64_MAX;
    const unsigned depth = 1 + below(chance(4) ? 512 : 40);
    for (unsigned plane = 0; plane < (two ? 2u : 1u); plane++) {
      for (unsigned group = 0; group < groups; group++, passes++) pass(group, two && plane == 0, two && plane == 1, depth);
    }
    for (unsigned i = below(3 * Area); i > 0; i--) cycle();
  }
  std::printf("%ld words, %ld passes, %ld sums read\n", words, passes, reads);
}
