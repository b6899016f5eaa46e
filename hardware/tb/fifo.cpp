// SPDX-License-Identifier: MIT
#include <deque>

#include "Vfifo.h"
#include "bench.h"

int main() {
  Vfifo module;
  module.valid_i = module.ready_i = 0;
  reset(module);
  std::deque<uint8_t> inside;
  unsigned most = 0;
  long passed = 0;
  for (long cycle = 0; cycle < 400'000; cycle++) {
    // Long times of filling and of draining, so that it is full and empty often.
    const unsigned fill = cycle / 3000 % 2 ? 90 : 25;
    module.valid_i = chance(fill);
    module.data_i = static_cast<uint8_t>(below(256));
    module.ready_i = chance(110 - fill);
    settle(module);
    check(module.count_o == inside.size(), "wrong count");
    check(module.ready_o == (inside.size() < 512), "ready although full, or not although there is room");
    const bool put = module.valid_i && module.ready_o, get = module.valid_o && module.ready_i;
    if (module.valid_o) check(!inside.empty() && module.data_o == inside.front(), "wrong byte");
    if (get) inside.pop_front(), passed++;
    if (put) inside.push_back(module.data_i);
    if (inside.size() > most) most = static_cast<unsigned>(inside.size());
    edge(module);
  }
  check(most == 512, "it was never full");
  std::printf("%ld bytes, up to 512 inside\n", passed);
}
