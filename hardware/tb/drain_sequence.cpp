// SPDX-License-Identifier: MIT
// Drains of random instructions, some at once behind another: what has the port in which cycle, and so many cycles as doc/isa.md says.
#include <vector>

#include "Vdrain_sequence.h"
#include "bench.h"
#include "shape.h"

namespace {
// Kinds and bits of a token, as in tensor_pkg.
enum Kind { None, High, ResidualHigh, ResidualLow, Mask, Wait, Result, Write };
constexpr unsigned ColumnLast = 1 << 3, Last = 1 << 4, LastGroup = 1 << 5, Waits = 4;

struct Instruction {
  bool residual, wide, mask, accumulate;
};

Instruction drawn() {
  const bool accumulate = chance(40), residual = !accumulate && chance(50);
  return {residual, residual && chance(50), !accumulate && chance(50), accumulate};
}

// A column reads its words and waits for them; then lane after lane, accumulators two by two.
std::vector<unsigned> tokens(const Instruction& of, bool high, unsigned columns, bool last_group) {
  std::vector<unsigned> column;
  if (high) {
    column.assign(Lanes, High);
  } else {
    if (of.residual) column.push_back(ResidualHigh);
    if (of.residual && of.wide) column.push_back(ResidualLow);
    if (of.mask) column.push_back(Mask);
    if (!column.empty()) column.insert(column.end(), Waits, Wait);
    for (unsigned lane = 0; lane < Lanes; lane += 2) {
      column.insert(column.end(), {Result, Result});
      if (of.accumulate) column.insert(column.end(), {Write, Write});
    }
  }
  column.back() |= ColumnLast;
  std::vector<unsigned> all;
  for (unsigned i = 0; i < columns; i++) all.insert(all.end(), column.begin(), column.end());
  all.back() |= Last;
  for (unsigned& token : all) token |= last_group ? LastGroup : 0u;
  const unsigned extra = (of.residual ? of.wide ? 2 : 1 : 0) + (of.mask ? 1 : 0);
  const unsigned each = Lanes * (of.accumulate ? 2 : 1) + (extra > 0 ? 4 + extra : 0);
  check(all.size() == columns * (high ? Lanes : each), "not the cycles of doc/isa.md");
  return all;
}
}  // namespace

int main() {
  Vdrain_sequence module;
  module.start_i = 0;
  reset(module);
  long drains = 0, behind = 0, cycles = 0;
  // Left of the drain that is under way.
  std::vector<unsigned> left;
  size_t at = 0;
  const auto cycle = [&] {
    settle(module);
    if (at < left.size()) check(module.token_o == left[at], "token " + std::to_string(at) + " is another");
    else check((module.token_o & ~LastGroup) == None, "a token that nobody wants");
    at++;
    cycles++;
    edge(module);
  };
  for (int round = 0; round < 4000; round++) {
    const Instruction of = drawn();
    // What an instruction wants changes when no drain is under way.
    while (at < left.size()) cycle();
    module.residual_i = of.residual;
    module.wide_i = of.wide;
    module.mask_i = of.mask;
    module.accumulate_i = of.accumulate;
    for (unsigned n = 1 + below(6); n > 0; n--) {
      const bool high = of.accumulate && chance(40), last_group = chance(50);
      const unsigned columns = chance(50) ? Lanes : 1 + below(Lanes);
      // From the last cycle of the one before on.
      const bool at_once = at < left.size() && chance(50);
      while (at + (at_once ? 1 : 0) < left.size()) cycle();
      if (!at_once) for (unsigned gap = below(6); gap > 0; gap--) cycle();
      module.start_i = 1;
      module.high_i = high;
      module.columns_i = columns - 1;
      module.last_group_i = last_group;
      cycle();
      module.start_i = 0;
      // Then they say nothing any more.
      module.high_i = chance(50);
      module.columns_i = below(Lanes);
      module.last_group_i = chance(50);
      left = tokens(of, high, high ? Lanes : columns, last_group);
      at = 0;
      behind += at_once;
      drains++;
    }
  }
  while (at < left.size() + 5) cycle();
  std::printf("%ld drains, %ld of them at once behind another, %ld cycles\n", drains, behind, cycles);
}
