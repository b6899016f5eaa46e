// SPDX-License-Identifier: MIT
// Random writes and reads at once: a cycle later stands what was written last; where both meet, anything may.
#include <array>
#include <optional>

#include "Vblock_ram.h"
#include "bench.h"

int main() {
  constexpr unsigned Depth = 512;
  Vblock_ram module;
  // What was never written is not looked at.
  std::array<std::optional<uint8_t>, Depth> memory;
  std::optional<uint8_t> asked;
  long writes = 0, reads = 0;
  // The first half in few places, so that what was just written is read and written again.
  for (int cycle = 0; cycle < 400'000; cycle++) {
    const unsigned places = cycle < 200'000 ? 4 : Depth;
    settle(module);
    if (asked) check(module.read_data_o == *asked, "another byte"), reads++;
    const unsigned read = below(places), write = below(places);
    module.write_i = chance(60);
    module.write_address_i = write;
    module.write_data_i = below(256);
    module.read_address_i = read;
    settle(module);
    asked = module.write_i && read == write ? std::nullopt : memory[read];
    if (module.write_i) memory[write] = module.write_data_i, writes++;
    edge(module);
  }
  for (const auto& byte : memory) check(byte.has_value(), "a place that no write reached");
  std::printf("%ld writes, %ld reads\n", writes, reads);
}
