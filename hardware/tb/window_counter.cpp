// SPDX-License-Identifier: MIT
#include "Vwindow_counter.h"
#include "bench.h"

int main() {
  Vwindow_counter module;
  reset(module);
  constexpr uint64_t Cycles = 40'000'000, Tick = 1 << 17;
  uint64_t stamp = 0, ticked = 0, ticks = 0;
  for (uint64_t cycle = 0; cycle < Cycles; cycle++) {
    const unsigned phase = cycle % 16;
    check(module.phase_o == phase, "another phase");
    if (phase >= 2 && phase < 8) stamp |= static_cast<uint64_t>(module.byte_o) << (8 * (phase - 2));
    if (phase == 8) check(stamp == (cycle - 24) % (1ull << 48), "another stamp"), stamp = 0;
    if (module.tick_o) {
      check(ticks == 0 || cycle - ticked == Tick, "a tick too soon or too late");
      ticked = cycle, ticks++;
    }
    edge(module);
    settle(module);
  }
  check(ticks == Cycles / Tick + 1, "ticks are missing");
  std::printf("%llu windows, %llu ticks\n", static_cast<unsigned long long>(Cycles / 16), static_cast<unsigned long long>(ticks));
}
