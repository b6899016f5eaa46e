// SPDX-License-Identifier: MIT
// Frames that ask for rates, and others; answers that leave after a while; pings, breaks and silence. The rate must be the one
// that docs/reference/link.md has then, under "Rate".
#include "Vbaud_control.h"
#include "bench.h"

namespace {
constexpr unsigned ClockHz = 30'000'000, PowerOn = 1'000'000, TrialTicks = 22;
constexpr unsigned Rates[] = {1'000'000, 1'500'000, 2'000'000, 3'000'000};
// Cycles within which an answer is due, and a rate changes.
constexpr unsigned Soon = 3;

bool offered(uint32_t rate) {
  for (const unsigned r : Rates) {
    if (r == rate) return true;
  }
  return false;
}

Vbaud_control module;
struct Line {
  // What the board runs at, and ran at before.
  unsigned rate = PowerOn, before = PowerOn, since = Soon;
  bool trial = false;
  unsigned ticks = 0, until_tick = 0;
  // The answer: due, on its way into the wire, on the wire.
  enum { None, Due, Leaving } answer = None;
  unsigned left = 0, due_within = 0;
  uint32_t asked = 0, answered = 0;
  long changes = 0, kept = 0, returns = 0, refused = 0, dropped = 0;

  void changed(unsigned to) {
    if (to == rate) return;
    before = rate, rate = to, since = 0;
  }

  void cycle(bool ping, bool baud) {
    module.ping_i = ping;
    module.baud_i = baud;
    module.tick_i = until_tick == 0;
    until_tick = until_tick == 0 ? 20 + below(40) : until_tick - 1;
    // Idle or not, as the wire happens to be; but an answer is out only after a while.
    module.sent_i = answer == Due && left == 0;
    module.idle_i = answer == None ? chance(50) : answer == Leaving && left == 0;
    module.break_i = below(answer == None ? 3000 : 100) == 0;
    settle(module);
    check(module.divider_o == ClockHz / rate - 1 || (since < Soon && module.divider_o == ClockHz / before - 1), "another rate");
    since++;
    if (answer == Leaving) check(module.hold_o, "others may be sent before the rate changes");
    else if (answer == None && since >= Soon) check(!module.hold_o, "the wire is held though no rate changes");
    check(!module.due_o || due_within > 0, "an answer that is not due");
    if (module.due_o) {
      answer = Due, left = below(100);
      answered = asked;
      due_within = 0;
    } else {
      check(due_within != 1, "no answer");
      if (due_within > 0) due_within--;
      if (left > 0) left--;
    }
    if (baud) {
      if (offered(asked) && answer == None) due_within = Soon;
      else refused++;
    }
    if (module.break_i) {
      returns += rate != PowerOn;
      changed(PowerOn), trial = false;
      // The host that asked is gone.
      if (answer == Leaving || module.sent_i) answer = None, dropped++;
    }
    if (ping) kept += trial && rate != PowerOn, trial = false;
    if (module.tick_i && trial && ++ticks == TrialTicks) {
      returns += rate != PowerOn;
      changed(PowerOn), trial = false;
    }
    if (module.sent_i && answer == Due) answer = Leaving, left = below(200);
    else if (answer == Leaving && module.idle_i) {
      answer = None;
      changed(answered), trial = true, ticks = 0, changes++;
    }
    edge(module);
  }

  void word(uint32_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++) {
      for (unsigned gap = below(4); gap > 0; gap--) cycle(false, false);
      module.word_i = 1;
      module.word_at_i = i;
      module.byte_i = value >> 8 * i;
      cycle(false, false);
      module.word_i = 0;
      module.word_at_i = below(4);
      module.byte_i = below(256);
    }
  }
};
}  // namespace

int main() {
  module.tick_i = module.word_i = module.baud_i = module.sent_i = module.idle_i = module.ping_i = module.break_i = 0;
  reset(module);
  Line line;
  for (int frame = 0; frame < 20'000; frame++) {
    // One that is broken off says nothing.
    if (chance(30)) line.word(chance(50) ? Rates[below(4)] : static_cast<uint32_t>(random_source()()), below(4));
    const unsigned kind = below(10);
    if (kind < 2) {
      line.word(static_cast<uint32_t>(random_source()()), 4);
      line.cycle(true, false);
    } else if (kind < 6) {
      uint32_t rate = Rates[below(4)];
      if (chance(30)) rate ^= 1u << below(32);
      // Another's first byte.
      if (chance(10)) rate = (rate & ~255u) | (Rates[below(4)] & 255);
      line.word(rate, 4);
      line.asked = rate;
      // A host asks again when it has its answer; while that leaves, it is not heard.
      if (line.answer != Line::Due && line.due_within == 0) line.cycle(false, true);
    }
    for (unsigned left = chance(50) ? below(100) : below(2000); left > 0; left--) line.cycle(false, false);
  }
  check(line.kept > 100 && line.returns > 100 && line.dropped > 100, "too few trials");
  std::printf("%ld rates, %ld kept, %ld returns, %ld dropped, %ld not offered\n", line.changes, line.kept, line.returns, line.dropped, line.refused);
}
