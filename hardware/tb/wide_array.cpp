// SPDX-License-Identifier: MIT
// Random passes one right behind the other: products of the next one come while the sums of the one before are given.
#include <array>

#include "Vwide_array.h"
#include "bench.h"
#include "shape.h"
static_assert(Wide);

int main() {
  Vwide_array module;
  module.valid_i = module.leave_i = module.take_i = 0;
  reset(module);
  long products = 0;
  std::array<int64_t, Area> held{};
  unsigned given = Area;
  // Of the pass under way, and of the next, whose first product may come while the sums of this one leave.
  std::array<int64_t, Area> sums{}, next{};
  for (int pass = 0; pass < 3000; pass++) {
    sums = next;
    next = {};
    // As many as 24 bits hold, of the largest products too.
    const unsigned depth = 1 + below(chance(5) ? 512 : 100);
    const bool largest = chance(20), negative = chance(50), other = chance(50);
    const auto cycle = [&] {
      module.take_i = given < Area && chance(90);
      settle(module);
      if (given < Area) check(static_cast<int32_t>(module.sum_o << 8) >> 8 == held[given], "another sum");
      if (module.take_i) given++;
      edge(module);
    };
    const auto operands = [&](std::array<int64_t, Area>& to) {
      std::array<int, Lanes> a, b;
      module.a_i = module.b_i = 0;
      for (unsigned i = 0; i < Lanes; i++) {
        // -128 is no int8; only a lo plane has it.
        a[i] = largest ? (negative ? -127 : 127) : static_cast<int>(below(255)) - 127;
        b[i] = largest ? (other ? -128 : 127) : static_cast<int>(below(256)) - 128;
        module.a_i |= static_cast<uint64_t>(a[i] & 255) << 8 * i;
        module.b_i |= static_cast<uint64_t>(b[i] & 255) << 8 * i;
      }
      if (module.valid_i) for (unsigned n = 0; n < Area; n++) to[n] += a[n % Lanes] * b[n / Lanes];
    };
    for (unsigned k = 1; k < depth; k += module.valid_i, products++) {
      module.valid_i = chance(90);
      operands(sums);
      cycle();
    }
    module.valid_i = 0;
    // All that are held must be given, and the last product be added.
    for (unsigned wait = 1 + below(3); wait > 0 || given < Area; wait -= wait > 0) cycle();
    module.leave_i = 1;
    module.valid_i = chance(50);
    operands(next);
    cycle();
    module.leave_i = 0;
    held = sums;
    given = 0;
  }
  std::printf("%ld products of each cell\n", products);
}
