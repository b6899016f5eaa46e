// SPDX-License-Identifier: MIT
// Random streams into slots that become free now and then, between words of received frames and stamps that are noted, in
// sessions that end at any byte: memory has what was said to it and nothing else.
#include <array>
#include <vector>

#include "Vlink_outbox.h"
#include "bench.h"
#include "payloads.h"

namespace {
constexpr unsigned Slots = 4, SlotBytes = 256, Header = 4, LengthAt = 255, WordAt = 0xf4, StampAt = 0xf8, Phases = 16;
}  // namespace

int main() {
  Vlink_outbox module;
  std::array<std::array<uint8_t, SlotBytes>, Slots> memory{}, expected{};
  // Empty: one beat without a byte.
  Payload stream = random_payload();
  // Slots that hold frames, the next one, and the beats that were given of the stream.
  unsigned busy = 0, slot = 0, at = 0, stands = 0;
  std::array<uint8_t, 6> stamp{};
  uint64_t noted_at = 0;
  bool offered = false;
  long streams = 0, words = 0, notes = 0, sessions = 0;
  module.phase_i = module.may_word_i = module.word_i = module.note_i = module.valid_i = module.room_i = 0;
  reset(module);
  for (uint64_t cycle = 0; cycle < 1'500'000; cycle++) {
    const unsigned phase = cycle % Phases;
    module.phase_i = phase;
    module.byte_i = below(256);
    if (phase >= 2 && phase < 8) stamp[phase - 2] = module.byte_i;
    // A byte may be one of a word in phases 7 and 15; it is none so soon behind a ping.
    module.may_word_i = phase % 8 == 7 && chance(40);
    module.word_i = module.may_word_i && !module.noting_o && chance(50);
    module.word_slot_i = below(Slots);
    module.word_at_i = below(4);
    module.word_byte_i = below(256);
    module.note_i = !module.noting_o && below(60) == 0;
    if (module.note_i) module.note_slot_i = below(Slots), noted_at = cycle;
    if (busy > 0 && below(200) == 0) busy--;
    module.room_i = busy < Slots;
    module.slot_i = slot;
    const bool none = stream.bytes.empty();
    offered = offered || chance(70);
    module.valid_i = offered;
    module.kind_i = stream.kind;
    module.data_i = offered && !none ? stream.bytes[at] : below(256);
    module.last_i = at + 1 >= stream.bytes.size();
    module.none_i = none;
    module.rst_ni = below(5000) != 0;
    settle(module);
    if (module.write_o) memory[module.write_address_o / SlotBytes][module.write_address_o % SlotBytes] = module.write_data_o;
    if (module.word_i) expected[module.word_slot_i][WordAt + module.word_at_i] = module.word_byte_i, words++;
    if (module.noted_o) {
      check(cycle > noted_at + Phases - 1 && cycle <= noted_at + 2 * Phases, "it notes another window than the one behind");
      for (unsigned i = 0; i < stamp.size(); i++) expected[module.note_slot_i][StampAt + i] = stamp[i];
      // A frame's kind may be there before its first byte.
      expected[module.note_slot_i][0] = memory[module.note_slot_i][0];
      check(memory[module.note_slot_i] == expected[module.note_slot_i], "another stamp, or what stands around it");
      notes++;
    }
    const bool taken = module.valid_i && module.ready_o;
    if (taken) {
      check(busy < Slots, "a byte for which there is no room");
      if (!none) expected[slot][Header + at] = module.data_i;
      at++;
      offered = false;
    }
    const bool whole = at > 0 && at >= stream.bytes.size();
    if (module.queued_o) {
      check(whole && !taken, "a frame that is not whole");
      expected[slot][0] = static_cast<uint8_t>(stream.kind);
      expected[slot][LengthAt] = static_cast<uint8_t>(Header + stream.bytes.size());
      check(memory[slot] == expected[slot], "another frame, or what stands behind it");
      slot = (slot + 1) % Slots;
      busy++;
      stream = random_payload();
      at = 0;
      streams++;
    }
    // One cycle before a frame, one a byte, then one; it stands still for words and for the window of a note.
    stands = busy == Slots || module.may_word_i || module.noting_o || taken || module.queued_o || (!offered && !whole) ? 0 : stands + 1;
    check(stands <= 1, "it stands still");
    if (!module.rst_ni) {
      expected = memory;
      busy = slot = at = stands = 0;
      stream = random_payload();
      offered = false;
      sessions++;
    }
    edge(module);
  }
  std::printf("%ld frames, %ld bytes of words, %ld stamps, %ld sessions\n", streams, words, notes, sessions);
}
