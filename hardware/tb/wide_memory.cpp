// SPDX-License-Identifier: MIT
// Random accesses from any int32 on, against bytes one after the other: what is written by bytes, and the T int32 that are read.
#include <vector>

#include "Vwide_memory.h"
#include "bench.h"
#include "shape.h"
static_assert(Wide);

int main() {
  Vwide_memory module;
  std::vector<uint8_t> bytes(MemoryBytes);
  // Of the write in the cycle before.
  uint64_t written = 0;
  const auto cycle = [&] {
    module.data_i = written;
    settle(module);
    edge(module);
    written = random_source()();
  };
  const auto access = [&](bool write, uint32_t index, unsigned enable, uint64_t data) {
    module.valid_i = 1;
    module.write_i = write;
    module.index_i = index;
    module.enable_i = enable;
    cycle();
    if (write) written = data;
    for (unsigned i = 0; write && i < Lanes; i++) {
      if (enable >> i & 1) bytes[(4 * index + i) % MemoryBytes] = static_cast<uint8_t>(data >> 8 * i);
    }
  };
  for (uint32_t i = 0; i < Integers; i++) access(true, i, 15, random_source()());
  long reads = 0;
  for (long i = 0; i < 1'000'000; i++) {
    // Few places, also around the end.
    const uint32_t index = (below(60) - 30) % Integers;
    if (chance(50)) {
      access(true, index, below(256), random_source()());
      continue;
    }
    module.all_i = chance(50);
    access(false, index, below(256), random_source()());
    for (unsigned n = 0; n < (module.all_i ? Lanes : WordIntegers); n++, reads++) {
      uint32_t expected = 0;
      for (unsigned b = 0; b < 4; b++) expected |= uint32_t{bytes[(4 * (index + n) + b) % MemoryBytes]} << 8 * b;
      check(module.data_o[n] == expected, "another int32");
    }
    if (chance(50)) continue;
    // What was read is there though nobody asks for more.
    module.valid_i = 0;
    cycle();
    check(module.data_o[0] == (bytes[4 * index % MemoryBytes] | bytes[(4 * index + 1) % MemoryBytes] << 8 | bytes[(4 * index + 2) % MemoryBytes] << 16 |
                               static_cast<uint32_t>(bytes[(4 * index + 3) % MemoryBytes]) << 24), "it is gone");
  }
  std::printf("%ld int32 read\n", reads);
}
