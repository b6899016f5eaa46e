// SPDX-License-Identifier: MIT
// Records, written as they come, to a taker that is fast, slow or away for long: each comes out once and in order, in payloads of
// at most 20, sixteen of them at once and fewer on the beat.
#include <algorithm>
#include <array>
#include <deque>
#include <numeric>

#include "Vrecord_stream.h"
#include "bench.h"

namespace {
constexpr unsigned Records = 32, Most = 20, Bytes = 12, AtOnce = 16, BeatTicks = 4;
// Cycles from the beat to the first byte.
constexpr unsigned Soon = 3;

Vrecord_stream module;
struct Totals {
  long records = 0, payloads = 0, full = 0, on_beat = 0;
} totals;

// How busy the sensor is, in records in 1000 windows; how ready the taker is, in percent, and for how long it is away.
void streams(unsigned busy, unsigned ready, unsigned away) {
  module.tick_i = module.write_i = module.ready_i = 0;
  module.end_i = 0;
  reset(module);
  std::deque<std::array<uint8_t, Bytes>> waiting;
  std::array<uint8_t, Bytes> record{};
  std::array<unsigned, Bytes> order{};
  std::iota(order.begin(), order.end(), 0);
  unsigned end = 0, begin = 0, left = 0, until_tick = 100, ticks = 0, since_beat = 1000, absent = 0;
  // Of the payload and of its record; that others wait behind this one, as it was a byte ago.
  unsigned records = 0, byte = 0, since_byte = 0, due = 0;
  bool sending = false, more = false, offered = false;
  uint8_t shown = 0;
  for (long cycle = 0; cycle < 400'000; cycle++) {
    module.tick_i = until_tick == 0;
    until_tick = until_tick == 0 ? 50 + below(1000) : until_tick - 1;
    // A window writes a record, in any order, some bytes twice; then it may go out.
    module.write_i = left > 0;
    if (left == 0 && (end - begin) % (2 * Records) < Records && cycle % 16 == 0 && below(1000) < busy) {
      left = Bytes;
      std::shuffle(order.begin(), order.end(), random_source());
    } else if (left > 0) {
      const unsigned place = order[--left];
      module.address_i = end % Records * 16 + place;
      module.data_i = record[place] = static_cast<uint8_t>(below(256));
      if (chance(10)) left++;
    }
    if (absent > 0) absent--;
    else if (away > 0 && below(5000) == 0) absent = below(away);
    module.ready_i = absent == 0 && chance(ready);
    module.end_i = end;
    settle(module);
    check(module.begin_o == begin, "another record is the oldest");
    since_byte++, since_beat++;
    if (module.valid_o) {
      check(!waiting.empty(), "a record of nothing");
      check(module.data_o == waiting.front()[byte], "another byte");
      if (!sending) {
        check(waiting.size() >= AtOnce || since_beat <= Soon, "too few, and no beat");
        totals.on_beat += since_beat <= Soon;
        sending = true;
        due = 0;
      }
      if (offered) check(module.data_o == shown, "what is offered changes");
      shown = module.data_o;
      if (byte == Bytes - 1 && !offered) check(!module.last_o == (records + 1 < Most && more), "a payload ends too soon or too late");
      check(!module.last_o || byte == Bytes - 1, "a payload ends within a record");
    } else {
      check(!offered, "what was offered is gone");
      check(!sending || since_byte < 2, "more than two cycles a byte");
    }
    offered = module.valid_o && !module.ready_i;
    // Sixteen, or less on the beat; while a payload goes out, the beat is not its matter.
    const bool beat = module.tick_i && ++ticks % BeatTicks == 0;
    if (beat) since_beat = 0;
    check(due != 1, "nothing goes out");
    if (due > 0) due--;
    else if (!sending && (waiting.size() >= AtOnce || (beat && !waiting.empty()))) due = Soon;
    if (module.valid_o && module.ready_i) {
      since_byte = 0;
      if (byte == Bytes - 2) more = waiting.size() > 1;
      if (++byte == Bytes) {
        byte = 0;
        begin = (begin + 1) % (2 * Records);
        waiting.pop_front();
        records++, totals.records++;
        if (module.last_o) {
          totals.full += records == Most, totals.payloads++;
          records = 0, sending = false;
        }
      }
    }
    if (module.write_i && left == 0) {
      waiting.push_back(record);
      end = (end + 1) % (2 * Records);
    }
    edge(module);
  }
}
}  // namespace

int main() {
  for (const unsigned busy : {1000u, 100u, 5u}) {
    streams(busy, 100, 0);
    streams(busy, 70, 0);
    streams(busy, 100, 8000);
    streams(busy, 20, 3000);
  }
  check(totals.full > 100 && totals.on_beat > 100, "too few payloads");
  std::printf("%ld records in %ld payloads, %ld of them full, %ld on the beat\n", totals.records, totals.payloads, totals.full, totals.on_beat);
}
