// SPDX-License-Identifier: MIT
// What a bad wire does to frames: shares of those lost, with a flipped bit, doubled, cut, late.
#pragma once
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

struct Faults {
  double drop = 0, flip = 0, duplicate = 0, cut = 0, stall = 0;
  bool any() const { return drop + flip + duplicate + cut + stall > 0; }
};

class FaultyWire {
 public:
  FaultyWire(const Faults& faults, uint64_t seed) : faults_(faults), random_(seed) {}

  // Gives `out` what arrives of the next byte; frames are held until their delimiter.
  void put(uint8_t byte, const std::function<void(uint8_t)>& out) {
    if (!faults_.any()) return out(byte);
    frame_.push_back(byte);
    if (byte != 0 && frame_.size() < 1024) return;
    if (happens(faults_.stall)) stalled_ = true;
    if (happens(faults_.drop)) frame_.clear();
    if (!frame_.empty() && happens(faults_.cut)) frame_.resize(below(frame_.size()));
    if (!frame_.empty() && happens(faults_.flip)) frame_[below(frame_.size())] ^= 1 << below(8);
    const int times = happens(faults_.duplicate) ? 2 : 1;
    for (int i = 0; i < times; i++)
      for (const uint8_t each : frame_) out(each);
    frame_.clear();
  }

  // True once after each stall.
  bool stalled() {
    const bool was = stalled_;
    stalled_ = false;
    return was;
  }

 private:
  bool happens(double share) {
    return share > 0 && std::uniform_real_distribution<>(0, 1)(random_) < share;
  }
  size_t below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }

  Faults faults_;
  std::mt19937_64 random_;
  std::vector<uint8_t> frame_;
  bool stalled_ = false;
};
