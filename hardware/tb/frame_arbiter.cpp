// SPDX-License-Identifier: MIT
// Frames of three streams, in bytes with gaps, into a taker that is often busy: each comes out whole and in its stream's order;
// where one begins, no stream of a lower number has a byte to offer.
#include <deque>
#include <vector>

#include "Vframe_arbiter.h"
#include "bench.h"

namespace {
constexpr unsigned Streams = 3;
struct Byte {
  uint8_t data;
  bool last;
};
Vframe_arbiter module;
long frames[Streams] = {};

// How much each stream has to say, and how ready the taker is, in percent.
void merges(const unsigned (&busy)[Streams], unsigned ready) {
  reset(module);
  std::deque<Byte> streams[Streams];
  bool offers[Streams] = {};
  // The stream whose frame is under way.
  int chosen = -1;
  for (long cycle = 0; cycle < 100'000; cycle++) {
    unsigned valid = 0, data = 0, last = 0;
    for (unsigned i = 0; i < Streams; i++) {
      if (streams[i].empty() && chance(busy[i])) {
        for (unsigned left = 1 + below(chance(30) ? 1 : 20); left > 0; left--) {
          streams[i].push_back({static_cast<uint8_t>(below(256)), left == 1});
        }
      }
      // What is offered stays until it is taken.
      offers[i] = !streams[i].empty() && (offers[i] || chance(60));
      const Byte shown = offers[i] ? streams[i].front() : Byte{static_cast<uint8_t>(below(256)), chance(50)};
      valid |= offers[i] << i;
      data |= shown.data << 8 * i;
      last |= shown.last << i;
    }
    module.valid_i = valid;
    module.data_i = data;
    module.last_i = last;
    module.ready_i = chance(ready);
    settle(module);
    for (unsigned i = 0; i < Streams && chosen < 0; i++) {
      if (offers[i]) chosen = static_cast<int>(i);
    }
    check(module.valid_o == (chosen >= 0 && offers[chosen]), "it offers what nobody does, or not what somebody does");
    const bool moves = module.valid_o && module.ready_i;
    check((module.ready_o & valid) == (moves ? 1u << chosen : 0), "taken from another stream than it is given from");
    if (module.valid_o) {
      const Byte& byte = streams[chosen].front();
      check(module.source_o == chosen, "of another stream");
      check(module.data_o == byte.data && module.last_o == byte.last, "another byte");
    }
    if (moves) {
      const unsigned from = static_cast<unsigned>(chosen);
      if (streams[from].front().last) chosen = -1, frames[from]++;
      streams[from].pop_front();
      offers[from] = false;
    }
    edge(module);
  }
}
}  // namespace

int main() {
  module.valid_i = module.ready_i = 0;
  for (const unsigned ready : {100u, 60u, 10u}) {
    merges({2, 2, 50}, ready);
    merges({3, 3, 3}, ready);
    merges({30, 50, 100}, ready);
  }
  for (const long of_stream : frames) check(of_stream > 1000, "a stream was hardly heard");
  std::printf("%ld, %ld and %ld frames\n", frames[0], frames[1], frames[2]);
}
