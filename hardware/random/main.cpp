// SPDX-License-Identifier: MIT
// Runs programs that come on the standard input on the verilated tensor machine, and compares what comes of them
// with what the golden model found. tools/random-programs.mjs writes them; all numbers are 32 bits, little-endian.
#include <array>
#include <cstring>
#include <vector>

#include "Vtensor_machine.h"
#include "Vtensor_machine___024root.h"
#include "bench.h"
#include "shape.h"

namespace {
// Of the program under way.
uint64_t programs = 0;

// As `check`, with the program's number.
void check_program(bool condition, const std::string& what) {
  if (!condition) fail("program " + std::to_string(programs) + ": " + what);
}

constexpr uint32_t Registers = 64;
// What the host reads and writes while programs run; no program looks at it. As int32, and as words of T bytes.
constexpr uint32_t Scratch = 3900, ScratchEnd = 4096;
constexpr uint32_t ScratchWord = 4 * Scratch / Lanes, ScratchWords = 4 * (ScratchEnd - Scratch) / Lanes;

uint32_t number() {
  uint32_t value = 0;
  if (std::fread(&value, sizeof value, 1, stdin) != 1) fail("the input ended too soon");
  return value;
}

struct Expected {
  uint32_t illegal, index, cycles, memory, registers, whole;
};

class Machine {
 public:
  Machine() {
    module_.run_i = module_.host_valid_i = module_.exponent_write_i = 0;
    module_.exponent_address_i = 0;
    reset(module_);
    // The counters are cleared.
    for (int i = 0; i < 64; i++) cycle();
    for (uint32_t i = 0; i < Integers; i++) memory(i) = number();
    for (uint32_t i = 0; i < Registers; i++) registers(i) = 0;
  }

  void load() {
    const uint32_t count = number();
    for (uint32_t i = 0; i < count; i++) write(i, number());
  }

  // Returns its cycles.
  uint64_t run(const Expected& expected) {
    module_.index_i = 0;
    module_.run_i = 1;
    cycle();
    module_.run_i = 0;
    uint64_t cycles = 0;
    for (;; cycles++) {
      disturb();
      settle(module_);
      if (module_.ended_o || module_.illegal_o) break;
      check_program(cycles < 50'000'000, "it does not end");
      finish_cycle();
    }
    const bool illegal = module_.illegal_o;
    const uint32_t index = module_.index_o;
    finish_cycle();
    // What it still asks for it gets afterwards.
    if (!asked_) module_.host_valid_i = 0;
    cycle();
    check_program(illegal == (expected.illegal != 0), illegal ? "it is illegal only to the RTL" : "it is illegal only to the golden model");
    if (illegal) check_program(index == expected.index, "illegal at another index");
    cycles++;
    check_program(cycles == expected.cycles, "it took " + std::to_string(cycles) + " cycles, not " + std::to_string(expected.cycles));
    return cycles;
  }

  void compare(const Expected& expected) {
    for (uint32_t i = Scratch; i < ScratchEnd; i++) {
      const uint32_t byte = 4 * (i - Scratch);
      check_program(memory(i) == static_cast<uint32_t>(scratch_[byte / Lanes] >> 8 * (byte % Lanes)), "a word of the host is lost");
    }
    if (expected.whole != 0) {
      std::string wrong;
      for (uint32_t i = 0; i < Integers; i++) {
        const uint32_t golden = number();
        const bool own = i >= Scratch && i < ScratchEnd;
        if (!own && golden != memory(i) && wrong.size() < 1000) {
          char text[80];
          std::snprintf(text, sizeof text, "at %u: %08x, not %08x\n", i, memory(i), golden);
          wrong += text;
        }
      }
      check_program(wrong.empty(), wrong);
    }
    uint32_t hash = Basis;
    for (uint32_t i = 0; i < Integers; i++) {
      if (i < Scratch || i >= ScratchEnd) hash = mix(hash, memory(i));
    }
    check_program(hash == expected.memory, "other memory");
    hash = Basis;
    for (uint32_t i = 0; i < Registers; i++) {
      hash = mix(hash, registers(i));
    }
    check_program(hash == expected.registers, "other exponent registers");
  }

 private:
  static constexpr uint32_t Basis = 2'166'136'261;
  static uint32_t mix(uint32_t hash, uint32_t word) {
    hash = (hash ^ word) * 16'777'619;
    return hash ^ hash >> 15;
  }

#define PJ_MEMORY(path) module_.rootp->tensor_machine__DOT__u_port__DOT__##path##u_memory__DOT__memory
#if PJ_LANES == 8
#define PJ_BANK(bank) case bank: return PJ_MEMORY(g_at_once__DOT__u_memory__DOT__g_bank__BRA__##bank##__KET____DOT__)[i / 8];
  uint32_t& memory(uint32_t i) {
    switch (i % 8) { PJ_BANK(0) PJ_BANK(1) PJ_BANK(2) PJ_BANK(3) PJ_BANK(4) PJ_BANK(5) PJ_BANK(6) default: PJ_BANK(7) }
  }
#else
  uint32_t& memory(uint32_t i) { return PJ_MEMORY(g_one_by_one__DOT__)[i]; }
#endif
  uint16_t& registers(uint32_t i) { return module_.rootp->tensor_machine__DOT__u_exponents__DOT__registers[i]; }

  void cycle() {
    settle(module_);
    finish_cycle();
  }
  void finish_cycle() {
    const Read due = Wide ? read_before_[1] : read_;
    if (due.valid) check_program(module_.host_data_o == due.word, "the host read another word");
    read_before_ = {read_, read_before_[0]};
    read_.valid = false;
    if (module_.host_valid_i && module_.host_ready_o) {
      read_.valid = asked_ && !module_.host_write_i;
      if (read_.valid) read_.word = scratch_[module_.host_address_i - ScratchWord];
      asked_ = false;
    }
    edge(module_);
  }

  void write(uint32_t index, uint32_t integer) {
    const unsigned place = index % (Lanes / 4);
    module_.host_valid_i = module_.host_write_i = 1;
    module_.host_address_i = 4 * index / Lanes;
    module_.host_enable_i = static_cast<uint8_t>(15 << 4 * place);
    module_.host_data_i = Word{integer} << 32 * place;
    cycle();
    module_.host_valid_i = 0;
  }

  // The host at work while a program runs: it keeps asking until it is served.
  void disturb() {
    if (asked_) return;
    module_.host_valid_i = 0;
    if (!chance(40)) return;
    const uint32_t at = below(ScratchWords);
    module_.host_valid_i = 1;
    module_.host_address_i = ScratchWord + at;
    module_.host_write_i = chance(50);
    module_.host_data_i = static_cast<Word>(random_source()());
    module_.host_enable_i = static_cast<uint8_t>(below(1 << Lanes));
    asked_ = true;
    // Only one wish at a time, so that what it writes is known when it is granted.
    if (module_.host_write_i) {
      for (unsigned i = 0; i < Lanes; i++) {
        if (module_.host_enable_i >> i & 1) {
          const Word mask = Word{0xff} << 8 * i;
          scratch_[at] = (scratch_[at] & ~mask) | (module_.host_data_i & mask);
        }
      }
    }
  }

  Vtensor_machine module_;
  std::array<Word, ScratchWords> scratch_{};
  bool asked_ = false;
  struct Read {
    bool valid = false;
    Word word = 0;
  };
  // Of what was granted in the cycle before; and before that, two cycles of which it comes later of T at once.
  Read read_;
  std::array<Read, 2> read_before_;

 public:
  void settle_host() {
    while (asked_) cycle();
    module_.host_valid_i = 0;
    cycle();
  }
};
}  // namespace

int main() {
  Machine machine;
  uint64_t cycles = 0;
  for (uint32_t more = number(); more != 0; more = number(), programs++) {
    machine.load();
    Expected expected{number(), number(), number(), number(), number(), number()};
    cycles += machine.run(expected);
    machine.settle_host();
    machine.compare(expected);
  }
  std::printf("%llu programs, %llu cycles\n", static_cast<unsigned long long>(programs), static_cast<unsigned long long>(cycles));
}
