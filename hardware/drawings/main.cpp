// SPDX-License-Identifier: MIT
// Runs the verilated board on a fixed script and writes what all its signals do: a greeting and a ping bit by bit, then bytes past
// the UART: sampling on, a marker, a program that comes on the standard input, a test frame. tools/drawings.mjs draws from it.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <vector>

#include "Vsim_board.h"
#include "bench.h"
#include "ina226_model.h"
#include "power_model.h"
#include "stuffing.h"
#include "uart_line.h"
#include "verilated_vcd_c.h"

namespace {
constexpr double ClockHz = PJ_CLOCK_HZ;
constexpr unsigned PowerOnRate = 1'000'000;
// Cycles: between bytes past the UART, between frames; of the script, and from the sensor's first bit on.
constexpr unsigned ByteGap = 24, FrameGap = 1500, ScriptEnd = 90'000, SensorCycles = 120'000;

Bytes words_of(uint32_t word) {
  return {static_cast<uint8_t>(word), static_cast<uint8_t>(word >> 8), static_cast<uint8_t>(word >> 16), static_cast<uint8_t>(word >> 24)};
}

// A frame as it goes over the wire.
Bytes frame(uint8_t kind, uint8_t sequence, const Bytes& payload) {
  Bytes body{kind, sequence, 0, 127};
  body.insert(body.end(), payload.begin(), payload.end());
  for (const uint8_t byte : words_of(crc32_of(body))) body.push_back(byte);
  Bytes wire = stuff(body);
  wire.push_back(0);
  return wire;
}

std::deque<Bytes> script(const Bytes& program) {
  uint8_t sequence = 0;
  std::deque<Bytes> frames;
  const auto add = [&](uint8_t kind, const Bytes& payload) { frames.push_back(frame(kind, sequence++, payload)); };
  add(1, {0xf0, 1});
  for (size_t at = 0; at < program.size(); at += 200) {
    Bytes payload{1};
    for (const uint8_t byte : words_of(static_cast<uint32_t>(at))) payload.push_back(byte);
    payload.insert(payload.end(), program.begin() + at, program.begin() + std::min(program.size(), at + 200));
    add(1, payload);
  }
  add(1, {0xf1, 0x34, 0x12});
  add(1, {6, 0, 0, 0, 0, 1, 2, 3, 4});
  add(1, {3, 0, 1, 0, 0, 8});
  add(3, {1, 2, 3, 4, 5, 6, 7, 8});
  frames.push_back(frame(8, 0, words_of(3'000'000)));
  return frames;
}
}  // namespace

int main(int, char** values) {
  Bytes program;
  for (int byte = std::getchar(); byte != EOF; byte = std::getchar()) program.push_back(static_cast<uint8_t>(byte));
  Verilated::traceEverOn(true);
  // Memory begins with random numbers, the same each time, as operands.
  Verilated::randReset(2);
  Verilated::randSeed(1);
  Vsim_board board;
  VerilatedVcdC trace;
  board.trace(&trace, 99);
  trace.open(values[1]);
  PowerModel power(ClockHz);
  Ina226Model sensor(power, ClockHz, 1);
  UartSender sender;
  std::deque<Bytes> frames = script(program);
  std::deque<uint8_t> bytes;
  for (const Bytes& first : {Bytes{0}, frame(4, 0, {0x50, 0x4a, 1, 1, 2, 3, 4}), Bytes{0}, frame(6, 0, {9, 8, 7, 6})}) {
    sender.queue.insert(sender.queue.end(), first.begin(), first.end());
  }
  board.rx_i = board.sda_i = board.alert_ni = board.tx_ready_i = 1;
  board.rst_ni = board.bridge_i = board.rx_valid_i = 0;
  // Until the greeting and the ping are answered.
  constexpr unsigned BitsEnd = 36'000;
  unsigned dumped = 0;
  for (unsigned cycle = 0; dumped < ScriptEnd + SensorCycles; cycle++) {
    board.rst_ni = cycle >= 8;
    board.bridge_i = cycle >= BitsEnd;
    if (board.rst_ni && !board.bridge_i) board.rx_i = sender.step(static_cast<unsigned>(ClockHz / PowerOnRate));
    if (board.bridge_i && bytes.empty() && cycle % FrameGap == 0 && !frames.empty()) {
      bytes.insert(bytes.end(), frames.front().begin(), frames.front().end());
      frames.pop_front();
    }
    board.rx_valid_i = board.bridge_i && !bytes.empty() && (board.rx_valid_i || cycle % ByteGap == 0);
    board.rx_data_i = bytes.empty() ? 0 : bytes.front();
    settle(board);
    if (cycle < ScriptEnd || board.scl_low_o || dumped > ScriptEnd) trace.dump(dumped++);
    const bool taken = board.rx_valid_i && board.rx_ready_o;
    const bool scl = !board.scl_low_o, sda = !board.sda_low_o;
    power.cycle(0, false);
    edge(board);
    if (taken) {
      bytes.pop_front();
      board.rx_valid_i = 0;
    }
    sensor.step(scl, sda);
    board.sda_i = sda && sensor.sda();
    board.alert_ni = sensor.alert_n();
  }
  trace.close();
}
