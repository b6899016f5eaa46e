// SPDX-License-Identifier: MIT
// Random REQ and UPD over a memory and a path of results that are plain arithmetic here; what they leave, and when.
#include <algorithm>
#include <vector>

#include "Velementwise.h"
#include "bench.h"
#include "numbers.h"
#include "shape.h"

namespace {
Velementwise module;
// Of tokens.
enum Kind { ResidualHigh = 2, ResidualLow = 3, Result = 6 };
// By int32.
std::vector<uint32_t> memory(Integers);
std::vector<uint32_t> numbers;
size_t taken;

// A word of T bytes lies in one or two int32.
Word word_at(uint32_t index) {
  Word found = 0;
  for (unsigned i = 0; i < WordIntegers; i++) found |= Word{memory[(index + i) % Integers]} << 32 * i;
  return found;
}
void put_word(std::vector<uint32_t>& where, uint32_t index, Word word) {
  for (unsigned i = 0; i < WordIntegers; i++) where[(index + i) % Integers] = static_cast<uint32_t>(word >> 32 * i);
}

// The path of results: rounded a cycle after its value, added two after it, clamped three, and written then (T at once: an int32's write is at its turn
// a cycle before). T at once are clamped as they are rounded.
struct Path {
  int64_t rounded = 0, right = 0, total = 0, all[Lanes] = {};
  int clamped = 0;
  Word high = 0, low = 0;
} path;

// Where its operands are, as drain_address finds it: three cycles after it is asked, or an int32 on at once.
struct Places {
  uint32_t index = 0, high = 0, low = 0;
  // What the port has now, and in the next cycle.
  uint32_t at = 0, kind = 0;
  struct {
    uint32_t kind = 0, at = 0;
  } found, found_next;
} places;

// Of an UPD: drain_address keeps it, and hands it to the results.
uint32_t step_kept;

// What was read: as an int32, as a word, and the T int32 from there on.
uint32_t given;
Word given_word;
uint32_t given_all[Lanes];
// Of T at once it comes a cycle later.
uint32_t coming_all[Lanes];
Word coming_word;
// T at once are rounded a cycle after they came; and what is written of a plane comes a cycle after its write.
uint32_t rounded_all[Lanes];
struct {
  bool valid = false, low = false;
  uint32_t at = 0;
} write_later;
// Of T at once the instruction's words, and a V whose sign is looked at, come a cycle later.
uint32_t given_before;
// A cycle; true where it is the last.
bool cycle() {
  module.data_i = Wide ? given_before : given;
  settle(module);
  const int weight = 256 * signed_byte(path.high, 0) + signed_byte(path.low, 0);
  const int64_t word = static_cast<int32_t>(given);
  const int64_t left = module.left_o == LeftWord ? word : module.left_o == LeftWeight ? weight : 0;
  const int64_t sum = saturated(left + path.right), total = module.write_zero_o ? 0 : sum;
  const int64_t value = module.value_o == ValueWeight ? int64_t{weight} << 15 : module.value_o == ValueStep ? int64_t{step_kept} << 15 : word;
  uint32_t next_all[Lanes];
  for (uint32_t& next : next_all) next = static_cast<uint32_t>(random_source()());
  Word next_word = static_cast<Word>(random_source()());
  if (write_later.valid) put_word(memory, write_later.at, write_later.low ? path.low : path.high);
  write_later.valid = false;
  const bool of_low = module.kind_o == ResidualLow, of_words = of_low || module.kind_o == ResidualHigh;
  check(of_words || module.kind_o == Result, "of another kind");
  const uint32_t at = (of_words ? places.at % Words * WordIntegers : places.at) % Integers;
  check(!(module.read_o && module.write_o), "it reads and writes");
  if (module.read_o || module.write_o) check(module.kind_o == places.kind, "the address of another kind");
  if (module.read_o) {
    next_word = word_at(at);
    for (unsigned i = 0; i < (module.all_o ? Lanes : 1); i++) next_all[i] = memory[(at + i) % Integers];
  }
  if (module.write_o) {
    if (of_words && Wide) write_later = {true, of_low, at};
    else if (of_words) put_word(memory, at, of_low ? path.low : path.high);
    else memory[at] = static_cast<uint32_t>(Wide ? total : path.total);
  }
  Path after = path;
  while (numbers.size() < taken + Lanes) numbers.push_back(below(256));
  after.rounded = module.random_o ? randomly(value, module.shift_o, numbers[taken]) : nearest(value, module.shift_o);
  for (unsigned i = 0; i < Lanes; i++) {
    const int32_t v = static_cast<int32_t>(rounded_all[i]);
    after.all[i] = module.random_o ? randomly(v, module.shift_o, numbers[taken + i]) : nearest(v, module.shift_o);
  }
  if (module.random_o) taken += module.all_o ? Lanes : 1;
  after.right = module.zero_o ? 0 : module.minus_o ? -path.rounded : path.rounded;
  after.total = total;
  if (module.high_load_o) after.high = given_word, after.low = 0;
  if (module.low_load_o) after.low = given_word;
  after.clamped = limited(sum, module.wide_o ? Int16Limit : Int8Limit);
  if (module.shift_bytes_o && module.all_o) {
    after.high = after.low = 0;
    for (unsigned i = 0; i < Lanes; i++) {
      int kept = limited(path.all[i], module.wide_o ? Int16Limit : Int8Limit);
      if (module.relu_o) kept = std::max(kept, 0);
      after.high |= byte_at(module.wide_o ? high_of(kept) : kept, i);
      after.low |= byte_at(kept, i);
    }
  } else if (module.shift_bytes_o) {
    int kept = path.clamped;
    if (module.relu_o) kept = std::max(kept, 0);
    if (module.masked_o) kept = weight == 0 ? 0 : kept == 0 ? 1 : kept;
    after.high = path.high >> 8 | static_cast<Word>(byte_at(module.wide_o ? high_of(kept) : kept, Lanes - 1));
    after.low = path.low >> 8 | static_cast<Word>(byte_at(kept, Lanes - 1));
  }
  if (places.found.kind) places.at = places.found.at, places.kind = places.found.kind;
  else places.at += module.next_lane_o;
  places.found = places.found_next;
  places.found_next = {module.step_o, 0};
  if (module.step_o == Result) places.found_next.at = module.step_last_o ? places.index + Lanes - 1 : places.index += Lanes;
  if (module.step_o == ResidualHigh) places.found_next.at = places.high += module.step_next_o;
  if (module.step_o == ResidualLow) places.found_next.at = places.low += module.step_next_o;
  const bool done = module.done_o;
  edge(module);
  path = after;
  given_before = given;
  std::copy(given_all, given_all + Lanes, rounded_all);
  if (Wide) {
    std::swap(coming_word, next_word);
    std::swap(coming_all, next_all);
  }
  given_word = next_word;
  std::copy(next_all, next_all + Lanes, given_all);
  given = given_all[0];
  return done;
}

void word(unsigned index, uint32_t data) {
  module.word_i = 1;
  module.index_i = index;
  given = given_before = data;
  cycle();
  module.word_i = 0;
}
// The words of an instruction; it starts with the last. Cycles until it is done.
unsigned execute(const std::vector<uint32_t>& words, bool update, unsigned shift) {
  // As the first step adds to them.
  places = {words[3] - Lanes, (words[4] & 0xffff) - 1, (words[4] & 0xffff) + (words[4] >> 16) - 1};
  step_kept = words[2] >> 16;
  for (unsigned i = 0; i < 4; i++) word(i, words[i]);
  module.start_update_i = update;
  module.start_requantise_i = !update;
  word(4, words[4]);
  module.start_update_i = module.start_requantise_i = 0;
  for (unsigned cycles = 1;; cycles++) {
    module.requantise_shift_i = cycles < 7 ? below(32) : shift;
    check(module.busy_o, "it is idle");
    const bool done = cycle();
    // What was written last comes.
    if (done) cycle();
    if (done) return cycles;
    check(cycles < 10'000, "it does not end");
  }
}

int32_t drawn() { return static_cast<int32_t>(random_source()()) >> below(32); }

void requantise() {
  const bool wide = chance(50), random = chance(50), relu = chance(30);
  const unsigned blocks = chance(5) ? 0 : 1 + below(12), shift = below(32);
  const uint32_t source = below(Integers / 2 - 128), target = Words / 2 + below(4096), plane = 64 + below(8000);
  for (unsigned i = 0; i < Lanes * blocks; i++) memory[source + i] = static_cast<uint32_t>(drawn());
  std::vector<uint32_t> expected = memory;
  numbers.clear();
  taken = 0;
  for (unsigned i = 0; i < Lanes * blocks; i++) numbers.push_back(below(256));
  for (unsigned block = 0; block < blocks; block++) {
    Word high = 0, low = 0;
    for (unsigned i = 0; i < Lanes; i++) {
      const unsigned at = Lanes * block + i;
      const int64_t v = static_cast<int32_t>(memory[source + at]);
      int q = limited(random ? randomly(v, shift, numbers[at]) : nearest(v, shift), wide ? Int16Limit : Int8Limit);
      if (relu) q = std::max(q, 0);
      high |= byte_at(wide ? high_of(q) : q, i);
      low |= byte_at(q, i);
    }
    put_word(expected, (target + block) * WordIntegers, high);
    if (wide) put_word(expected, (target + plane + block) * WordIntegers, low);
  }
  const unsigned cycles = execute({0x11u | 5 << 8 | wide << 16 | random << 17 | relu << 18, blocks, 0, source, target | plane << 16}, false, shift);
  check(memory == expected, "REQ leaves other results");
  check(taken == (random ? Lanes * blocks : 0), "REQ takes other random numbers");
  const unsigned each = Wide ? (wide ? 3 : 2) : (wide ? 7 : 5), tail = Wide ? (wide ? 3 : 4) : 5;
  check(cycles == (blocks == 0 ? 7 : 7 + blocks * each + tail), "REQ takes other cycles");
}

void update() {
  const bool sign = chance(30), random = chance(50), masked = chance(40);
  const unsigned blocks = chance(5) ? 0 : 1 + below(6);
  const unsigned decay = chance(40) ? 0 : below(chance(80) ? 30 : 256), momentum = chance(40) ? 0 : below(chance(80) ? 12 : 256);
  const int step = static_cast<int>(below(chance(50) ? 65'536 : 100));
  const uint32_t sums = below(Integers / 2 - 128), master = Words / 2 + below(4096), plane = 64 + below(8000);
  for (unsigned i = 0; i < Lanes * blocks; i++) memory[sums + i] = chance(10) ? 0 : static_cast<uint32_t>(drawn());
  for (unsigned block = 0; block < blocks; block++) {
    Word high = 0, low = 0;
    for (unsigned i = 0; i < Lanes; i++) {
      const int w = chance(20) ? 0 : limited(drawn(), Int16Limit);
      high |= byte_at(high_of(w), i);
      low |= byte_at(w, i);
    }
    put_word(memory, (master + block) * WordIntegers, high);
    put_word(memory, (master + plane + block) * WordIntegers, low);
  }
  std::vector<uint32_t> expected = memory;
  numbers.clear();
  taken = 0;
  for (unsigned i = 0; i < Lanes * blocks; i++) numbers.push_back(below(256));
  for (unsigned block = 0; block < blocks; block++) {
    const Word highs = word_at((master + block) * WordIntegers), lows = word_at((master + plane + block) * WordIntegers);
    Word high = 0, low = 0;
    for (unsigned i = 0; i < Lanes; i++) {
      const unsigned at = Lanes * block + i;
      const int w = 256 * signed_byte(highs, i) + signed_byte(lows, i);
      const int64_t decayed = decay == 0 ? 0 : nearest(int64_t{w} * 256, std::min(decay, 31u));
      const int64_t v = saturated(static_cast<int32_t>(memory[sums + at]) + decayed);
      const int64_t u = sign ? (v > 0) * step - (v < 0) * step : random ? randomly(v, 8, numbers[at]) : nearest(v, 8);
      const int moved = limited(w - u, Int16Limit);
      const int kept = masked && w == 0 ? 0 : masked && moved == 0 ? 1 : moved;
      high |= byte_at(high_of(kept), i);
      low |= byte_at(kept, i);
      expected[sums + at] = sign || momentum == 0 ? 0 : static_cast<uint32_t>(v - nearest(v, std::min(momentum, 31u)));
    }
    put_word(expected, (master + block) * WordIntegers, high);
    put_word(expected, (master + plane + block) * WordIntegers, low);
  }
  const uint32_t flags = sign << 16 | random << 17 | masked << 18;
  const unsigned cycles = execute(
      {0x12u | 5 << 8 | flags, blocks, decay | momentum << 8 | static_cast<uint32_t>(step) << 16, sums, master | plane << 16}, true, 0);
  check(memory == expected, "UPD leaves other weights or sums");
  check(taken == (random && !sign ? Lanes * blocks : 0), "UPD takes other random numbers");
  check(cycles == blocks * (9 * Lanes + 6) + 7, "UPD takes other cycles");
}
}  // namespace

int main() {
  module.word_i = module.start_requantise_i = module.start_update_i = 0;
  reset(module);
  for (int i = 0; i < 6000; i++) chance(50) ? requantise() : update();
  std::printf("6000 instructions\n");
}
