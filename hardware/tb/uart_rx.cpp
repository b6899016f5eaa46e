// SPDX-License-Identifier: MIT
#include "Vuart_rx.h"
#include "bench.h"
#include "uart_line.h"

namespace {
// Bytes that arrive when the sender's bits are `skew` longer than the receiver believes, each taken up to a bit and a half later.
void bytes_arrive(unsigned divider, double skew, bool noise) {
  Vuart_rx module;
  module.divider_i = divider - 1;
  module.rx_i = 1;
  module.ready_i = 1;
  reset(module);
  for (int i = 0; i < 40; i++) settle(module), edge(module);
  std::vector<uint8_t> sent, got;
  for (int i = 0; i < 300; i++) sent.push_back(static_cast<uint8_t>(below(256)));
  double time = 0;
  const double bit = divider * (1 + skew);
  unsigned wait = 0;
  const double end = bit * (10.0 * static_cast<double>(sent.size()) + 3);
  for (; time < end; time++) {
    const auto index = static_cast<size_t>(time / bit);
    const size_t byte = index / 10, place = index % 10;
    bool level = true;
    if (byte < sent.size()) level = place == 0 ? false : place == 9 || (sent[byte] >> (place - 1) & 1);
    // A spike of one cycle in the middle of a bit is outvoted.
    const auto within = static_cast<unsigned>(time - static_cast<double>(index) * bit);
    if (noise && within == divider / 2 && chance(30)) level = !level;
    module.rx_i = level;
    module.ready_i = wait == 0;
    settle(module);
    if (module.valid_o && module.ready_i) got.push_back(module.data_o);
    wait = !module.valid_o ? below(3 * divider / 2) : wait > 0 ? wait - 1 : 0;
    check(!module.break_o, "a byte is no break");
    edge(module);
  }
  check(got == sent, "bytes differ at " + std::to_string(divider) + " cycles per bit, skew " + std::to_string(skew));
}

// A zero byte of a slower sender, and a line held low, are breaks; one that is low for 11 bits is none.
int breaks(unsigned divider, unsigned low_cycles) {
  Vuart_rx module;
  module.divider_i = divider - 1;
  module.rx_i = 1;
  module.ready_i = 1;
  reset(module);
  int seen = 0;
  for (unsigned cycle = 0; cycle < 100 + low_cycles + 40 * divider; cycle++) {
    module.rx_i = !(cycle >= 100 && cycle < 100 + low_cycles);
    settle(module);
    seen += module.break_o;
    edge(module);
  }
  return seen;
}
}  // namespace

int main() {
  for (const unsigned divider : {10u, 15u, 20u, 30u}) {
    for (const double skew : {0.0, 0.02, -0.02, 0.03, -0.03}) bytes_arrive(divider, skew, false);
    bytes_arrive(divider, 0, true);
  }
  check(breaks(10, 9 * 30) == 1, "a zero at 1 Mbaud is a break at 3 Mbaud");
  check(breaks(20, 9 * 30) == 1, "a zero at 1 Mbaud is a break at 1.5 Mbaud");
  check(breaks(10, 5000) == 1, "one break, however long");
  check(breaks(30, 11 * 30) == 0, "11 bits are no break");
  std::printf("300 bytes at each of 4 dividers, clocks up to 3 %% off, spikes, breaks\n");
}
