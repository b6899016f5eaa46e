// SPDX-License-Identifier: MIT
// Walks of random loops against loops that are nested, with an advance that pauses.
#include <vector>

#include "Vwalker.h"
#include "bench.h"
#include "walks.h"

namespace {
std::vector<Loop> random_loops(unsigned depth) {
  std::vector<Loop> loops(depth, {1, 0, 0, 0});
  const auto small = [](int most) { return static_cast<int>(below(2 * most + 1)) - most; };
  for (unsigned i = below(depth + 1); i < depth; i++) {
    loops[i] = {1 + static_cast<int>(chance(90) ? below(4) : below(20)), small(300), small(2), small(2)};
  }
  return loops;
}
}  // namespace

int main() {
  Vwalker module;
  module.word_i = module.start_i = module.advance_i = 0;
  settle(module);
  edge(module);
  long words = 0;
  for (int round = 0; round < 3000; round++) {
    const std::vector<Loop> loops[2] = {random_loops(4), random_loops(6)};
    const int base[2] = {static_cast<int>(below(32768)), static_cast<int>(below(32768))};
    const int y = static_cast<int>(below(9)) - 4, x = static_cast<int>(below(9)) - 4;
    const int height = below(9), width = below(9);
    const Place start[2] = {{base[0], 0, 0}, {base[1], y, x}};
    const std::vector<uint32_t> instruction = encoded(loops, start, height, width);
    module.word_i = 1;
    for (unsigned i = 0; i < 33; i++) {
      module.index_i = i;
      module.data_i = instruction[i];
      settle(module);
      edge(module);
    }
    module.word_i = 0;
    for (int b = 0; b < 2; b++) {
      std::vector<Place> places;
      visit(loops[b], 0, {base[b], y, x}, places);
      module.start_i = 1;
      module.walk_b_i = b;
      settle(module);
      edge(module);
      module.start_i = 0;
      // To its start.
      settle(module);
      edge(module);
      for (size_t i = 0; i < places.size() + 3;) {
        module.advance_i = chance(80);
        settle(module);
        const bool ended = i >= places.size();
        const bool outside = !ended && b && (places[i].y < 0 || places[i].y >= height || places[i].x < 0 || places[i].x >= width);
        check(module.zero_o == (ended || outside), "a word is zero, or is not");
        if (!ended && !outside) check(module.address_o == (places[i].address & 32767), "another address");
        i += module.advance_i;
        words += module.advance_i;
        edge(module);
      }
      module.advance_i = 0;
    }
  }
  std::printf("%ld words\n", words);
}
