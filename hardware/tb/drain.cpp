// SPDX-License-Identifier: MIT
// Random drains as drain_sequence makes them: which sum is read when, what it is added to, masked, collected, and what predictions decide.
#include <cstdlib>
#include <vector>

#include "Vdrain.h"
#include "bench.h"
#include "numbers.h"
#include "shape.h"

namespace {
constexpr unsigned Port = Wide ? 6 : 7, Waits = 4;
// Where a word is that was read.
constexpr unsigned Read = Wide ? Port + 2 : Port + 1;
// Where a prediction is looked at, and results are made.
constexpr unsigned Made = 6;
// Kinds and bits of a token, as in tensor_pkg.
enum Kind { None, High, ResidualHigh, ResidualLow, Mask, Wait, Result, Write };
constexpr unsigned ColumnLast = 1 << 3, Last = 1 << 4, LastGroup = 1 << 5;

struct Token {
  Kind kind = None;
  unsigned bits = 0, group = 0, sum = 0, lane = 0;
  Word mask = 0;
  bool first = false;
};

Vdrain module;
long results, groups_decided;

// Of the instruction.
bool accumulate, residual, wide, mask, predict;
int32_t threshold;

void drain(std::vector<Token>& tokens, bool high, unsigned group, unsigned groups, unsigned columns) {
  const size_t begin = tokens.size();
  const unsigned marks = group + 1 == groups ? LastGroup : 0u;
  const auto put = [&](Kind kind) { tokens.push_back({kind, marks, group}); };
  for (unsigned column = 0; column < columns; column++) {
    const Word word = static_cast<Word>(random_source()()) & static_cast<Word>(random_source()());
    if (!high && residual) put(ResidualHigh);
    if (!high && residual && wide) put(ResidualLow);
    if (!high && mask) put(Mask), tokens.back().mask = word;
    if (!high && (residual || mask)) for (unsigned i = 0; i < Waits; i++) put(Wait);
    // Accumulators are read so many at once before they are written.
    const unsigned most = high || !accumulate ? 1 : 2;
    for (unsigned lane = 0; lane < Lanes; lane++) {
      put(high ? High : Result);
      tokens.back().sum = column * Lanes + lane;
      tokens.back().lane = lane;
      tokens.back().mask = word;
      if (!high && accumulate && (lane + 1) % most == 0) for (unsigned i = 0; i < most; i++) put(Write);
    }
    tokens.back().bits |= ColumnLast;
  }
  tokens[begin].first = true;
  tokens.back().bits |= Last;
}

// A tile of an instruction, token by token; gaps between drains.
void run_tile(unsigned groups, unsigned columns) {
  std::vector<Token> tokens;
  const auto gap = [&] { tokens.resize(tokens.size() + (chance(50) ? 0 : below(10))); };
  for (unsigned plane = predict ? 0 : 1; plane < 2; plane++) {
    for (unsigned group = 0; group < groups; group++) {
      drain(tokens, plane == 0, group, groups, plane == 0 ? Lanes : columns);
      gap();
    }
  }
  tokens.resize(tokens.size() + 12);
  unsigned judged = 0, decided = 0, taken = 0;
  bool all = true;
  // How often what is judged is taken at once, in per cent.
  const unsigned taking = chance(50) ? 0 : below(100);
  for (size_t c = 0; c < tokens.size(); c++) {
    const auto at = [&](size_t stage) { return stage <= c ? tokens[c - stage] : Token{}; };
    module.token_i = tokens[c].kind == None ? 0 : static_cast<unsigned>(tokens[c].kind) | tokens[c].bits;
    module.word_i = at(Read).kind == Mask ? at(Read).mask : static_cast<Word>(random_source()());
    // Large ones for every other group, so that it is decided as a whole.
    const bool large = at(Made).group % 2 == 1 && chance(99);
    const int32_t some = static_cast<int32_t>(random_source()());
    // A bit more than an int32.
    const int64_t total = (int64_t{static_cast<int32_t>(random_source()())} << 1 | below(2)) >> below(33), nearest = saturated(total);
    const int32_t part = large ? some | 4096 : chance(10) ? 0 : chance(10) ? INT32_MIN : some >> below(32);
    // Its magnitude, less 1 where it is negative.
    module.part_i = static_cast<uint32_t>(part < 0 ? ~part : part);
    module.negative_i = part < 0;
    module.total_i = static_cast<uint64_t>(total) & 0x1'ffff'ffff;
    settle(module);
    check(module.judged_o == (taken < judged), "a group is judged, or not");
    if (taken < judged) check(module.decided_o == (decided >> taken & 1), "other groups are decided");
    bool empty = true;
    for (size_t stage = 0; stage <= Port; stage++) empty &= at(stage).kind == None;
    check(module.empty_o == empty, "empty, or not");
    check(module.reads_o == (at(0).kind != None || at(1).kind != None || at(2).kind != None), "it may read sums, or not");
    const Token port = at(Port), made = at(Made), collected = at(Made + 1);
    check((module.token_o & 7) == static_cast<unsigned>(port.kind), "another token has the port");
    if (port.kind != None) check((module.token_o & ~7u) == port.bits, "a token of other marks");
    const bool writes = port.kind == Write || (port.kind == Result && !accumulate), has_port = port.kind != None && port.kind != High;
    check(module.has_port_o == has_port && module.write_o == writes, "the port is had or written at another time");
    check(module.read_o == (has_port && !writes && port.kind != Wait), "read at another time");
    if (has_port) check(module.words_o == (port.kind != Result && port.kind != Write), "a word, or an int32");
    const auto is_sum = [](const Token& token) { return token.kind == High || token.kind == Result; };
    for (unsigned stage : {3u, 5u}) {
      const Token reading = at(stage);
      const bool early = reading.kind == High;
      if (is_sum(reading) && early == (stage == 3)) check(module.address_o == reading.group * Area + reading.sum, "another sum is read");
    }
    check(module.shift_o == (at(4).kind == Result), "shifted at another time");
    if (accumulate) check(module.round_o == (at(6).kind == Result), "rounded at another time");
    check(module.size_o == (at(5).kind == High), "a magnitude, or not");
    check(module.high_load_o == (at(Read).kind == ResidualHigh) && module.low_load_o == (at(Read).kind == ResidualLow),
          "a residual is loaded at another time");
    const bool kept = collected.kind == Result && !accumulate && !(mask && signed_byte(collected.mask, collected.lane) <= 0);
    check(module.collect_o == (collected.kind == High || kept), "collected at another time");
    if (module.collect_o) check(module.magnitude_o == static_cast<uint32_t>(nearest < 0 ? ~nearest : nearest), "another magnitude");
    bool group_decided = false;
    if (made.kind == High || made.kind == Result) {
      if (!accumulate) check(module.left_o == LeftSum && module.zero_o == !residual, "added to something else");
    }
    const bool adds = at(Read).kind == Result && accumulate;
    check(module.word_now_o == adds, "a word is there, or not");
    if (adds) check(module.left_o == LeftWord && !module.zero_o, "not added to what was there");
    if (made.kind == Result && !accumulate) {
      check(module.masked_o == (mask && signed_byte(made.mask, made.lane) <= 0), "masked, or not");
      results++;
    }
    if (made.kind == High) {
      check(module.left_o == LeftZero, "a prediction has something added");
      const int64_t size = std::abs(int64_t{part});
      const bool sure = part != 0 && size >= threshold;
      check(module.sure_o == sure, "sure, or not");
      all = sure && (made.first || all);
      group_decided = all && (made.bits & Last) != 0;
      groups_decided += group_decided;
      if (made.bits & Last) decided |= static_cast<unsigned>(all) << judged++;
    } else check(!module.sure_o, "sure of nothing");
    check(module.group_decided_o == group_decided, "a group is decided, or not");
    if (module.judged_o && chance(taking)) module.next_judged_i = 1;
    taken += module.next_judged_i;
    settle(module);
    edge(module);
    module.next_judged_i = 0;
  }
  for (settle(module); predict && taken < groups; taken++) {
    check(module.judged_o && module.decided_o == (decided >> taken & 1), "other groups are decided");
    module.next_judged_i = 1;
    settle(module);
    edge(module);
    module.next_judged_i = 0;
    settle(module);
  }
  check(!module.judged_o, "more groups are judged than were drained");
}
}  // namespace

int main() {
  module.start_i = module.tile_start_i = module.next_judged_i = 0;
  module.token_i = 0;
  reset(module);
  int tiles = 0;
  for (int round = 0; round < 1500; round++) {
    predict = chance(30);
    accumulate = predict || chance(30);
    residual = !accumulate && chance(50);
    wide = residual && chance(50);
    mask = !accumulate && chance(40);
    // Small, so that whole groups are decided now and then.
    threshold = chance(30) ? -static_cast<int32_t>(below(100)) : static_cast<int32_t>(below(chance(70) ? 3 : INT32_MAX));
    const unsigned groups = 1 + below(MostGroups);
    module.accumulate_i = accumulate;
    module.residual_i = residual;
    module.mask_i = mask;
    module.minus_threshold_i = -static_cast<uint32_t>(threshold);
    module.start_i = 1;
    settle(module);
    edge(module);
    module.start_i = 0;
    for (unsigned tile = 0, count = 1 + below(3); tile < count; tile++, tiles++) {
      module.tile_start_i = 1;
      settle(module);
      edge(module);
      module.tile_start_i = 0;
      run_tile(groups, 1 + below(Lanes));
    }
  }
  check(groups_decided > 100, "too few groups were decided");
  std::printf("%d tiles, %ld results, %ld groups decided\n", tiles, results, groups_decided);
}
