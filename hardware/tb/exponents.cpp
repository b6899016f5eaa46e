// SPDX-License-Identifier: MIT
// Random MAC, REQ and EXP: shifts and registers as doc/isa.md and doc/numerics.md say.
#include <algorithm>
#include <array>

#include "Vexponents.h"
#include "bench.h"

namespace {
constexpr int EBits = 11;
// X0 to X63: e, and the significant bits of results.
struct Register {
  int e;
  unsigned bits;
};
std::array<Register, 64> registers;
Vexponents module;

int wrapped(int e) { return static_cast<int>(static_cast<uint32_t>(e) << (32 - EBits)) >> (32 - EBits); }
uint32_t number(int e) { return (static_cast<uint32_t>(e) & 1023) << 6; }
uint16_t packed(const Register& one) { return static_cast<uint16_t>((one.e & ((1 << EBits) - 1)) | one.bits << EBits); }
uint32_t noise() { return static_cast<uint32_t>(random_source()()); }

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
  module.index_i = below(64);
}
void kind(bool mac, bool requantise, bool exponent) {
  module.mac_i = mac;
  module.requantise_i = requantise;
  module.exponent_i = exponent;
}
void host_write(unsigned at) {
  module.host_i = module.host_write_i = 1;
  module.host_address_i = at;
  module.host_data_i = packed(registers[at]);
  cycle();
  module.host_i = module.host_write_i = 0;
}
void check_register(unsigned at) {
  module.host_i = 1;
  module.host_address_i = at;
  cycle();
  settle(module);
  check(module.host_data_o == packed(registers[at]), "another register");
  module.host_i = 0;
}
// The instruction is done: its register is found.
void finish() {
  module.done_i = 1;
  module.collect_i = 0;
  cycle();
  module.done_i = 0;
  module.finish_i = 1;
  for (unsigned i = 0; i <= 32; i++) {
    settle(module);
    check(module.finished_o == (i == 32), "finished at another time");
    edge(module);
  }
  module.finish_i = 0;
  // The next instruction is fetched.
  cycle();
}
unsigned significant(uint32_t magnitudes) {
  unsigned bits = 0;
  while (magnitudes >> bits != 0) bits++;
  return bits;
}
uint32_t magnitude() { return noise() >> (1 + below(31)); }
int exponent() { return static_cast<int>(below(chance(80) ? 40 : 2048)) - 20; }

void mac() {
  const unsigned xa = below(64), xb = below(64), xo = below(64);
  const int ke = static_cast<int>(below(256)) - 128;
  const bool accumulate = chance(40), residual = !accumulate && chance(60), wide = chance(50), keep = chance(30);
  const unsigned xr = accumulate || chance(20) ? xo : below(64);
  kind(chance(50), chance(50), chance(50));
  module.accumulate_i = accumulate;
  module.keep_i = keep;
  word(0, noise());
  kind(true, false, false);
  word(1, noise());
  word(2, xa | xo << 16 | number(ke) | noise() << 22);
  word(3, xb | noise() << 6);
  word(4, xr | noise() << 6);
  for (unsigned i = 5; i < 32; i++) word(i, i == 10 ? number(accumulate ? 0 : wide ? 15 : 23) | noise() << 16 | below(64) : noise());
  const int e = wrapped(registers[xa].e + registers[xb].e + ke);
  const int difference = wrapped(accumulate ? registers[xr].e - e : e - registers[xr].e + 15 + (wide ? 0 : 8));
  settle(module);
  check(!accumulate || module.negative_o == (difference < 0), "clipped, or not");
  word(32, noise());
  if (accumulate || residual) check(module.shift_o == std::clamp(difference, 0, 31), "another shift of a MAC");
  if (!accumulate && !keep) registers[xo] = {e, 0};
  uint32_t m = 0;
  for (unsigned i = below(50); i > 0; i--) {
    module.collect_i = chance(50);
    module.magnitude_i = magnitude();
    if (module.collect_i) m |= module.magnitude_i;
    cycle();
  }
  registers[xo].bits = std::max(registers[xo].bits, significant(m));
  finish();
  check_register(xo);
}

void requantise() {
  const unsigned from = below(64), to = chance(20) ? from : below(64);
  const bool wide = chance(50);
  module.accumulate_i = module.keep_i = 0;
  word(0, noise());
  kind(false, true, false);
  word(1, noise());
  word(2, from | to << 16 | number(wide ? -15 : -7));
  word(3, noise());
  word(4, noise());
  const int shift = std::max(0, static_cast<int>(registers[from].bits) - (wide ? 15 : 7));
  for (int i = 0; i < 6; i++) cycle();
  settle(module);
  check(module.shift_o == shift, "another shift of a REQ");
  finish();
  registers[to] = {wrapped(registers[from].e + shift), registers[from].bits};
  check_register(to);
}

void assign() {
  const unsigned at = below(64);
  registers[at] = {static_cast<int>(below(1024)) - 512, 0};
  word(0, noise());
  kind(false, false, true);
  word(1, noise());
  word(2, below(64) | at << 16 | number(registers[at].e));
  cycle();
  check_register(at);
}
// UPD has no register.
void update() {
  word(0, noise());
  kind(false, false, false);
  for (unsigned i = 1; i < 5; i++) word(i, noise());
  module.done_i = 1;
  cycle();
  module.done_i = 0;
}
}  // namespace

int main() {
  module.word_i = module.collect_i = module.done_i = module.finish_i = 0;
  module.host_write_i = module.host_i = module.accumulate_i = module.keep_i = 0;
  kind(false, false, false);
  module.clk_i = 0;
  const auto any = [] { return Register{wrapped(exponent()), below(32)}; };
  for (unsigned at = 0; at < 64; at++) {
    registers[at] = any();
    host_write(at);
  }
  for (int i = 0; i < 20'000; i++) {
    const unsigned which = below(5);
    if (which < 2) mac();
    else if (which == 2) requantise();
    else if (which == 3) assign();
    else update();
    const unsigned at = below(64);
    registers[at] = any();
    host_write(at);
    if (i % 2000 == 0) for (unsigned all = 0; all < 64; all++) check_register(all);
  }
  std::printf("20000 instructions\n");
}
