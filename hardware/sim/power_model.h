// SPDX-License-Identifier: MIT
// Power of the simulated core rail, in closed form: a constant, and a fixed energy for each byte of
// the wire. The figures are of the order of a UP5K's (docs of the board give sources), not a claim.
#pragma once
#include <cstdint>

class PowerModel {
 public:
  static constexpr double Volts = 1.2;
  static constexpr double Ohms = 1.0;
  static constexpr double IdleWatts = 5e-3;
  static constexpr double ByteJoules = 10e-9;

  explicit PowerModel(double clock_hz) : seconds_per_cycle_(1 / clock_hz) {}

  void cycle() { cycles_++; }
  void byte() { bytes_++; }

  // Since the start: exactly IdleWatts * seconds + ByteJoules * bytes.
  double joules() const {
    return IdleWatts * static_cast<double>(cycles_) * seconds_per_cycle_ +
           ByteJoules * static_cast<double>(bytes_);
  }
  uint64_t bytes() const { return bytes_; }

 private:
  double seconds_per_cycle_;
  uint64_t cycles_ = 0;
  uint64_t bytes_ = 0;
};
