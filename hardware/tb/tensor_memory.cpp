// SPDX-License-Identifier: MIT
// Random reads and writes by bytes, of which some rest: then nothing is written, and nobody looks.
#include <optional>
#include <vector>

#include "Vtensor_memory.h"
#include "bench.h"
#include "numbers.h"

namespace {
constexpr unsigned Words = 32'768;
}

int main() {
  Vtensor_memory module;
  std::vector<uint32_t> words(Words);
  // In the cycle behind a read alone.
  std::optional<uint32_t> expected;
  long written = 0, reads = 0, rested = 0;
  const auto cycle = [&](bool valid, bool rests, bool write, unsigned address, unsigned enable, uint32_t data) {
    module.valid_i = valid;
    module.rests_i = rests;
    module.write_i = write;
    module.address_i = address;
    module.enable_i = enable;
    module.data_i = data;
    settle(module);
    if (expected) check(module.data_o == *expected, "another word");
    expected.reset();
    const bool works = valid && !rests;
    rested += valid && rests;
    if (works && !write) expected = words[address], reads++;
    written += works && write;
    if (works && write) words[address] = with_bytes(words[address], enable, data);
    edge(module);
  };
  const auto any = [] { return static_cast<uint32_t>(random_source()()); };
  // It begins with anything.
  for (unsigned i = 0; i < Words; i++) cycle(true, false, true, i, 15, any());
  for (int i = 0; i < 600'000; i++) {
    // Half of them in few places of both halves, so that what was just written is read.
    const unsigned address = chance(50) ? below(8) + (chance(50) ? Words / 2 : 0) : below(Words);
    cycle(chance(80), chance(20), chance(50), address, below(16), any());
  }
  std::printf("%ld reads, %ld writes, %ld rests\n", reads, written, rested);
}
