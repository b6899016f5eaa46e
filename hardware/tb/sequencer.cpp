// SPDX-License-Identifier: MIT
// Random programs, jumps and illegal instructions among them; each instruction's words, pulses and cycles as doc/isa.md says.
#include <algorithm>
#include <string>
#include <vector>

#include "Vsequencer.h"
#include "bench.h"
#include "shape.h"

namespace {
constexpr unsigned RowWords = 16, Flushes = 12;
// A word comes so much later than in the cycle after its read.
constexpr unsigned Late = Wide ? 2 : 0;

Vsequencer module;
std::vector<uint32_t> memory(Integers);
// What memory gave, the last first.
uint32_t given[Late + 1];
long cycles;

// What may be seen in a cycle; all else must be silent.
struct Seen {
  bool read = false, write = false, word = false, mac = false, requantise = false, update = false, seed = false,
       finish = false, decoded = false, mark = false, marking = false, take = false, ended = false, illegal = false;
};
// A cycle, with the memory behind the port.
void step(const Seen& seen) {
  module.data_i = given[Late];
  settle(module);
  check(module.running_o, "it does not run");
  check(module.read_o == seen.read && module.write_o == seen.write, "the port is used otherwise");
  check(module.wants_o == (seen.read || seen.write) || (module.wants_o && (seen.ended || seen.illegal)), "the port is wanted otherwise");
  check(module.word_o == seen.word, "a word, or none");
  check(module.start_mac_o == seen.mac && module.start_requantise_o == seen.requantise && module.start_update_o == seen.update,
        "another unit starts");
  check(module.seed_o == seen.seed, "a seed, or none");
  check(module.finish_o == seen.finish, "an exponent is looked for, or not");
  check(module.mark_decoded_o == seen.decoded && module.mark_o == seen.mark && module.marking_o == seen.marking &&
            module.row_take_o == seen.take, "a MARK goes otherwise");
  check(module.ended_o == seen.ended && module.illegal_o == seen.illegal, "it ends otherwise");
  std::copy_backward(given, given + Late, given + Late + 1);
  given[0] = seen.read ? memory[module.address_o] : static_cast<uint32_t>(random_source()());
  // What the counters make of a row.
  if (seen.write) memory[module.address_o] = static_cast<uint32_t>(random_source()());
  edge(module);
  cycles++;
}

unsigned length_of(unsigned opcode) {
  switch (opcode) {
    case 0x00: return 1;
    case 0x01: case 0x02: case 0x04: return 2;
    case 0x03: return 3;
    case 0x10: return 33;
    case 0x11: case 0x12: return 5;
    default: return 0;
  }
}
// The limits of a MAC.
bool allowed(const std::vector<uint32_t>& words) {
  const uint32_t flags = words[0] >> 16, depth = (words[1] & 511) + 1;
  const auto flag = [&](unsigned i) { return (flags >> i & 1) != 0; };
  if ((words[1] >> 9 & 15) >= MostGroups) return false;
  if (module.columns_none_i || (flag(2) && flag(3))) return false;
  if ((!flag(0) || !flag(1)) && depth % Lanes != 0) return false;
  if (flag(4) && (flag(6) || flag(8))) return false;
  return !flag(9) || (flag(2) && flag(4));
}

std::vector<uint32_t> instruction(unsigned opcode) {
  std::vector<uint32_t> words(std::max(1u, length_of(opcode)));
  for (uint32_t& word : words) word = static_cast<uint32_t>(random_source()());
  uint32_t flags = below(1 << 11);
  if (opcode == 0x10 && chance(70)) {
    // Likely within the limits.
    flags &= chance(50) ? 0x407u : 0x56bu;
    words[1] = (Lanes * (1 + below(32)) - 1) | below(4) << 9 | (1 + below(100)) << 16;
  }
  words[0] = opcode | length_of(opcode) << 8 | flags << 16;
  return words;
}

// Runs one that stands at `pc`; false where the program ends with it. `pc` moves on.
bool execute(uint32_t& pc) {
  const uint32_t at = pc;
  const auto next = [&] {
    check(module.address_o == pc, "fetched elsewhere");
    pc = (pc + 1) % Integers;
  };
  module.eval();
  next();
  step({.read = true});
  const uint32_t first = memory[at];
  const unsigned opcode = first & 255, length = length_of(opcode);
  const bool known = length != 0 && (first >> 8 & 255) == length, mark = known && opcode == 0x01;
  check(module.index_o == at, "another index");
  for (unsigned i = 0; i < Late; i++) step({});
  settle(module);
  check(module.word_index_o == 0, "not the first word");
  step({.word = true});
  if (!known) {
    step({.illegal = true});
    return false;
  }
  module.columns_none_i = chance(10);
  std::vector<uint32_t> words{first};
  for (unsigned i = 1; i < length; i++) {
    settle(module);
    next();
    words.push_back(memory[(at + i) % Integers]);
    if (i > 1 + Late) check(module.word_index_o == i - 1 - Late, "another word");
    check(module.exponent_o == (opcode == 3) && module.mac_o == (opcode == 0x10) && module.requantise_o == (opcode == 0x11), "another kind");
    step({.read = true, .word = i > 1 + Late, .decoded = mark, .marking = mark});
  }
  for (unsigned i = 0; length > 1 && i < Late; i++) step({.word = length + i > 1 + Late, .marking = mark});
  if (length > 1) check(module.word_index_o == length - 1, "another last word");
  const bool mac = opcode == 0x10, legal = !mac || allowed(words);
  settle(module);
  if (mac && legal) {
    const uint32_t depth = (words[1] & 511) + 1, groups = words[1] >> 9 & 15;
    check(module.depth_o == depth - 1 && module.groups_o == groups, "another size");
    check(module.last_part_o + 1 == (groups + 1) * ((words[0] >> 18 & 1) + 1) && module.flags_o == (words[0] >> 16 & 2047), "other parts");
  }
  module.data_i = given[Late];
  module.eval();
  if (mark) check(module.mark_id_o == words[1] >> 24, "another id");
  step({.word = opcode != 0, .mac = mac && legal, .requantise = opcode == 0x11, .update = opcode == 0x12,
        .seed = opcode == 0x02, .mark = mark, .marking = mark, .ended = opcode == 0, .illegal = !legal});
  if (opcode == 0x00 || !legal) return false;
  if (opcode == 0x04) pc = words[1] % Integers;
  if (mark) {
    for (unsigned i = 0; i < Flushes; i++) step({.marking = true});
    for (unsigned i = 0; i < RowWords; i++) {
      const uint32_t row = (words[1] + i) % Integers;
      settle(module);
      check(module.address_o == row && module.row_word_o == i, "another word of the row");
      step({.read = true, .marking = true, .take = true});
      for (unsigned wait = Wide ? 2 : 1; wait > 0; wait--) step({.marking = true});
      settle(module);
      check(module.address_o == row, "written elsewhere");
      step({.write = true, .marking = true});
    }
  }
  if (opcode >= 0x10) {
    // A unit at work, which has the port meanwhile.
    for (unsigned wait = below(30); wait > 0; wait--) step({});
    module.done_i = 1;
    step({});
    module.done_i = 0;
  }
  if (mac || opcode == 0x11) {
    for (unsigned wait = below(32); wait > 0; wait--) step({.finish = true});
    module.finished_i = 1;
    step({.finish = true});
    module.finished_i = 0;
  }
  return true;
}
}  // namespace

int main() {
  module.run_i = module.done_i = module.finished_i = module.columns_none_i = 0;
  reset(module);
  long instructions = 0;
  for (int program = 0; program < 4000; program++) {
    for (unsigned wait = below(4); wait > 0; wait--) {
      settle(module);
      check(!module.running_o && !module.read_o && !module.write_o, "it runs on");
      edge(module);
    }
    const uint32_t start = below(Integers);
    module.run_i = 1;
    module.index_i = start;
    settle(module);
    edge(module);
    module.run_i = 0;
    // Instructions are written just before they are fetched: a MARK may have written there.
    uint32_t pc = start;
    for (bool goes_on = true; goes_on; instructions++) {
      static const unsigned opcodes[] = {0x01, 0x02, 0x03, 0x04, 0x10, 0x10, 0x10, 0x11, 0x12};
      const unsigned opcode = chance(5) ? 0 : chance(2) ? below(256) : opcodes[below(9)];
      std::vector<uint32_t> words = instruction(opcode);
      if (chance(2)) words[0] ^= 0x100;
      for (size_t i = 0; i < words.size(); i++) memory[(pc + i) % Integers] = words[i];
      goes_on = execute(pc);
    }
  }
  std::printf("4000 programs, %ld instructions, %ld cycles\n", instructions, cycles);
}
