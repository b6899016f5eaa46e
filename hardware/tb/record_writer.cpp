// SPDX-License-Identifier: MIT
// Marks as close as programs can make them, markers of the host one behind the other, and samples at the same time: with
// room each must be written once, in the order of stamps; without, a number must be missing for each that was lost.
#include <deque>

#include "Vrecord_writer.h"
#include "bench.h"

namespace {
constexpr unsigned Records = 32, LeastBetweenMarks = 32, Phases = 16;
constexpr int Sample = 1, Marker = 2, Fault = 3;

struct Event {
  int kind;
  uint64_t stamp;
  uint32_t words;
};

Vrecord_writer module;
// It carries into the upper bytes on the way.
uint64_t now = (1ull << 40) - 1000 * Phases;

struct Writer {
  std::deque<Event> samples, marks;
  uint8_t memory[Records * 16] = {};
  unsigned begin = 0;
  // The host's markers, each with the time since which it asks.
  bool asks = false;
  std::deque<Event> hosts;
  uint32_t host_id = 0;
  unsigned since_mark = 1000, since_sample = 1000;
  // The sample that is read, its words so far, and cycles that a byte of them stays.
  enum { None, Reads, Fails } reading = None;
  uint32_t words = 0;
  unsigned word = 0, stays = 0;
  uint64_t last_stamp = 0;
  uint8_t next_number = 0;
  long made = 0, written = 0, lost = 0;

  void parse(const uint8_t* record, bool lossy) {
    uint64_t stamp = 0;
    for (int i = 5; i >= 0; i--) stamp = stamp << 8 | record[2 + i];
    const uint32_t a = record[8] | record[9] << 8 | record[10] << 16 | static_cast<uint32_t>(record[11]) << 24;
    const int kind = record[0];
    written++;
    check(stamp >= last_stamp, "records are out of order");
    last_stamp = stamp;
    if (kind == Marker && a > 0xff) {
      while (lossy && !hosts.empty() && hosts.front().words != a) hosts.pop_front();
      check(!hosts.empty() && hosts.front().words == a, "a marker that the host did not make, or one is missing");
      check(stamp + Phases >= hosts.front().stamp && stamp <= now, "the stamp of a marker of the host");
      hosts.pop_front();
    } else {
      std::deque<Event>& from = kind == Marker ? marks : samples;
      const auto fits = [&](const Event& event) {
        // A sample may wait for two markers, a window each.
        const uint64_t after = stamp - event.stamp;
        return kind == Marker ? after == 0 : after + Phases <= 4 * Phases;
      };
      while (lossy && !from.empty() && !fits(from.front())) from.pop_front();
      check(!from.empty() && fits(from.front()), "a record of nothing, or one is missing");
      check(from.front().kind == kind, "of another kind");
      check(kind == Fault || from.front().words == a, "other words");
      from.pop_front();
    }
    lost += static_cast<uint8_t>(record[1] - next_number);
    next_number = static_cast<uint8_t>(record[1] + 1);
  }

  void sensor(unsigned busy, bool lossy) {
    module.sample_i = module.whole_i = module.fault_i = module.word_valid_i = 0;
    since_sample++;
    if (reading == None && since_sample >= 100 && chance(busy)) {
      since_sample = 0;
      made++;
      if (chance(10)) {
        module.fault_i = 1;
        samples.push_back({Fault, now, 0});
      } else {
        module.sample_i = 1;
        // Of a sample that was lost a fault would be a record of its own.
        reading = !lossy && chance(20) ? Fails : Reads;
        words = below(1 << 16) | below(1 << 16) << 16;
        word = 0, stays = 70;
        samples.push_back({reading == Fails ? Fault : Sample, now, words});
      }
    } else if (reading != None && stays-- == 0) {
      stays = 40;
      if (++word == (reading == Fails ? 3 : 5)) {
        module.whole_i = reading == Reads;
        module.fault_i = reading == Fails;
        reading = None, since_sample = 0;
      }
    }
    if (reading != None && word > 0 && stays > 20) {
      module.word_valid_i = 1;
      module.word_at_i = word - 1;
      module.word_i = words >> (8 * (word - 1));
    }
  }

  void cycle(unsigned busy, unsigned room, bool lossy) {
    const unsigned phase = now % Phases;
    module.phase_i = phase;
    // The stamp of the window before.
    module.byte_i = phase >= 2 && phase < 8 ? (now - phase - Phases) >> (8 * (phase - 2)) : below(256);
    sensor(busy, lossy);
    module.mark_i = ++since_mark >= LeastBetweenMarks && chance(busy);
    module.mark_id_i = below(256);
    if (module.mark_i) marks.push_back({Marker, now, module.mark_id_i}), since_mark = 0, made++;
    if (!asks && chance(busy)) {
      asks = true, host_id = 256 + below((1 << 16) - 256);
      hosts.push_back({Marker, now, host_id});
      made++;
    }
    module.marker_valid_i = asks;
    module.marker_id_i = host_id;
    module.begin_i = begin;
    settle(module);
    if (module.write_o) memory[module.address_o] = module.data_o;
    // One that may go out is read now and then.
    if (module.end_o != begin && chance(room)) {
      parse(memory + begin % Records * 16, lossy);
      begin = (begin + 1) % (2 * Records);
    }
    if (asks && module.marker_ready_o) asks = false;
    edge(module);
    now++;
  }
};

// Returns how many were made.
long writes(unsigned busy, unsigned room) {
  const bool lossy = room == 0 || room == 1;
  module.enable_i = 0;
  reset(module);
  module.enable_i = 1;
  now += Phases - now % Phases;
  Writer writer;
  for (long i = 0; i < 300'000; i++) writer.cycle(busy, room, lossy);
  // The last ones are written, so that all numbers before are seen.
  for (int i = 0; i < 400; i++) writer.cycle(0, 100, lossy);
  while (!writer.asks) writer.cycle(5, 100, lossy);
  for (int i = 0; i < 400; i++) writer.cycle(0, 100, lossy);
  check(!writer.asks && writer.written + writer.lost == writer.made, "each is written once, or its number is missing");
  check((writer.lost > 0) == lossy, "some are lost without room, and only then");
  return writer.made;
}

// What is not asked for is not written, and the host's markers do not hold up what is behind them.
void disabled() {
  module.enable_i = 0;
  for (int i = 0; i < 200; i++) {
    module.phase_i = i % Phases;
    module.mark_i = i % 50 == 0;
    module.sample_i = i % 70 == 0;
    module.fault_i = i == 30;
    module.marker_valid_i = 1;
    settle(module);
    check(!module.write_o && module.marker_ready_o, "records though they are off");
    edge(module);
  }
}
}  // namespace

int main() {
  module.mark_i = module.sample_i = module.marker_valid_i = 0;
  long made = 0;
  for (const unsigned busy : {100u, 30u, 3u}) made += writes(busy, 50);
  for (const unsigned busy : {100u, 30u}) made += writes(busy, 1);
  disabled();
  std::printf("%ld samples and markers\n", made);
}
