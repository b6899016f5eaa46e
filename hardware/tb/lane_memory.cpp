// SPDX-License-Identifier: MIT
// Random bytes of words against a plain memory, while others are read.
#include <optional>
#include <vector>

#include "Vlane_memory.h"
#include "bench.h"

namespace {
constexpr unsigned Bytes = 1024, Width = 4;
}

int main() {
  Vlane_memory module;
  // What was never written is not looked at: block RAM could have anything there.
  std::vector<std::optional<uint8_t>> bytes(Bytes);
  std::optional<uint8_t> expected;
  long written = 0, reads = 0;
  for (int cycle = 0; cycle < 400'000; cycle++) {
    const unsigned enable = chance(70) ? below(1 << Width) : 0, to = below(Bytes), from = below(Bytes);
    const uint32_t data = static_cast<uint32_t>(random_source()());
    module.write_i = enable;
    // A word has one address: its low bits say nothing.
    module.write_address_i = to;
    module.data_i = data;
    module.read_address_i = from;
    settle(module);
    if (expected) {
      check(module.data_o == *expected, "another byte");
      reads++;
    }
    // Nor is a word that is written in this cycle.
    expected = enable != 0 && from / Width == to / Width ? std::nullopt : bytes[from];
    for (unsigned i = 0; i < Width; i++) {
      if (!(enable >> i & 1)) continue;
      bytes[to / Width * Width + i] = static_cast<uint8_t>(data >> 8 * i);
      written++;
    }
    edge(module);
  }
  std::printf("%ld bytes, %ld reads\n", written, reads);
}
