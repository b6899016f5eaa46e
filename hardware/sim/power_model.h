// SPDX-License-Identifier: MIT
// Power of the simulated core rail, in closed form: a constant, and a fixed energy for each byte of
// the wire; or a known load in the board's place. The figures are of the order of a UP5K's (docs of the
// board give sources), not a claim.
#pragma once
#include <cmath>
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

  // A load that draws so many watts from now on, and the board nothing; NAN puts the board back.
  void connect(double watts) {
    before_ = joules();
    cycles_before_ = cycles_;
    bytes_before_ = bytes_;
    load_ = watts;
  }

  // Since the start: exactly IdleWatts * seconds + ByteJoules * bytes while the board is on the rail.
  double joules() const {
    const double seconds = static_cast<double>(cycles_ - cycles_before_) * seconds_per_cycle_;
    if (!std::isnan(load_)) return before_ + load_ * seconds;
    return before_ + IdleWatts * seconds + ByteJoules * static_cast<double>(bytes_ - bytes_before_);
  }
  uint64_t bytes() const { return bytes_; }

 private:
  double seconds_per_cycle_;
  uint64_t cycles_ = 0;
  uint64_t bytes_ = 0;
  // When the load was connected, or the board put back, and the energy until then.
  double load_ = NAN, before_ = 0;
  uint64_t cycles_before_ = 0, bytes_before_ = 0;
};
