// SPDX-License-Identifier: MIT
// Random events between MARKs, some as rare as they are, whose rows must gain what was counted; a MARK is fetched, decoded, waits, and takes 16 words.
#include <array>

#include "Vcounters.h"
#include "bench.h"

namespace {
constexpr unsigned Events = 13, Words = 16, Flushes = 12;
// Fetch, decode, wait and row of a MARK, which stand in the next row.
constexpr uint32_t MarkCycles = 4 + Flushes + 3 * Words;

Vcounters module;

void cycle(uint32_t events) {
  module.events_i = events;
  settle(module);
  edge(module);
}
uint32_t any() { return below(1u << Events); }
// Cycles and reads: while an instruction is fetched and decoded there is nothing else.
constexpr uint32_t OfFetch = 0x31;
// Of a group decided, of a clipped shift: one in as many cycles.
constexpr unsigned Gap = 13, GroupsDecided = 9, Clipped = 11;
}  // namespace

int main() {
  module.events_i = module.mark_i = module.marking_i = module.take_i = module.word_i = module.data_i = 0;
  reset(module);
  for (int i = 0; i < 40; i++) cycle(0);
  std::array<uint64_t, Events> counts{};
  std::array<unsigned, Events> waits{};
  long cycles = 0;
  for (int row = 0; row < 2000; row++) {
    // Of rare events and of those of every cycle; a few rows are long.
    const unsigned share = below(101);
    const unsigned length = chance(2) ? 20'000 : below(300);
    for (unsigned i = 0; i < length; i++, cycles++) {
      uint32_t events = 0;
      for (unsigned e = 0; e < Events; e++) {
        if (waits[e] > 0) {
          waits[e]--;
          continue;
        }
        if (!chance(share)) continue;
        if (e == GroupsDecided || e == Clipped) waits[e] = Gap - 1;
        events |= 1u << e;
        counts[e]++;
      }
      cycle(events);
    }
    // What happens from the fetch of a MARK to its end is not counted, but for its cycles.
    cycle(any() & OfFetch);
    cycle(any() & OfFetch);
    module.mark_i = module.marking_i = 1;
    cycle(any());
    module.mark_i = 0;
    for (unsigned wait = 0; wait < 1 + Flushes; wait++) cycle(any());
    for (unsigned word = 0; word < Words; word++) {
      module.take_i = 1;
      module.word_i = word;
      cycle(any());
      module.take_i = 0;
      module.events_i = any();
      module.data_i = static_cast<uint32_t>(random_source()());
      const uint32_t data = module.data_i;
      settle(module);
      edge(module);
      module.events_i = any();
      module.data_i = static_cast<uint32_t>(random_source()());
      settle(module);
      uint64_t expected = word == 0 ? 1 : word <= Events ? counts[word - 1] : 0;
      // Products come 16 at a time.
      if (word >= 2 && word <= 4) expected *= 16;
      check(module.sum_o == data + static_cast<uint32_t>(expected), "another sum in word " + std::to_string(word));
      edge(module);
    }
    module.marking_i = 0;
    counts.fill(0);
    counts[0] = MarkCycles;
  }
  std::printf("2000 rows, %ld cycles\n", cycles);
}
