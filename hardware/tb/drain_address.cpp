// SPDX-License-Identifier: MIT
// Random MACs with the tokens of their drains, and what REQ and UPD ask for: each address as doc/isa.md says where things are.
#include <algorithm>
#include <vector>

#include "Vdrain_address.h"
#include "bench.h"
#include "shape.h"

namespace {
// Kinds and bits of a token, as in tensor_pkg.
enum Kind { None, High, ResidualHigh, ResidualLow, Mask, Wait, Result, Write };
constexpr unsigned ColumnLast = 1 << 3, Last = 1 << 4, LastGroup = 1 << 5, Waits = 4;
// Without parameters.
constexpr unsigned Addresses = 1 << 15;

struct Token {
  unsigned bits = None, address = 0;
};

Vdrain_address module;
long addresses;

void step() {
  settle(module);
  edge(module);
}
void instruct(const std::vector<uint32_t>& words, bool element) {
  module.word_i = 1;
  for (unsigned i = 0; i < words.size(); i++) {
    module.index_i = i;
    module.data_i = words[i];
    module.element_start_i = element && i + 1 == words.size();
    step();
  }
  module.word_i = module.element_start_i = 0;
}
uint32_t halves(unsigned low, unsigned high) { return (low & 0xffff) | high << 16; }

// From its base: of a group, a row of columns, a column.
struct Place {
  unsigned base, group, row, column;
  unsigned at(unsigned g, unsigned column_at, unsigned in_row) const {
    return base + g * group + column_at / in_row * row + column_at % in_row * column;
  }
  // From a row's last column to the next row.
  unsigned jump(unsigned in_row) const { return row - (in_row - 1) * column; }
};
Place drawn() {
  const auto any = [] { return below(chance(20) ? 65'536 : 300); };
  return {below(65'536), any(), any(), any()};
}

void mac() {
  const bool accumulate = chance(40), residual = !accumulate && chance(50), wide = residual && chance(50);
  const bool mask = !accumulate && chance(50), predict = accumulate && chance(40);
  const unsigned groups = 1 + below(4), columns = 1 + below(30), in_row = chance(20) ? 0 : 1 + below(12);
  // One row of all.
  const unsigned row = in_row == 0 ? 65'536 : in_row;
  const Place residuals = drawn(), masks = drawn(), results = drawn();
  const unsigned low = below(65'536), lane_jump = below(chance(20) ? 65'536 : 300), threshold = static_cast<uint32_t>(random_source()());
  std::vector<uint32_t> words(33);
  for (uint32_t& word : words) word = static_cast<uint32_t>(random_source()());
  words[5] = halves(residuals.base, residuals.column);
  words[6] = halves(masks.base, masks.column);
  words[7] = halves(results.base, results.column);
  words[9] = halves(low, residuals.jump(row));
  words[10] = halves(below(65'536), masks.jump(row));
  words[11] = halves(in_row, results.jump(row));
  words[13] = halves(0, residuals.group);
  words[14] = halves(0, masks.group);
  words[15] = halves(lane_jump, results.group);
  words[32] = threshold;

  // Until its first drain it has some cycles: products are formed.
  std::vector<Token> tokens(12 + below(5));
  const auto drain = [&](bool high, unsigned group, unsigned first, unsigned count) {
    const auto put = [&](Kind kind, unsigned address = 0) { tokens.push_back({kind | (group + 1 == groups ? LastGroup : 0u), address}); };
    for (unsigned column = first; column < first + count; column++) {
      for (unsigned lane = 0; high && lane < Lanes; lane++) put(High);
      if (!high) {
        const unsigned shift = residuals.at(group, column, row);
        if (residual) put(ResidualHigh, shift);
        if (wide) put(ResidualLow, low + shift - residuals.base);
        if (mask) put(Mask, masks.at(group, column, row));
        for (unsigned i = 0; (residual || mask) && i < Waits; i++) put(Wait);
        const unsigned result = results.at(group, column, row);
        for (unsigned lane = 0; lane < Lanes; lane += 2) {
          for (unsigned i = 0; i < 2; i++) put(Result, result + (lane + i) * lane_jump);
          for (unsigned i = 0; accumulate && i < 2; i++) put(Write, result + (lane + i) * lane_jump);
        }
      }
      tokens.back().bits |= ColumnLast;
    }
    tokens.back().bits |= Last;
    // Sums wait two cycles for the drain before, and one to leave.
    tokens.resize(tokens.size() + 3 + (chance(50) ? 0 : below(10)));
  };
  for (unsigned first = 0; first < columns; first += Lanes) {
    for (unsigned group = 0; predict && group < groups; group++) drain(true, group, 0, Lanes);
    for (unsigned group = 0; group < groups; group++) drain(false, group, first, std::min(Lanes, columns - first));
  }

  instruct(words, false);
  module.accumulate_i = accumulate;
  module.start_i = 1;
  step();
  module.start_i = 0;
  for (size_t c = 0; c < tokens.size(); c++) {
    const auto at = [&](size_t i) { return i < tokens.size() ? tokens[i].bits : None; };
    module.ahead_i = at(c + 3);
    module.early_i = at(c + 2);
    module.token_i = at(c);
    settle(module);
    const unsigned kind = at(c) & 7;
    if (kind == High) check(module.word_o == threshold, "another threshold");
    if (kind != None && kind != High && kind != Wait) {
      check(module.address_o == tokens[c].address % Addresses, "a MAC's address of kind " + std::to_string(kind) + " is another");
      addresses++;
    }
    edge(module);
  }
  module.ahead_i = module.early_i = module.token_i = module.accumulate_i = 0;
}

void element() {
  std::vector<uint32_t> words(5);
  for (uint32_t& word : words) word = static_cast<uint32_t>(random_source()());
  // What is asked for next is the first.
  unsigned result = words[3] - Lanes, high = (words[4] & 0xffff) - 1, low = high + (words[4] >> 16);
  instruct(words, true);
  module.element_i = 1;
  for (int i = 0; i < 5; i++) step();
  // What was asked for two cycles before, and one; and what is there now: nothing yet.
  Token found[2], now;
  unsigned before = None, idle = 0;
  bool there = false;
  for (unsigned left = 20 + below(100); left > 0; left--) {
    // Another kind each cycle, or the same every other one: as often as REQ of T at once wants them.
    const unsigned kinds[] = {None, ResidualHigh, ResidualLow, Result};
    unsigned kind = kinds[chance(30) ? 0 : below(4)];
    if (kind == before) kind = None;
    before = kind;
    const bool next = chance(70), last = kind == Result && chance(30), lane = chance(40);
    module.element_step_i = kind;
    module.element_next_i = next;
    module.element_last_i = last;
    module.element_lane_i = lane;
    Token asked{kind};
    if (kind == Result) asked.address = last ? result + Lanes - 1 : result += Lanes;
    if (kind == ResidualHigh) asked.address = high += next;
    if (kind == ResidualLow) asked.address = low += next;
    settle(module);
    if (there) {
      check(module.address_o == now.address % Addresses, "an address of REQ or UPD of kind " + std::to_string(now.bits) + " is another");
      addresses++;
    }
    idle = kind == None ? idle + 1 : 0;
    if (idle > 3) check(module.word_o >> 16 == words[2] >> 16, "another step");
    if (found[0].bits != None) now = found[0], there = true;
    else now.address += lane;
    found[0] = found[1];
    found[1] = asked;
    edge(module);
  }
  module.element_step_i = module.element_lane_i = module.element_last_i = 0;
  for (int i = 0; i < 4; i++) step();
  module.element_i = 0;
}
}  // namespace

int main() {
  module.word_i = module.start_i = module.element_start_i = module.element_i = module.accumulate_i = 0;
  module.element_step_i = module.element_next_i = module.element_last_i = module.element_lane_i = 0;
  module.ahead_i = module.early_i = module.token_i = 0;
  int macs = 0;
  for (int i = 0; i < 3000; i++) {
    if (chance(50)) mac(), macs++;
    else element();
  }
  std::printf("%d MACs, %d REQ or UPD, %ld addresses\n", macs, 3000 - macs, addresses);
}
