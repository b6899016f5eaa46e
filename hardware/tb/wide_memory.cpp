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
  // What of the read in the cycle before is to be there after the next one.
  struct {
    unsigned count = 0;
    uint32_t integers[Lanes] = {};
  } wanted, before;
  long reads = 0;
  const auto cycle = [&] {
    module.data_i = written;
    settle(module);
    edge(module);
    for (unsigned n = 0; n < before.count; n++, reads++) check(module.data_o[n] == before.integers[n], "another int32");
    before = wanted;
    wanted.count = 0;
    written = random_source()();
  };
  const auto access = [&](bool write, uint32_t index, unsigned enable, uint64_t data) {
    module.valid_i = 1;
    module.write_i = write;
    module.index_i = index;
    module.enable_i = enable;
    if (!write) wanted.count = module.all_i ? Lanes : WordIntegers;
    for (unsigned n = 0; n < wanted.count; n++) {
      wanted.integers[n] = 0;
      for (unsigned b = 0; b < 4; b++) wanted.integers[n] |= uint32_t{bytes[(4 * (index + n) + b) % MemoryBytes]} << 8 * b;
    }
    cycle();
    if (write) written = data;
    for (unsigned i = 0; write && i < Lanes; i++) {
      if (enable >> i & 1) bytes[(4 * index + i) % MemoryBytes] = static_cast<uint8_t>(data >> 8 * i);
    }
  };
  const auto twice = [] { return (random_source()() & 0xffff'ffff) * 0x1'0000'0001; };
  for (uint32_t i = 0; i < Integers; i++) access(true, i, 15, twice());
  for (long i = 0; i < 1'000'000; i++) {
    // Few places, also around the end.
    const uint32_t index = (below(60) - 30) % Integers;
    module.all_i = chance(50);
    const unsigned enable = below(256);
    if (chance(50)) access(false, index, enable, 0);
    else if (chance(50)) access(true, index & ~1u, enable, random_source()());
    else access(true, index, enable & 15, twice());
    if (chance(25)) {
      module.valid_i = 0;
      cycle();
    }
  }
  std::printf("%ld int32 read\n", reads);
}
