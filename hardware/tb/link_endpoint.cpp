// SPDX-License-Identifier: MIT
// Sessions with a host that sends, loses, repeats and forgets at random, over slots that are filled and freed at random: what
// the endpoint says and sends is what reference/link.md allows, and all frames come once and in order, both ways.
#include <algorithm>
#include <array>
#include <deque>

#include "Vlink_endpoint.h"
#include "bench.h"

namespace {
constexpr unsigned Slots = 4, Patience = 586;
enum Kind { Acknowledge, Command, Stream, Test, Hello, Ping = 6, Baud = 8 };

struct Frame {
  unsigned kind, sequence = 0, acknowledge = 0, credit = 0, length = 4;
  bool repeat = false, answer = false, greeting = false, same = false;
  bool sequenced() const { return kind >= Command && kind <= Test; }
};

// Numbers count without end here; a frame has the lower 8 bits. This is the number near another one that has them.
unsigned near(unsigned number, unsigned low) { return number + static_cast<int8_t>(low - number); }

struct Host {
  // Without data, it says nothing that it is not asked.
  bool quiet = chance(30);
  unsigned acknowledged = 0, next = 0, highest = 0, allowed = 0, expected = 0, silent = 0;
  bool due = false, repeat_due = false, asked = false;

  // What stands in a slot is its number.
  void take(const Frame& frame, unsigned content) {
    const unsigned acknowledge = near(acknowledged, frame.acknowledge);
    check(acknowledge >= acknowledged && acknowledge <= highest, "it acknowledges what was not sent, or takes it back");
    if (acknowledge > acknowledged) silent = 0;
    acknowledged = acknowledge;
    next = frame.repeat ? acknowledged : std::max(next, acknowledged);
    allowed = std::max(allowed, acknowledged + frame.credit);
    due |= frame.answer || frame.sequenced();
    if (!frame.sequenced()) return;
    const unsigned number = near(expected, frame.sequence);
    if (number == expected) check(content == number, "another frame than its number says"), expected++, asked = repeat_due = false;
    else if (number > expected && !asked) repeat_due = true;
  }
  Frame frame() {
    Frame out{Acknowledge};
    // Now and then one more than it may.
    if (!quiet && next < allowed + chance(5) && chance(80)) out.kind = chance(50) ? Command : Test, out.sequence = next++ % 256;
    else if (chance(20)) out.kind = chance(50) ? Ping : Baud, out.length = chance(70) ? 4 : below(9);
    highest = std::max(highest, next);
    out.acknowledge = expected % 256;
    out.credit = below(7);
    out.repeat = repeat_due;
    out.answer = chance(10);
    asked |= repeat_due;
    due = repeat_due = false;
    return out;
  }
};

// What the rules say of the board's end. It may ignore acknowledgements while it sends again: so base is as far as it may be.
struct Board {
  unsigned base = 0, next = 0, highest = 0, queued = 0, allowed = 0, expected = 0, held = 0;
  bool due = false, few = false, repeat_due = false, asked = false, may_rewind = false;
  unsigned ticks = 0, asked_ticks = 0;
};
}  // namespace

int main() {
  Vlink_endpoint module;
  module.tick_i = module.note_i = module.frame_valid_i = module.release_i = module.queued_i = module.sent_i = 0;
  module.hello_i = module.greeting_i = module.same_i = module.length_i = 0;
  reset(module);
  Host host;
  Board board;
  bool session = false, full = false;
  // Numbers of frames in the slots.
  std::array<unsigned, Slots> received{}, to_send{};
  Frame coming{Acknowledge};
  std::deque<Frame> history;
  // Fields that are still to show; then the frame stands there.
  unsigned shown = 0, quiet = 0, stall = 0;
  bool comes = false;
  unsigned welcomes = 0, resets = 0, takes = 0, pings = 0, bauds = 0, resumed = 0;
  uint64_t progress = 0;
  long sent = 0, again = 0, delivered = 0, released = 0, sessions = 0;
  for (uint64_t cycle = 0; cycle < 3'000'000; cycle++) {
    module.tick_i = chance(25);
    board.ticks += module.tick_i, board.asked_ticks += module.tick_i;
    if (stall > 0) stall--;
    else if (below(60'000) == 0) stall = 15'000;

    // A frame comes: fields, then all of it; of some only fields.
    host.silent++;
    if (!comes && stall == 0 && (below(session ? 30'000 : 3000) == 0)) {
      coming = Frame{Hello, below(256), below(256), below(128), 7, chance(10), chance(10), chance(90), session ? chance(75) : chance(50)};
      comes = true, shown = 0;
    } else if (!comes && stall == 0 && (host.due || !host.quiet) && below(150) == 0) {
      // Patience without progress.
      if (host.silent > 4000) host.next = host.acknowledged, host.silent = 0;
      coming = !history.empty() && chance(5) ? history[below(static_cast<unsigned>(history.size()))] : host.frame();
      history.push_back(coming);
      if (history.size() > 20) history.pop_front();
      // Of what was never sent.
      if (chance(3)) coming = Frame{Acknowledge, 0, (board.highest + 1 + below(100)) % 256, below(7), 0, chance(50)};
      comes = !chance(10), shown = 0;
    }
    module.note_i = 0;
    module.kind_i = below(16), module.repeat_i = below(2), module.answer_i = below(2);
    module.sequence_i = below(256), module.acknowledge_i = below(256), module.credit_i = below(256);
    if (comes && !module.frame_valid_i && chance(30)) {
      if (shown == 4) {
        module.frame_valid_i = 1;
      } else {
        module.note_i = 1 << shown;
        if (shown == 0) module.kind_i = coming.kind, module.repeat_i = coming.repeat, module.answer_i = coming.answer;
        if (shown == 1) module.sequence_i = coming.sequence;
        if (shown == 2) module.acknowledge_i = coming.acknowledge;
        if (shown == 3) module.credit_i = coming.credit;
        // Another one comes.
        shown = chance(2) ? 0 : shown + 1;
      }
    }
    module.hello_i = coming.kind == Hello;
    module.greeting_i = coming.greeting;
    module.same_i = coming.same;
    module.length_i = coming.length;
    module.release_i = module.queued_i = module.sent_i = 0;
    settle(module);
    // What is outside uses nothing that is not offered.
    const bool voids = module.session_reset_o;
    module.release_i = module.held_valid_o && !voids && below(100) == 0;
    module.queued_i = module.room_o && !voids && below(150) == 0;
    module.sent_i = module.send_valid_o && !voids && below(60) == 0;
    settle(module);
    if (comes && coming.sequenced()) received[module.receive_slot_o] = near(board.expected, coming.sequence);

    welcomes += module.welcome_o, resets += voids, takes += module.nonce_take_o, pings += module.ping_o, bauds += module.baud_o;
    quiet = module.frame_valid_i || module.send_valid_o || !board.due ? 0 : quiet + 1;
    if (module.frame_valid_i && module.frame_ready_o) {
      const bool known = session && coming.same, unknown = !session && coming.kind != Hello && coming.kind != Ping && coming.kind != Baud;
      check(welcomes == (coming.greeting || unknown), "a welcome, or none");
      if (welcomes) check(module.resumed_o == (coming.greeting && known), "resumed, or not");
      check(takes == coming.greeting && resets == (coming.greeting && !known), "another session, or none");
      check(pings == (coming.kind == Ping && coming.length == 4) && bauds == (coming.kind == Baud && coming.length == 4), "a ping or a rate, or none");
      welcomes = resets = takes = pings = bauds = 0;
      if (coming.greeting && known) board.due = board.may_rewind = true, resumed++;
      if (coming.kind != Hello && session) {
        const unsigned acknowledge = near(board.highest, coming.acknowledge);
        if (acknowledge + Slots >= board.highest && acknowledge <= board.highest) {
          if (acknowledge > board.base) progress = cycle;
          board.base = std::max(board.base, acknowledge);
          board.allowed = std::max(board.allowed, acknowledge + coming.credit);
          board.may_rewind |= coming.repeat;
        }
        board.due |= coming.answer || coming.sequenced();
        const unsigned number = near(board.expected, coming.sequence);
        if (coming.sequenced() && number == board.expected) {
          const bool taken = module.acknowledge_o != board.expected % 256;
          check(taken ? board.held < Slots - 1 : full, "a frame is taken, or not");
          if (taken) board.expected++, board.held++, delivered++, board.asked = board.repeat_due = false, progress = cycle;
        } else if (coming.sequenced() && number > board.expected && !board.asked) {
          board.repeat_due = true;
        }
      }
      session |= coming.greeting;
      comes = false;
    }
    if (!voids) {
      check(module.acknowledge_o == board.expected % 256, "it expects another frame");
      check(module.credit_o == Slots - 1 - board.held && module.held_valid_o == (board.held > 0), "another number of slots");
      check(!session || quiet < 8, "nothing is said");
    }
    full = board.held == Slots - 1;
    if (module.release_i) {
      check(received[module.held_slot_o] == board.expected - board.held, "another frame than the oldest");
      board.held--, released++;
    }
    if (module.queued_i) to_send[module.queue_slot_o] = board.queued++;
    if (module.sent_i) {
      Frame frame{module.send_slot_valid_o ? static_cast<unsigned>(Stream) : static_cast<unsigned>(Acknowledge), module.send_sequence_o,
                  module.acknowledge_o, module.credit_o};
      frame.repeat = module.send_repeat_o;
      frame.answer = module.send_answer_o;
      check(session && frame.repeat == board.repeat_due, "it asks for frames again, or not");
      check(frame.sequenced() || frame.answer || board.due, "a frame for nothing");
      const bool late = board.ticks >= Patience / 2;
      if (frame.answer) check(board.asked_ticks >= Patience / 2 && board.queued > board.base, "it asks for credit too soon"), board.asked_ticks = 0;
      if (frame.sequenced()) {
        const unsigned number = near(board.next, frame.sequence);
        check(number < board.queued && number < board.allowed, "a frame that is not there, or without credit");
        check(module.send_slot_o == number % Slots, "another slot");
        check(number == board.next || (number < board.next && number + Slots >= board.highest && (board.may_rewind || late)), "a frame out of order");
        if (number != board.next) board.may_rewind = false, board.ticks = 0, again++;
        board.next = number + 1;
        board.highest = std::max(board.highest, board.next);
        sent++;
      }
      if (board.repeat_due) board.asked = true;
      board.repeat_due = board.due = false, quiet = 0;
      if (stall == 0 && chance(90)) host.take(frame, to_send[module.send_slot_o]);
    }
    if (module.release_i && (board.few || module.sent_i)) board.due = true;
    if (module.sent_i) board.few = 2 * module.credit_o <= Slots - 1;
    check(!session || cycle - progress < 60'000, "it hangs");
    const bool ends = module.frame_valid_i && module.frame_ready_o;
    edge(module);
    if (ends) module.frame_valid_i = 0;
    if (voids) board = Board(), host = Host(), history.clear(), sessions++, progress = cycle;
  }
  check(delivered > 1000 && released > 1000 && again > 100, "it did too little");
  std::printf("%ld frames, %ld of them again, %ld received, %ld sessions, %u resumed\n", sent, again, delivered, sessions, resumed);
}
