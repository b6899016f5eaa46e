// SPDX-License-Identifier: MIT
// Random commands, memory that is often busy, programs that end when they like; replies as doc/isa.md says.
#include <array>
#include <deque>
#include <map>
#include <vector>

#include "Vcommand_unit.h"
#include "bench.h"
#include "shape.h"

namespace {
using Bytes = std::vector<uint8_t>;
constexpr uint32_t Registers = 1 << 23;

struct Model {
  std::vector<uint8_t> memory = std::vector<uint8_t>(MemoryBytes);
  std::array<uint16_t, 128> exponents{};
};

void put32(Bytes& bytes, uint32_t value) {
  for (int i = 0; i < 4; i++) bytes.push_back(static_cast<uint8_t>(value >> 8 * i));
}

// A command, what it does to the model, and the reply that must come, but for a program's.
struct Command {
  Bytes bytes, reply;
  bool runs = false, waits = true;
  uint32_t index = 0, token = 0;
};

Command random_command(Model& model) {
  Command command;
  const unsigned kind = below(8);
  // Few addresses, so that what was written is read.
  const uint32_t address = (below(64) + (chance(10) ? MemoryBytes - 32 : 4096)) % MemoryBytes;
  const auto at = [](uint32_t i) { return i % MemoryBytes; };
  Bytes& bytes = command.bytes;
  if (kind == 0) {
    bytes.push_back(1);
    put32(bytes, address);
    const unsigned count = below(30);
    for (unsigned i = 0; i < count; i++) {
      bytes.push_back(static_cast<uint8_t>(below(256)));
      model.memory[at(address + i)] = bytes.back();
    }
    command.waits = false;
  } else if (kind == 1) {
    const uint32_t word = address & ~(Lanes - 1);
    bytes.push_back(2);
    put32(bytes, word);
    const unsigned count = 1 + below(10);
    for (unsigned i = 0; i < count; i++) {
      bytes.push_back(static_cast<uint8_t>(below(256)));
      for (unsigned j = 0; j < Lanes; j++) model.memory[at(word + Lanes * i + j)] = j == 0 ? bytes.back() : 0;
    }
    command.waits = false;
  } else if (kind == 2 || kind == 3) {
    const unsigned length = chance(5) ? 200 + below(56) : below(20);
    bytes.push_back(3);
    put32(bytes, address);
    bytes.push_back(static_cast<uint8_t>(length));
    command.reply.assign(bytes.begin(), bytes.begin() + 5);
    for (unsigned i = 0; i < std::min(length, 232u); i++) command.reply.push_back(model.memory[at(address + i)]);
  } else if (kind == 4) {
    const unsigned first = below(64), count = below(5);
    bytes.push_back(1);
    put32(bytes, Registers + 2 * first);
    for (unsigned i = 0; i < count; i++) {
      uint16_t& value = model.exponents[(first + i) % 64];
      value = static_cast<uint16_t>(below(65536));
      bytes.push_back(static_cast<uint8_t>(value));
      bytes.push_back(static_cast<uint8_t>(value >> 8));
    }
  } else if (kind == 5) {
    const unsigned first = below(128), count = below(10);
    bytes.push_back(3);
    put32(bytes, Registers + first);
    bytes.push_back(static_cast<uint8_t>(count));
    command.reply.assign(bytes.begin(), bytes.begin() + 5);
    for (unsigned i = first; i < first + count; i++) {
      command.reply.push_back(static_cast<uint8_t>(model.exponents[i / 2 % 64] >> 8 * (i % 2)));
    }
  } else if (kind == 6) {
    command.runs = true;
    command.index = below(Integers);
    command.token = static_cast<uint32_t>(random_source()());
    bytes.push_back(6);
    put32(bytes, command.index);
    put32(bytes, command.token);
  } else {
    // No command, or one that ends too soon: nothing happens.
    if (chance(50)) bytes = {static_cast<uint8_t>(8 + below(200)), 1, 2, 3};
    else {
      bytes = {static_cast<uint8_t>(chance(50) ? 3 : 6)};
      for (unsigned i = below(5); i > 0; i--) bytes.push_back(static_cast<uint8_t>(below(256)));
    }
  }
  return command;
}
}  // namespace

int main() {
  Vcommand_unit module;
  Model model, device;
  module.valid_i = module.running_i = module.ended_i = module.illegal_i = module.memory_ready_i = 0;
  module.phase_i = module.byte_i = 0;
  reset(module);
  std::vector<Command> commands;
  std::deque<Bytes> expected;
  for (int i = 0; i < 6000; i++) commands.push_back(random_command(model));
  Bytes reply;
  unsigned running = 0, replies = 0, runs = 0;
  size_t which = 0, at = 0, started = 0;
  std::deque<size_t> order;
  uint64_t cycles = 0;
  constexpr uint64_t Start = 0x1234'5678'0000;
  // A command's reply comes before the next one's; a program's at its end, and nothing that waits for it before.
  std::deque<Bytes> pending;
  Bytes of_program;
  Word came_before[2] = {};
  for (; which < commands.size() || module.run_o || module.running_i || !pending.empty(); cycles++) {
    check(cycles < 20'000'000, "it hangs");
    // A window shows the stamp of the one before.
    const unsigned phase = cycles % 16;
    module.phase_i = phase;
    module.byte_i = phase >= 2 && phase < 8 ? (Start + cycles - phase - 16) >> (8 * (phase - 2)) : below(256);
    const bool more = which < commands.size();
    module.valid_i = more && chance(80);
    module.data_i = more ? commands[which].bytes[at] : 0;
    module.last_i = more && at + 1 == commands[which].bytes.size();
    module.ready_i = chance(70);
    module.memory_ready_i = chance(60);
    module.ended_i = module.illegal_i = 0;
    if (module.running_i && running == 0) (chance(80) ? module.ended_i : module.illegal_i) = 1;
    settle(module);
    if (module.running_i && running == 0) {
      of_program[0] = module.ended_i ? 6 : 7;
      for (int i = 0; i < 6; i++) of_program.push_back(static_cast<uint8_t>((Start + cycles) >> 8 * i));
      pending.push_front(of_program);
    }
    const bool memory = module.memory_valid_o && module.memory_ready_i;
    const uint32_t base = module.memory_address_o * Lanes;
    Word word = 0;
    if (memory) {
      for (unsigned i = 0; i < Lanes; i++) {
        if (module.memory_write_o && module.memory_enable_o >> i & 1) device.memory[base + i] = static_cast<uint8_t>(module.memory_data_o >> 8 * i);
        word |= static_cast<Word>(device.memory[base + i]) << 8 * i;
      }
      if (!module.memory_write_o) check(!module.running_i, "memory is read while a program runs");
    }
    if (module.exponent_write_o) {
      check(!module.running_i, "a register is set while a program runs");
      device.exponents[module.exponent_address_o] = module.exponent_data_o;
    }
    const uint16_t exponent = device.exponents[module.exponent_address_o];
    const bool runs_now = module.run_o;
    if (runs_now) {
      check(!module.running_i, "a program is started while one runs");
      while (!commands[started].runs) started++;
      check(module.index_o == commands[started].index, "another index");
      of_program = {0};
      put32(of_program, commands[started].token);
      started++;
      runs++;
    }
    if (module.valid_o && module.ready_i) {
      reply.push_back(module.data_o);
      if (module.last_o) {
        check(!pending.empty(), "a reply that nobody asked for");
        check(reply == pending.front(), "another reply to " + std::to_string(pending.front()[0]));
        pending.pop_front();
        reply.clear();
        replies++;
      }
    }
    if (module.valid_i && module.ready_o && module.last_i) {
      if (!commands[which].reply.empty()) pending.push_back(commands[which].reply);
    }
    const bool taken = module.valid_i && module.ready_o;
    const bool ended = module.ended_i || module.illegal_i;
    edge(module);
    // Of T at once it comes two cycles later.
    const Word came = memory ? module.memory_write_o ? 0xdeadbeef : word : static_cast<Word>(random_source()());
    module.memory_data_i = Wide ? came_before[1] : came;
    came_before[1] = came_before[0];
    came_before[0] = came;
    module.exponent_data_i = exponent;
    if (ended) module.running_i = 0;
    else if (running > 0) running--;
    if (runs_now) {
      module.running_i = 1;
      running = below(300);
    }
    if (taken) {
      at++;
      if (at == commands[which].bytes.size()) which++, at = 0;
    }
  }
  for (int i = 0; i < 50; i++) {
    module.memory_ready_i = 1;
    settle(module);
    edge(module);
  }
  check(device.memory == model.memory, "other memory");
  for (unsigned i = 0; i < 64; i++) check(device.exponents[i] == model.exponents[i], "other registers");
  std::printf("%zu commands, %u replies, %u programs\n", commands.size(), replies, runs);
}
