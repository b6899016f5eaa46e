// SPDX-License-Identifier: MIT
// Words that go round as the receiver's do: the nonce's bytes must pass in their cycles, and a word be known where it is the nonce.
#include "Vlink_nonce.h"
#include "bench.h"

int main() {
  Vlink_nonce module;
  module.take_i = module.word_i = module.phase_i = 0;
  reset(module);
  uint32_t nonce = 0, word = 0;
  unsigned known = 0, takes = 0;
  for (uint64_t cycle = 0; cycle < 400'000; cycle++) {
    const unsigned phase = cycle % 8;
    const bool turns = phase < 4;
    // Another word comes just before a window, one that differs in a byte among them.
    if (phase == 0) {
      if (chance(30)) word = nonce;
      else if (chance(50)) word = nonce ^ (1 + below(255)) << 8 * below(4);
      else word = static_cast<uint32_t>(random_source()());
    }
    const unsigned by = turns ? 8 * phase : 0;
    module.phase_i = phase;
    module.word_i = by == 0 ? word : word >> by | word << (32 - by);
    module.take_i = !turns && chance(5);
    settle(module);
    if (turns) check(module.byte_o == (nonce >> by & 0xff), "another byte");
    if (phase == 4) {
      check(module.known_o == (word == nonce), "known or not");
      known += module.known_o;
    }
    if (module.take_i) nonce = word, takes++;
    edge(module);
    settle(module);
  }
  std::printf("%u words taken, %u known\n", takes, known);
}
