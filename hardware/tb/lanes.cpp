// SPDX-License-Identifier: MIT
// Random words into the lanes, in both ways, while bytes of them are read: each lane gives those that a plain memory has.
#include <array>
#include <vector>

#include "Vlanes.h"
#include "bench.h"
#include "shape.h"

namespace {
Vlanes module;

struct Operand {
  std::array<std::vector<uint8_t>, Lanes> lanes;
  // A bench that reads what was never written would see a simulator's zeros.
  std::vector<bool> written;
  // What was asked for in the cycle before: read, and where.
  bool asked = false;
  unsigned place = 0;

  explicit Operand(unsigned bytes) : written(bytes * Lanes) {
    for (auto& lane : lanes) lane.resize(bytes);
  }
  unsigned bytes() const { return static_cast<unsigned>(lanes[0].size()); }
  void set(unsigned lane, unsigned at, uint8_t byte) {
    lanes[lane][at] = byte;
    written[lane * bytes() + at] = true;
  }
  // A place whose bytes all lanes have, and that this cycle does not write.
  bool readable(unsigned at, unsigned first, unsigned last) const {
    if (at >= first && at <= last) return false;
    for (unsigned lane = 0; lane < Lanes; lane++) {
      if (!written[lane * bytes() + at]) return false;
    }
    return true;
  }
};

uint8_t byte_of(Word word, unsigned i) { return static_cast<uint8_t>(word >> (8 * i)); }
}  // namespace

int main() {
  Operand a(ALane), b(2 * BLane);
  long words = 0, reads = 0;
  for (int cycle = 0; cycle < 400'000; cycle++) {
    settle(module);
    for (const auto& [operand, given] : {std::pair<Operand&, Word>(a, module.a_o), std::pair<Operand&, Word>(b, module.b_o)}) {
      if (!operand.asked) continue;
      for (unsigned lane = 0; lane < Lanes; lane++) {
        check(byte_of(given, lane) == operand.lanes[lane][operand.place], "another byte of lane " + std::to_string(lane));
      }
      reads++;
    }
    // One of both is written, or none.
    const bool writes_b = chance(50), writes = chance(70), spread = chance(50), zero = chance(20);
    Operand& target = writes_b ? b : a;
    const unsigned lane = below(Lanes);
    const unsigned at = spread ? below(target.bytes()) : below(target.bytes() / Lanes) * Lanes;
    const Word word = static_cast<Word>(random_source()());
    module.a_write_i = writes && !writes_b;
    module.b_write_i = writes && writes_b;
    module.spread_i = spread;
    module.zero_i = zero;
    module.lane_i = lane;
    module.write_address_i = at;
    module.data_i = word;
    for (Operand* operand : {&a, &b}) {
      const bool busy = writes && operand == &target;
      operand->place = below(operand->bytes());
      // In a written word of the lanes nothing is read: block RAM would give anything.
      operand->asked = operand->readable(operand->place, busy ? at / Lanes * Lanes : 1, busy ? at / Lanes * Lanes + Lanes - 1 : 0);
    }
    module.a_address_i = a.place;
    module.b_address_i = b.place;
    settle(module);
    if (writes) {
      for (unsigned i = 0; i < Lanes; i++) target.set(spread ? i : lane, spread ? at : at + i, zero ? 0 : byte_of(word, i));
      words++;
    }
    edge(module);
  }
  std::printf("%ld words, %ld reads\n", words, reads);
}
