// SPDX-License-Identifier: MIT
// Random frames in the slots, takers that wait, sessions that end at any byte: payloads come out whole and in order, and
// each slot is freed behind its last byte, after which other bytes stand there.
#include <deque>
#include <vector>

#include "Vlink_inbox.h"
#include "bench.h"
#include "payloads.h"

namespace {
constexpr unsigned Slots = 4, SlotBytes = 256, LengthAt = 0xf7, BodyAt = 0xf8, Header = 4;
enum Kind { Command = 1, Stream, Test };
}  // namespace

int main() {
  Vlink_inbox module;
  std::vector<uint8_t> memory(Slots * SlotBytes);
  std::deque<Payload> held;
  unsigned oldest = 0, given = 0, waits = 0;
  bool ended = false;
  long frames = 0, bytes = 0, sessions = 0;
  module.held_valid_i = module.held_slot_i = module.ready_i = module.read_data_i = 0;
  reset(module);
  for (int cycle = 0; cycle < 1'000'000; cycle++) {
    // One slot is always left for the frame that comes in.
    if (held.size() < Slots - 1 && below(40) == 0) {
      held.push_back(random_payload());
      const unsigned slot = (oldest + held.size() - 1) % Slots;
      const auto put = [&](unsigned at, unsigned byte) { memory[slot * SlotBytes + at % SlotBytes] = static_cast<uint8_t>(byte); };
      // What stands behind a payload is anything.
      for (unsigned at = 0; at < SlotBytes; at++) put(at, below(256));
      const Payload& frame = held.back();
      put(LengthAt, static_cast<unsigned>(frame.bytes.size()));
      put(BodyAt, below(4) << 6 | frame.kind);
      for (unsigned i = 0; i < frame.bytes.size(); i++) put(BodyAt + Header + i, frame.bytes[i]);
    }
    module.held_valid_i = !held.empty();
    module.held_slot_i = oldest;
    module.ready_i = chance(60);
    module.rst_ni = below(5000) != 0;
    settle(module);
    check(module.release_o == ended, "a slot is freed, or not, in another cycle than the one behind the last byte");
    ended = false;
    if (module.valid_o) {
      check(!held.empty() && !module.release_o, "a beat of no frame");
      const auto& [kind, payload] = held.front();
      check(module.none_o == payload.empty(), "it is empty, or is not");
      check(module.test_o == (kind == Test), "another kind than a test frame's");
      check(module.command_o == (kind == Command && !payload.empty()), "another kind than a command's");
      check(module.last_o == (given + 1 >= payload.size()), "another last byte");
      if (!payload.empty()) check(module.data_o == payload[given], "another byte");
      if (module.ready_i) ended = module.last_o, given++, bytes += !payload.empty();
    }
    // Three cycles a frame, then three a byte.
    waits = held.empty() || module.valid_o || module.release_o ? 0 : waits + 1;
    check(waits <= 4, "it waits too long");
    const uint8_t read = memory[module.read_address_o];
    if (module.release_o) held.pop_front(), oldest = (oldest + 1) % Slots, given = 0, frames++;
    if (!module.rst_ni) held.clear(), oldest = given = waits = 0, ended = false, sessions++;
    edge(module);
    module.read_data_i = read;
  }
  std::printf("%ld frames, %ld bytes, %ld sessions\n", frames, bytes, sessions);
}
