// SPDX-License-Identifier: MIT
// Random MAC, REQ and EXP: shifts and registers as doc/isa.md and doc/numerics.md say.
#include <algorithm>
#include <array>

#include "Vexponents.h"
#include "bench.h"

namespace {
struct Register {
  int e;
  uint32_t m;
};
std::array<Register, 64> registers;
Vexponents module;

void cycle() {
  settle(module);
  edge(module);
}
// A word of an instruction, as the sequencer gives it.
void word(unsigned index, uint32_t data) {
  module.word_i = 1;
  module.index_i = index;
  module.data_i = data;
  cycle();
  module.word_i = 0;
}
uint16_t part_of(const Register& one, unsigned part) {
  return static_cast<uint16_t>(part == 0 ? one.e : part == 1 ? one.m : one.m >> 16);
}
void host_write(unsigned at) {
  for (unsigned part = 0; part < 3; part++) {
    module.host_i = module.host_write_i = 1;
    module.host_address_i = 4 * at + part;
    module.host_data_i = part_of(registers[at], part);
    cycle();
  }
  module.host_i = module.host_write_i = 0;
}
void check_register(unsigned at) {
  module.host_i = 1;
  for (unsigned part = 0; part < 3; part++) {
    module.host_address_i = 4 * at + part;
    cycle();
    settle(module);
    check(module.host_data_o == part_of(registers[at], part), "another register");
  }
  module.host_i = 0;
}
void write_result() {
  for (unsigned high = 0; high < 2; high++) {
    module.write_i = 1;
    module.write_high_i = high;
    cycle();
  }
  module.write_i = 0;
}
// Its shift is known ten cycles after it started; says whether it was clipped meanwhile.
bool wait_for_shift() {
  bool clipped = false;
  for (int i = 0; i < 10; i++) {
    settle(module);
    clipped |= module.clipped_o;
    edge(module);
  }
  settle(module);
  return clipped;
}
uint32_t magnitude() { return static_cast<uint32_t>(random_source()()) >> (1 + below(31)); }
int exponent() { return static_cast<int>(below(chance(80) ? 40 : 4000)) - 20; }

void mac() {
  const unsigned xa = below(64), xb = below(64), xo = below(64), xr = chance(20) ? xo : below(64);
  const int ke = static_cast<int>(below(256)) - 128;
  const bool accumulate = chance(40), residual = !accumulate && chance(60), wide = chance(50), keep = chance(30);
  word(0, 0x10 | 33 << 8 | accumulate << 20 | residual << 22 | wide << 23 | keep << 26);
  word(1, static_cast<uint32_t>(random_source()()));
  word(2, xa | xb << 6 | xo << 12 | xr << 18 | static_cast<uint32_t>(ke & 0xff) << 24);
  for (unsigned i = 3; i < 32; i++) word(i, static_cast<uint32_t>(random_source()()));
  module.start_mac_i = 1;
  word(32, static_cast<uint32_t>(random_source()()));
  module.start_mac_i = 0;
  const bool clipped = wait_for_shift();
  const int e = registers[xa].e + registers[xb].e + ke;
  // What the residual's unit is of the sums', whose own it is where an instruction before made both.
  const int residual_e = xr == xo ? e : registers[xr].e;
  const int difference = accumulate ? registers[xo].e - e : e - residual_e + 15 + (wide ? 0 : 8);
  if (accumulate || residual) check(module.shift_o == std::clamp(difference, 0, 31), "another shift of a MAC");
  check(clipped == (accumulate && difference < 0), "clipped, or not");
  uint32_t m = keep || accumulate ? registers[xo].m : 0;
  for (unsigned i = below(50); i > 0; i--) {
    module.collect_i = chance(50);
    module.magnitude_i = magnitude();
    if (module.collect_i) m |= module.magnitude_i;
    cycle();
  }
  module.collect_i = 0;
  write_result();
  registers[xo] = {accumulate ? registers[xo].e : e, m};
  check_register(xo);
}

void requantise() {
  const unsigned from = below(64), to = chance(20) ? from : below(64);
  const bool wide = chance(50);
  word(0, 0x11 | 5 << 8 | wide << 16);
  word(1, static_cast<uint32_t>(random_source()()));
  word(2, from | to << 12);
  word(3, static_cast<uint32_t>(random_source()()));
  module.start_requantise_i = 1;
  word(4, static_cast<uint32_t>(random_source()()));
  module.start_requantise_i = 0;
  wait_for_shift();
  int bits = 0;
  while (bits < 32 && registers[from].m >> bits != 0) bits++;
  const int shift = std::max(0, bits - (wide ? 15 : 7));
  check(module.shift_o == shift, "another shift of a REQ");
  write_result();
  registers[to] = {registers[from].e + shift, registers[from].m};
  check_register(to);
}

void assign() {
  const unsigned at = below(64);
  registers[at] = {exponent(), magnitude()};
  word(0, 0x03 | 4 << 8);
  for (unsigned part = 0; part < 3; part++) word(1 + part, at | static_cast<uint32_t>(part_of(registers[at], part)) << 16);
  check_register(at);
}
}  // namespace

int main() {
  module.word_i = module.write_i = module.start_mac_i = module.start_requantise_i = module.collect_i = 0;
  module.host_write_i = module.host_i = 0;
  reset(module);
  for (unsigned at = 0; at < 64; at++) {
    registers[at] = {exponent(), magnitude()};
    host_write(at);
  }
  for (int i = 0; i < 20'000; i++) {
    const unsigned kind = below(4);
    if (kind < 2) mac();
    else if (kind == 2) requantise();
    else assign();
    // So that exponents stay in range.
    const unsigned at = below(64);
    registers[at] = {exponent(), magnitude()};
    host_write(at);
    if (i % 2000 == 0) for (unsigned all = 0; all < 64; all++) check_register(all);
    for (auto& one : registers) if (std::abs(one.e) > 10'000) {
      one.e = exponent();
      host_write(static_cast<unsigned>(&one - registers.data()));
    }
  }
  std::printf("20000 instructions\n");
}
