// SPDX-License-Identifier: MIT
#include "Vcobs_decoder.h"
#include "bench.h"
#include "stuffing.h"

namespace {
struct Frame {
  Bytes bytes;
  bool good;
};

// Whole frames, and bytes that no encoder writes.
Bytes random_wire() {
  Bytes source(below(40) == 0 ? 250 + below(20) : below(30));
  for (auto& byte : source) byte = static_cast<uint8_t>(chance(20) ? 0 : below(256));
  if (chance(10)) source.assign(254 + below(3), 7);
  Bytes wire = stuff(source);
  if (chance(20) && !wire.empty()) wire[below(static_cast<unsigned>(wire.size()))] = static_cast<uint8_t>(1 + below(255));
  if (chance(10)) wire.resize(below(static_cast<unsigned>(wire.size()) + 1));
  return wire;
}
}  // namespace

int main() {
  Vcobs_decoder module;
  module.valid_i = module.ready_i = 0;
  reset(module);
  std::vector<Frame> expected, got;
  Bytes input;
  int broken = 0;
  for (int i = 0; i < 4000; i++) {
    const Bytes wire = random_wire();
    input.insert(input.end(), wire.begin(), wire.end());
    input.push_back(0);
    if (wire.empty()) continue;
    const auto decoded = unstuff(wire);
    broken += !decoded;
    expected.push_back({decoded.value_or(Bytes()), decoded.has_value()});
  }
  Bytes frame;
  for (size_t at = 0; at < input.size();) {
    module.valid_i = chance(80);
    module.data_i = input[at];
    module.ready_i = chance(70);
    settle(module);
    if (module.valid_o && module.ready_i) {
      if (!module.end_o) frame.push_back(module.data_o);
      else got.push_back({module.good_o ? frame : Bytes(), static_cast<bool>(module.good_o)}), frame.clear();
    }
    at += module.valid_i && module.ready_o;
    edge(module);
  }
  check(got.size() == expected.size(), "another number of frames");
  for (size_t i = 0; i < got.size(); i++) {
    check(got[i].good == expected[i].good, "frame " + std::to_string(i) + ": judged otherwise");
    check(got[i].bytes == expected[i].bytes, "frame " + std::to_string(i) + ": other bytes");
  }
  std::printf("%zu frames, %d of them broken\n", got.size(), broken);
}
