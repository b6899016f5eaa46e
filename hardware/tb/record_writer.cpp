// SPDX-License-Identifier: MIT
// Marks as close as programs can make them, markers of the host one behind the other, and samples at the same time: with
// room each must be written once, markers in their order; without, a number must be missing for each that was lost.
#include <deque>

#include "Vrecord_writer.h"
#include "bench.h"

namespace {
constexpr unsigned RecordBytes = 12, LeastBetweenMarks = 26;
constexpr int Sample = 1, Marker = 2, Fault = 3;

struct Event {
  int kind;
  uint64_t stamp;
  uint32_t words;
};

Vrecord_writer module;
// It carries into the upper bytes while a MARK waits.
uint64_t now = (1ull << 40) - 1000;

struct Writer {
  std::deque<Event> samples, marks;
  // The host's marker, and since when it asks.
  bool asks = false;
  uint64_t asked = 0;
  uint32_t host_id = 0;
  unsigned since_mark = 1000, since_sample = 1000;
  uint64_t last_marker = 0;
  uint8_t record[RecordBytes] = {};
  unsigned at = 0;
  uint8_t next_number = 0;
  long made = 0, written = 0, lost = 0;

  void parse(bool lossy) {
    uint64_t stamp = 0;
    for (int i = 5; i >= 0; i--) stamp = stamp << 8 | record[2 + i];
    const uint32_t words = record[8] | record[9] << 8 | record[10] << 16 | static_cast<uint32_t>(record[11]) << 24;
    const int kind = record[0];
    written++;
    if (kind == Marker) check(stamp >= last_marker, "markers are out of order"), last_marker = stamp;
    if (kind == Marker && words > 0xff) {
      check(asks && words == host_id, "a marker that the host did not make");
      check(stamp >= asked && stamp <= now - RecordBytes, "the stamp of a marker of the host");
    } else {
      std::deque<Event>& from = kind == Marker ? marks : samples;
      while (lossy && !from.empty() && from.front().stamp != stamp) from.pop_front();
      check(!from.empty() && from.front().stamp == stamp, "a record of nothing, or one is missing");
      check(from.front().kind == kind && from.front().words == words, "another record than was made");
      from.pop_front();
    }
    lost += static_cast<uint8_t>(record[1] - next_number);
    next_number = static_cast<uint8_t>(record[1] + 1);
  }

  void cycle(unsigned busy, unsigned room, bool lossy) {
    module.count_i = now;
    module.mark_i = ++since_mark >= LeastBetweenMarks && chance(busy);
    module.mark_id_i = below(256);
    module.sample_i = ++since_sample >= 60 && chance(busy);
    if (module.sample_i) {
      module.fault_i = chance(20);
      module.sample_stamp_i = now - below(10000);
      module.shunt_i = below(1 << 16);
      module.bus_i = below(1 << 16);
      const uint32_t words = module.fault_i ? 0 : module.shunt_i | static_cast<uint32_t>(module.bus_i) << 16;
      samples.push_back({module.fault_i ? Fault : Sample, module.sample_stamp_i, words});
      since_sample = 0, made++;
    }
    if (module.mark_i) marks.push_back({Marker, now, module.mark_id_i}), since_mark = 0, made++;
    if (!asks && chance(busy)) {
      asks = true, asked = now, host_id = 256 + below((1 << 16) - 256);
      made++;
    }
    module.marker_valid_i = asks;
    module.marker_id_i = host_id;
    module.room_i = chance(room);
    settle(module);
    if (module.valid_o) {
      record[at++] = module.data_o;
      check(module.last_o == (at == RecordBytes), "the last byte of a record");
      if (at == RecordBytes) parse(lossy), at = 0;
    } else check(at == 0, "a gap in a record");
    if (asks && module.marker_ready_o) asks = false;
    edge(module);
    now++;
  }
};

// Returns how many were made.
long writes(unsigned busy, unsigned room) {
  const bool lossy = room < 100;
  module.enable_i = 0;
  reset(module);
  module.enable_i = 1;
  Writer writer;
  for (long i = 0; i < 200'000; i++) writer.cycle(busy, room, lossy);
  // The last ones are written, so that all numbers before are seen.
  for (const unsigned last : {100u, 0u})
    for (int i = 0; i < 100; i++) writer.cycle(last, 100, lossy);
  check(!writer.asks && writer.written + writer.lost == writer.made, "each is written once, or its number is missing");
  check((writer.lost > 0) == lossy, "some are lost without room, and only then");
  return writer.made;
}

// What is not asked for is not written, and the host's markers do not hold up what is behind them.
void disabled() {
  module.enable_i = 0;
  for (int i = 0; i < 200; i++) {
    module.mark_i = i % 50 == 0;
    module.sample_i = i % 70 == 0;
    module.marker_valid_i = 1;
    settle(module);
    check(!module.valid_o && module.marker_ready_o, "records though they are off");
    edge(module);
  }
}
}  // namespace

int main() {
  module.mark_i = module.sample_i = module.marker_valid_i = 0;
  long made = 0;
  for (const unsigned busy : {100u, 30u, 3u}) made += writes(busy, 100);
  for (const unsigned busy : {100u, 5u}) made += writes(busy, 50);
  disabled();
  std::printf("%ld samples and markers\n", made);
}
