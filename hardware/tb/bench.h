// SPDX-License-Identifier: MIT
// What all testbenches need: a clock, reset, seeded random numbers, and an end that says what happened.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "verilated.h"

inline std::mt19937_64& random_source() {
  static std::mt19937_64 source(1);
  return source;
}
inline unsigned below(unsigned n) { return static_cast<unsigned>(random_source()() % n); }
inline bool chance(unsigned percent) { return below(100) < percent; }

[[noreturn]] inline void fail(const std::string& what) {
  std::printf("%s\n", what.c_str());
  std::exit(1);
}
inline void check(bool condition, const std::string& what) {
  if (!condition) fail(what);
}

template <class Module>
void settle(Module& module) {
  module.clk_i = 0;
  module.eval();
}
// The rising edge; inputs were set and outputs looked at before it.
template <class Module>
void edge(Module& module) {
  module.clk_i = 1;
  module.eval();
}
template <class Module>
void reset(Module& module) {
  module.rst_ni = 0;
  for (int i = 0; i < 4; i++) {
    settle(module);
    edge(module);
  }
  module.rst_ni = 1;
  settle(module);
}
