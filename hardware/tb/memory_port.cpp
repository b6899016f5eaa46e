// SPDX-License-Identifier: MIT
// Random accesses of all that want memory, several at once: who has the port, what is written and read, and what is counted of it.
#include <array>
#include <vector>

#include "Vmemory_port.h"
#include "bench.h"
#include "numbers.h"
#include "shape.h"

namespace {
// In the order of who has the port.
enum Owner { Integer, Plane, Loader, Sequencer, Host, None };

Vmemory_port module;
std::vector<uint8_t> bytes(MemoryBytes);
// Bytes that were read, and come in the next cycle; of T at once in that behind it.
std::vector<uint8_t> coming, coming_next;
// Of T at once a result comes a cycle after its write.
struct Result {
  int64_t sum = 0;
  bool none = false;
  Word high = 0, low = 0;
} before;
std::array<long, 6> had;
long reads;

uint32_t integer(uint32_t data, unsigned) { return data; }
template <class Data>
uint32_t integer(const Data& data, unsigned i) {
  return data[i];
}

// One cycle, in which it is the owner's turn. Those behind it may wait, but do nothing.
void cycle(Owner owner, bool works, bool write, uint32_t index, unsigned enable) {
  const auto any = [] { return static_cast<Word>(random_source()()); };
  const auto wants = [&](Owner who) { return owner == who || (owner < who && chance(40)); };
  // Now and then a sum that no int32 holds.
  const Result result = {static_cast<int64_t>(any() & 0x1'ffff'ffff) - 0x1'0000'0000, chance(20), any(), any()};
  const Word host = any();
  const bool result_now = owner == Integer || owner == Plane, low = chance(50), all = chance(30), zero = chance(30);
  const uint32_t number = static_cast<uint32_t>(any());
  module.result_valid_i = result_now;
  module.result_read_i = result_now && works && !write;
  module.result_write_i = result_now && works && write;
  module.result_words_i = owner == Plane || (owner != Integer && chance(50));
  module.result_low_i = low;
  module.result_all_i = all;
  module.result_address_i = owner == Plane ? index / WordIntegers : index;
  const Result& given = Wide ? before : result;
  module.result_i = static_cast<uint64_t>(given.sum) & 0x1'ffff'ffff;
  module.result_none_i = given.none;
  module.high_i = given.high;
  module.low_i = given.low;
  module.loader_valid_i = wants(Loader);
  module.loader_take_i = owner == Loader && works;
  module.loader_zero_i = zero;
  module.loader_address_i = index / WordIntegers;
  module.sequencer_valid_i = wants(Sequencer);
  module.sequencer_read_i = owner == Sequencer && works && !write;
  module.sequencer_write_i = owner == Sequencer && works && write;
  module.sequencer_index_i = index;
  module.sequencer_data_i = number;
  module.host_valid_i = wants(Host);
  module.host_write_i = write;
  module.host_address_i = index / WordIntegers;
  module.host_enable_i = enable;
  module.host_data_i = host;
  before = result;
  settle(module);

  for (unsigned i = 0; i < coming.size(); i++) check((integer(module.data_o, i / 4) >> 8 * (i % 4) & 255) == coming[i], "another byte is read");
  reads += !coming.empty();
  const bool writes = owner != Loader && owner != None && (works || owner == Host) && write;
  const bool reads_now = owner != None && (works || owner == Host) && !writes && !(owner == Loader && zero);
  check(module.host_ready_o == (owner >= Host), "the host has the port at another time");
  check(module.read_o == (reads_now && owner != Host) && module.write_o == (writes && owner != Host), "another access is counted");
  const bool words = owner == Plane || owner == Loader || owner == Host;
  const uint32_t at = 4 * (words ? index / WordIntegers * WordIntegers : index);
  if (module.read_o || module.write_o) check(module.bank_o == (at >= MemoryBytes / 2), "of another half");

  coming = Wide ? coming_next : std::vector<uint8_t>();
  std::vector<uint8_t>& read = Wide ? coming_next : coming;
  read.clear();
  const unsigned count = owner == Integer && all && Wide ? 4 * Lanes : words ? Lanes : 4;
  for (unsigned i = 0; reads_now && i < count; i++) read.push_back(bytes[(at + i) % MemoryBytes]);
  Word data = host;
  if (owner == Integer) data = static_cast<uint32_t>(result.none ? 0 : saturated(result.sum));
  if (owner == Plane) data = low ? result.low : result.high;
  if (owner == Sequencer) data = number;
  for (unsigned i = 0; writes && i < (words ? Lanes : 4); i++) {
    if (owner != Host || (enable >> i & 1)) bytes[(at + i) % MemoryBytes] = static_cast<uint8_t>(data >> 8 * i);
  }
  had[owner]++;
  edge(module);
}
}  // namespace

int main() {
  // It begins with anything.
  for (uint32_t index = 0; index < Integers; index += WordIntegers) cycle(Host, true, true, index, (1 << Lanes) - 1);
  for (int i = 0; i < 400'000; i++) {
    // Few places: around the end, and around the middle.
    const uint32_t index = (below(40) - 20 + (chance(30) ? Integers / 2 : 0)) % Integers;
    cycle(static_cast<Owner>(below(6)), chance(80), chance(50), index, below(1 << Lanes));
  }
  std::printf("%ld int32 and %ld words of results, %ld of the loader, %ld of the sequencer, %ld of the host, %ld reads\n", had[Integer],
              had[Plane], had[Loader], had[Sequencer], had[Host], reads);
}
