// SPDX-License-Identifier: MIT
// Power of the simulated core rail, in closed form: a constant, and a fixed energy for each byte of the wire, each
// product and each access of a program to memory, in the cycle in which it is done; or a known load in the board's
// place. The figures are those of the golden device (packages/board/src/golden/power/activity-prices.ts): of the
// order of a UP5K's, not a claim.
#pragma once
#include <cmath>
#include <cstdint>

class PowerModel {
 public:
  static constexpr double Volts = 1.2;
  static constexpr double Ohms = 1.0;
  static constexpr double IdleWatts = 5e-3;
  static constexpr double ByteJoules = 10e-9;
  static constexpr double ProductJoules = 25e-12;
  static constexpr double AccessJoules = 250e-12;

  explicit PowerModel(double clock_hz) : seconds_per_cycle_(1 / clock_hz) {}

  void cycle(unsigned products, bool access) {
    cycles_++;
    products_ += products;
    accesses_ += access;
  }
  void byte() { bytes_++; }

  // A load that draws so many watts from now on, and the board nothing; NAN puts the board back.
  void connect(double watts) {
    before_ = joules();
    cycles_before_ = cycles_;
    active_before_ = activity();
    load_ = watts;
  }

  // Since the start: exactly IdleWatts * seconds and the price of what was done, while the board is on the rail.
  double joules() const {
    const double seconds = static_cast<double>(cycles_ - cycles_before_) * seconds_per_cycle_;
    if (!std::isnan(load_)) return before_ + load_ * seconds;
    return before_ + IdleWatts * seconds + (activity() - active_before_);
  }
  uint64_t bytes() const { return bytes_; }
  uint64_t products() const { return products_; }
  uint64_t accesses() const { return accesses_; }

 private:
  double activity() const {
    return ByteJoules * static_cast<double>(bytes_) + ProductJoules * static_cast<double>(products_) +
           AccessJoules * static_cast<double>(accesses_);
  }

  double seconds_per_cycle_;
  uint64_t cycles_ = 0, bytes_ = 0, products_ = 0, accesses_ = 0;
  // When the load was connected, or the board put back, and the energy until then.
  double load_ = NAN, before_ = 0, active_before_ = 0;
  uint64_t cycles_before_ = 0;
};
