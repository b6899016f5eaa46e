// SPDX-License-Identifier: MIT
#include "Vcobs_encoder.h"
#include "bench.h"
#include "stuffing.h"

int main() {
  Vcobs_encoder module;
  module.valid_i = module.ready_i = 0;
  reset(module);
  Bytes input, expected, got;
  std::vector<bool> last;
  for (int i = 0; i < 3000; i++) {
    Bytes frame(1 + (chance(10) ? 200 + below(53) : below(40)));
    const unsigned zeros = below(3) * 45;
    for (auto& byte : frame) byte = static_cast<uint8_t>(chance(zeros) ? 0 : below(256));
    input.insert(input.end(), frame.begin(), frame.end());
    last.resize(input.size(), false);
    last.back() = true;
    const Bytes wire = stuff(frame);
    expected.insert(expected.end(), wire.begin(), wire.end());
    expected.push_back(0);
  }
  size_t at = 0;
  for (long cycle = 0; got.size() < expected.size(); cycle++) {
    check(cycle < 10'000'000, "it stands still");
    const unsigned drain = cycle / 5000 % 2 ? 95 : 20;
    module.valid_i = at < input.size() && chance(115 - drain);
    module.data_i = at < input.size() ? input[at] : 0;
    module.last_i = at < input.size() && last[at];
    module.ready_i = chance(drain);
    settle(module);
    if (module.valid_o && module.ready_i) {
      got.push_back(module.data_o);
      check(got.back() == expected[got.size() - 1], "byte " + std::to_string(got.size() - 1) + " differs");
    }
    at += module.valid_i && module.ready_o;
    edge(module);
  }
  settle(module);
  check(module.idle_o, "not idle at the end");
  std::printf("3000 frames, %zu bytes\n", got.size());
}
