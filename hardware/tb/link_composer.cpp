// SPDX-License-Identifier: MIT
// Frames of slots and answers that become due at any time: bodies as reference/link.md says, answers first, each byte in its window.
#include <array>

#include "Vlink_composer.h"
#include "bench.h"
#include "stuffing.h"

namespace {
constexpr unsigned Slots = 4, SlotBytes = 256, LengthAt = 255, WordAt = 0xf4, StampAt = 0xf8, Phases = 16, Header = 4, MostPayload = 240;
enum Kind { Acknowledge, Command, Stream, Test, Welcome = 5, Pong = 7, Taken = 9, None };

std::array<std::array<uint8_t, SlotBytes>, Slots> memory;

uint8_t byte_of(uint64_t value, unsigned i) { return static_cast<uint8_t>(value >> 8 * i); }
void put(Bytes& bytes, uint64_t value, unsigned count) {
  for (unsigned i = 0; i < count; i++) bytes.push_back(byte_of(value, i));
}
void spare(Bytes& bytes, unsigned slot, unsigned at, unsigned count) {
  bytes.insert(bytes.end(), &memory[slot][at], &memory[slot][at] + count);
}
}  // namespace

int main() {
  Vlink_composer module;
  for (auto& slot : memory) for (auto& byte : slot) byte = static_cast<uint8_t>(below(256));
  module.phase_i = module.welcome_i = module.pong_i = module.rate_i = module.hold_i = module.send_valid_i = module.ready_i = 0;
  module.answer_slot_i = 2;
  module.nonce_slot_i = 0;
  reset(module);
  // It carries into the upper bytes on the way.
  constexpr uint64_t Start = (1ull << 40) - 1'000'000;
  bool welcome = false, resumed = false, pong = false, rate = false, may_begin = false;
  // The frame that goes out, without acknowledgement, credit, a pong's second stamp and checksum; and the window of the next byte.
  unsigned kind = None, slot = Slots;
  Bytes body, got;
  uint64_t due = 0, stamp = 0;
  uint8_t acknowledge = 0, credit = 0, nonce = 0, read = 0;
  std::array<long, 10> frames{};
  for (uint64_t cycle = 0; cycle < 2'000'000; cycle++) {
    const unsigned phase = cycle % Phases;
    const uint64_t window = cycle / Phases;
    module.phase_i = phase;
    // A window shows the stamp of the one before.
    module.byte_i = phase >= 2 && phase < 8 ? byte_of(Start + (window - 1) * Phases, phase - 2) : below(256);
    module.read_data_i = read;
    if (below(300) == 0) module.acknowledge_i = below(256);
    if (below(300) == 0) module.credit_i = below(Slots);
    if (below(500) == 0) module.hold_i = chance(20);
    module.ready_i = chance(90);
    module.nonce_at_i = below(4);
    module.welcome_i = !welcome && kind != Welcome && below(4000) == 0;
    module.resumed_i = below(2);
    if (module.welcome_i) module.nonce_slot_i = below(2);
    const bool answers = pong || rate || kind == Pong || kind == Taken, noted = !answers && below(3000) == 0;
    module.pong_i = noted && chance(60);
    module.rate_i = noted && !module.pong_i;
    if (noted) {
      module.answer_slot_i = 2 + below(2);
      for (unsigned at = WordAt; at < StampAt + 6; at++) memory[module.answer_slot_i][at] = static_cast<uint8_t>(below(256));
    }
    const unsigned sequence = below(256);
    if (module.send_valid_i && below(3000) == 0) module.send_valid_i = 0;
    else if (!module.send_valid_i && sequence % Slots != slot && below(200) == 0) {
      module.send_valid_i = 1;
      module.send_slot_valid_i = chance(70);
      module.send_repeat_i = below(2);
      module.send_answer_i = below(2);
      module.send_sequence_i = module.send_slot_valid_i ? sequence : 0;
      auto& bytes = memory[sequence % Slots];
      for (unsigned at = 0; module.send_slot_valid_i && at < Header + MostPayload; at++) bytes[at] = static_cast<uint8_t>(below(256));
      if (module.send_slot_valid_i) {
        bytes[0] = static_cast<uint8_t>(Command + below(3));
        bytes[LengthAt] = static_cast<uint8_t>(Header + (chance(10) ? MostPayload - below(3) : below(20)));
      }
    }
    settle(module);
    check(module.answering_o == answers, "it answers, or not");
    if (phase % 8 == 7) check(read == nonce, "another byte of the nonce");
    nonce = memory[module.nonce_slot_i][WordAt + module.nonce_at_i];
    if (phase == 6) acknowledge = module.acknowledge_i, credit = module.credit_i;

    // A byte goes out.
    const unsigned at = static_cast<unsigned>(got.size()), end = static_cast<unsigned>(body.size());
    const bool stamps = kind == Pong && at == Header + 10;
    bool ends = false;
    if (module.valid_o) {
      check(kind != None && phase == 8, "a byte of no frame, or in another phase");
      check(window == due || (stamps && window > due && window <= due + 8), "a byte in another window");
      if (stamps) stamp = Start + (window - 1) * Phases;
      uint8_t expected = at < end ? body[at] : byte_of(crc32_of(Bytes(got.begin(), got.begin() + end)), at - end);
      if (at == 2) expected = acknowledge;
      if (at == 3) expected = credit;
      if (kind == Pong && at >= Header + 10 && at < end) expected = byte_of(stamp, at - Header - 10);
      check(module.data_o == expected, "another byte " + std::to_string(at) + " of kind " + std::to_string(kind));
      got.push_back(module.data_o);
      ends = at + 1 == end + 4;
      check(module.last_o == ends, "it ends, or not");
      // The checksum takes a window to leave.
      due = window + (at + 1 == end ? 2 : 1);
    } else {
      check(kind == None || phase != 8 || window < due || (stamps && window < due + 8), "no byte");
    }
    check(module.baud_sent_o == (ends && kind == Taken), "a rate's answer is out, or not");

    // A frame begins.
    const bool answer_due = welcome || rate || pong;
    const bool begins = phase == 15 && may_begin && (answer_due || module.send_valid_i);
    check(module.sent_o == (begins && !answer_due), "a slot is sent, or not");
    if (phase == 14) may_begin = kind == None && !module.hold_i && module.ready_i;
    if (ends) {
      frames[kind]++;
      kind = None;
      slot = Slots;
    }
    if (begins) {
      const bool of_slot = !answer_due && module.send_slot_valid_i;
      if (of_slot) slot = module.send_sequence_i % Slots;
      kind = welcome ? Welcome : rate ? Taken : pong ? Pong : of_slot ? memory[slot][0] : Acknowledge;
      const unsigned flags = answer_due ? 0 : module.send_repeat_i << 7 | module.send_answer_i << 6;
      body = {static_cast<uint8_t>(flags | kind), static_cast<uint8_t>(answer_due ? 0 : module.send_sequence_i), 0, 0};
      if (of_slot) spare(body, slot, Header, memory[slot][LengthAt] - Header);
      if (kind == Pong || kind == Taken) spare(body, module.answer_slot_i, WordAt, 4);
      if (kind == Pong) spare(body, module.answer_slot_i, StampAt, 6), put(body, 0, 6);
      if (kind == Welcome) {
        put(body, 1, 1);
        put(body, resumed, 1);
        // From place three on.
        for (unsigned i = 0; i < 4; i++) spare(body, module.nonce_slot_i, WordAt + (3 + i) % 4, 1);
        put(body, 0, 8), put(body, 0, 8), put(body, 0, 8), put(body, 0, 8);
        put(body, 30'000'000, 4), put(body, 16, 2), put(body, 131'072, 4);
      }
      got.clear();
      due = window + 2;
      if (kind == Welcome) welcome = false;
      if (kind == Pong) pong = false;
      if (kind == Taken) rate = false;
    }
    if (module.welcome_i) welcome = true, resumed = module.resumed_i;
    pong |= module.pong_i;
    rate |= module.rate_i;
    read = memory[module.read_address_o / SlotBytes][module.read_address_o % SlotBytes];
    const bool sent = module.sent_o;
    edge(module);
    if (sent) module.send_valid_i = 0;
  }
  std::printf("%ld welcomes, %ld pongs, %ld rates, %ld acknowledgements, %ld frames of slots\n", frames[Welcome], frames[Pong], frames[Taken],
              frames[Acknowledge], frames[Command] + frames[Stream] + frames[Test]);
}
