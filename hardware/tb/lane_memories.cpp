// SPDX-License-Identifier: MIT
// Random words, their bytes in the order that the module wants, into memories of less than a word: each lane gives the bytes that went to it.
#include <array>
#include <optional>
#include <vector>

#include "Vlane_memories.h"
#include "bench.h"
#include "shape.h"

namespace {
constexpr unsigned Bytes = 512;
using Column = std::array<std::optional<uint8_t>, Lanes>;
}  // namespace

int main() {
  Vlane_memories module;
  // By place in a lane, then by lane; where nothing was written yet, nothing is looked at.
  std::vector<Column> bytes(Bytes);
  Column expected;
  long runs = 0, spreads = 0, reads = 0;
  for (int cycle = 0; cycle < 200'000; cycle++) {
    const bool writes = chance(70), spread = chance(50);
    const unsigned word = below(Bytes / Lanes) * Lanes, order = below(Lanes), from = below(Bytes);
    std::array<uint8_t, Lanes> data;
    for (uint8_t& byte : data) byte = static_cast<uint8_t>(below(256));
    Word given = 0;
    for (unsigned n = 0; n < Lanes; n++) given |= static_cast<Word>(data[n]) << 8 * (n ^ order);
    module.write_i = writes;
    module.spread_i = spread;
    module.order_i = order;
    // Where in the word is said by the order.
    module.write_address_i = word + below(Lanes);
    module.data_i = given;
    module.read_address_i = from;
    settle(module);
    for (unsigned lane = 0; lane < Lanes; lane++) {
      if (!expected[lane]) continue;
      check((module.data_o >> 8 * lane & 255) == *expected[lane], "another byte of lane " + std::to_string(lane));
      reads++;
    }
    // Words that are written in this cycle are not looked at: block RAM could give anything.
    expected = writes && from / Lanes * Lanes == word ? Column() : bytes[from];
    for (unsigned n = 0; writes && n < Lanes; n++) {
      if (spread) bytes[word + order][n] = data[n];
      else bytes[word + n][order] = data[n];
    }
    if (writes) (spread ? spreads : runs)++;
    edge(module);
  }
  std::printf("%ld words into a lane, %ld into all, %ld bytes read\n", runs, spreads, reads);
}
