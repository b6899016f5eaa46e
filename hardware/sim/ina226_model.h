// SPDX-License-Identifier: MIT
// INA226 as an I2C slave: registers and conversions as its data sheet has them. Shunt first, then bus;
// the shunt register is the average over its own conversion.
#pragma once
#include <cmath>
#include <cstdint>

#include "power_model.h"

class Ina226Model {
 public:
  // `slow`: true conversion time over the typical one; the data sheet allows 0.9 to 1.1.
  Ina226Model(const PowerModel& power, double clock_hz, double slow)
      : power_(power), clock_hz_(clock_hz), slow_(slow) {
    begin();
  }

  // One cycle with the levels that the master lets the lines have.
  void step(bool scl, bool sda_of_master) {
    convert();
    const bool sda = sda_of_master && sda_;
    if (scl && last_scl_ && sda != last_sda_) sda ? stop() : start();
    if (scl && !last_scl_) rising(sda);
    if (!scl && last_scl_) falling();
    last_scl_ = scl;
    last_sda_ = sda_of_master && sda_;
  }
  // Level that it lets SDA have.
  bool sda() const { return sda_; }
  // Level of the alert pin.
  bool alert_n() const { return !(ready_ && (mask_ & ConversionReady)); }

 private:
  static constexpr uint8_t Address = 0x40;
  static constexpr uint16_t ConversionReady = 0x0400;
  static constexpr double ShuntVolts = 2.5e-6, BusVolts = 1.25e-3;

  const PowerModel& power_;
  double clock_hz_, slow_;
  uint16_t config_ = 0x4127, mask_ = 0, shunt_ = 0, bus_ = 0;
  bool ready_ = false;

  // Conversions.
  uint64_t left_ = 0, length_ = 0;
  bool converting_bus_ = false;
  double joules_ = 0;

  uint64_t cycles_of(unsigned code) const {
    static constexpr double Seconds[] = {140e-6, 204e-6, 332e-6, 588e-6, 1.1e-3, 2.116e-3, 4.156e-3, 8.244e-3};
    return std::llround(Seconds[code & 7] * slow_ * clock_hz_);
  }
  void begin() {
    length_ = left_ = cycles_of(converting_bus_ ? config_ >> 6 : config_ >> 3);
    joules_ = power_.joules();
  }
  void convert() {
    if (--left_ != 0) return;
    if (converting_bus_) {
      bus_ = static_cast<uint16_t>(std::lround(PowerModel::Volts / BusVolts));
      ready_ = true;
    } else {
      const double seconds = static_cast<double>(length_) / clock_hz_;
      const double amperes = (power_.joules() - joules_) / seconds / PowerModel::Volts;
      const double units = amperes * PowerModel::Ohms / ShuntVolts;
      shunt_ = static_cast<uint16_t>(std::lround(std::fmin(units, 32767)));
    }
    converting_bus_ = !converting_bus_;
    begin();
  }

  // I2C: `bit_` counts the rising edges of a byte; the ninth is the acknowledgement.
  enum class Phase { Idle, Addressed, Pointer, Writing, Reading } phase_ = Phase::Idle;
  bool sda_ = true, last_scl_ = true, last_sda_ = true, ours_ = false;
  int bit_ = 0;
  uint8_t in_ = 0, pointer_ = 0;
  uint16_t data_ = 0;
  int bytes_ = 0;

  void start() {
    phase_ = Phase::Addressed;
    bit_ = -1;  // The falling edge after the start condition begins the byte.
    bytes_ = 0;
    sda_ = true;
  }
  void stop() {
    phase_ = Phase::Idle;
    sda_ = true;
  }
  void rising(bool sda) {
    if (phase_ == Phase::Idle) return;
    if (bit_ < 8) in_ = static_cast<uint8_t>(in_ << 1 | (sda ? 1 : 0));
    else if (phase_ == Phase::Reading && sda) phase_ = Phase::Idle;  // The master has enough.
  }
  void falling() {
    if (phase_ == Phase::Idle) {
      sda_ = true;
      return;
    }
    bit_++;
    if (bit_ == 8) {
      sda_ = phase_ == Phase::Reading || !take();
      return;
    }
    if (bit_ == 9) {
      bit_ = 0;
      bytes_++;
      if (!ours_) phase_ = Phase::Idle;
    }
    sda_ = true;
    if (phase_ == Phase::Reading) {
      const int shift = 15 - 8 * ((bytes_ - 1) & 1) - bit_;
      sda_ = data_ >> shift & 1;
    }
  }
  // A byte from the master is whole; true acknowledges it.
  bool take() {
    switch (phase_) {
      case Phase::Addressed:
        ours_ = in_ >> 1 == Address;
        if (!ours_) return false;
        phase_ = in_ & 1 ? Phase::Reading : Phase::Pointer;
        if (in_ & 1) data_ = load();
        return true;
      case Phase::Pointer:
        pointer_ = in_;
        phase_ = Phase::Writing;
        return true;
      default:
        data_ = static_cast<uint16_t>(data_ << 8 | in_);
        if (bytes_ == 3) store();
        return true;
    }
  }
  uint16_t load() {
    switch (pointer_) {
      case 0x00: return config_;
      case 0x01: return shunt_;
      case 0x02: return bus_;
      case 0x06: {
        const uint16_t value = mask_ | (ready_ ? 8 : 0);
        ready_ = false;
        return value;
      }
      case 0xfe: return 0x5449;
      case 0xff: return 0x2260;
      default: return 0;
    }
  }
  void store() {
    if (pointer_ == 0x06) mask_ = data_;
    if (pointer_ != 0x00) return;
    config_ = data_;
    ready_ = false;
    converting_bus_ = false;
    begin();
  }
};
