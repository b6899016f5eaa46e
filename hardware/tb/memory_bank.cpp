// SPDX-License-Identifier: MIT
// Random reads and writes by bytes, and cycles without: what was read stays until then.
#include <optional>
#include <vector>

#include "Vmemory_bank.h"
#include "bench.h"
#include "numbers.h"

namespace {
constexpr unsigned Words = 8192;
}

int main() {
  Vmemory_bank module;
  std::vector<uint32_t> words(Words);
  std::optional<uint32_t> expected;
  long written = 0, reads = 0, kept = 0;
  const auto cycle = [&](bool read, unsigned enable, unsigned address, uint32_t data) {
    module.read_i = read;
    module.write_i = enable;
    module.address_i = address;
    module.data_i = data;
    settle(module);
    if (expected) check(module.data_o == *expected, "another word");
    kept += expected && !read && enable == 0;
    if (read) expected = words[address], reads++;
    else if (enable != 0) expected.reset(), written++;
    words[address] = with_bytes(words[address], enable, data);
    edge(module);
  };
  const auto any = [] { return static_cast<uint32_t>(random_source()()); };
  // It begins with anything.
  for (unsigned i = 0; i < Words; i++) cycle(false, 15, i, any());
  for (int i = 0; i < 600'000; i++) {
    // Half of them in few places, so that what was just written is read.
    const unsigned address = chance(50) ? below(8) : below(Words), kind = below(3);
    cycle(kind == 0, kind == 1 ? below(16) : 0, address, any());
  }
  std::printf("%ld reads, %ld writes, %ld cycles kept\n", reads, written, kept);
}
