// SPDX-License-Identifier: MIT
#include "Vina226_poller.h"
#include "bench.h"
#include "ina226_model.h"

namespace {
constexpr double ClockHz = 30e6;
constexpr uint64_t Tick = (1 << 17) - 1;

// Polls for `seconds`; the sensor is pulled out between the two times.
void polls(double seconds, double slow, double out_from, double out_until) {
  Vina226_poller module;
  module.sda_i = module.alert_ni = 1;
  module.tick_i = 0;
  reset(module);
  PowerModel power(ClockHz);
  Ina226Model sensor(power, ClockHz, slow);
  const double period = (1.1e-3 + 140e-6) * slow;
  uint64_t count = 0, stamp = 0, last_stamp = 0;
  uint32_t words = 0;
  unsigned order = 0, held = 0, held_at = 0;
  int samples = 0, faults = 0, since_fault = 0;
  // The level of the alert pin at each cycle tells when a sample must be stamped.
  bool alert_before = true;
  uint64_t fell_at = 0;
  unsigned low = 0, shortest_low = ~0u, high = 0, shortest_high = ~0u;
  bool scl_before = true;
  for (; static_cast<double>(count) < seconds * ClockHz; count++) {
    const double now = static_cast<double>(count) / ClockHz;
    const bool there = now < out_from || now >= out_until;
    module.tick_i = (count & Tick) == Tick;
    settle(module);
    const bool scl = !module.scl_low_o, sda = !module.sda_low_o;
    if (module.fault_o) faults++, since_fault = 0;
    if (module.sample_o) {
      check(count >= fell_at && count <= fell_at + 4, "noticed when the pin fell");
      stamp = count;
      words = 0;
    }
    if (module.word_valid_o) {
      // It stays for the window in which it is written.
      held = module.word_at_o == held_at ? held + 1 : 1;
      held_at = module.word_at_o;
      if (held == 1) words = words << 8 | module.word_o, order = order << 2 | held_at;
      check((words & 0xff) == module.word_o, "a byte changes");
    } else {
      if (held > 0) check(held >= 16, "a byte goes too soon");
      held = 0;
    }
    if (module.whole_o) {
      samples++;
      since_fault++;
      // High bytes first, from the shunt to the bus.
      check((order & 0xff) == 0b01'00'11'10, "another order of bytes");
      check((words & 0xffff) == 960, "1.2 V are 960 units of 1.25 mV");
      check(words >> 16 == std::lround(PowerModel::IdleWatts / 1.2 / 2.5e-6), "the rail at rest");
      const double gap = static_cast<double>(stamp - last_stamp) / ClockHz;
      if (since_fault > 1) check(std::fabs(gap - period) < 1e-6, "a conversion was missed");
      last_stamp = stamp;
    }
    // Times that the data sheet asks for in fast mode.
    if (scl == scl_before) (scl ? high : low)++;
    else {
      if (scl && low < shortest_low) shortest_low = low;
      if (!scl && high < shortest_high) shortest_high = high;
      low = high = 1;
    }
    scl_before = scl;
    edge(module);
    power.cycle(0, false);
    if (there) sensor.step(scl, sda);
    module.sda_i = sda && (!there || sensor.sda());
    module.alert_ni = !there || sensor.alert_n();
    if (alert_before && !module.alert_ni) fell_at = count + 1;
    alert_before = module.alert_ni;
  }
  check(shortest_low >= 39 && shortest_high >= 18, "SCL: 1.3 us low and 0.6 us high at least");
  const double there = seconds - (out_until - out_from);
  // It begins 50 ms after reset, and is back at most two such times after the sensor.
  check(samples >= (there - 0.05) / period - 0.1 / period * (out_until > out_from) - 2, "samples missing");
  check((faults > 0) == (out_until > out_from), "faults are told, and only then");
  std::printf("%d samples, %d faults; ", samples, faults);
}
}  // namespace

int main() {
  polls(0.3, 1.0, 1, 1);
  polls(0.3, 1.1, 1, 1);
  polls(0.3, 0.9, 1, 1);
  polls(0.6, 1.0, 0.2, 0.3);
  std::printf("0.3 to 0.6 s each\n");
}
