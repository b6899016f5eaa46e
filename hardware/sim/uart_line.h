// SPDX-License-Identifier: MIT
// The USB bridge's side of a UART, bit by bit, written against the standard and not against the RTL.
#pragma once
#include <cstdint>
#include <deque>

class UartSender {
 public:
  std::deque<uint8_t> queue;

  // Level of the line in the next cycle.
  bool step(unsigned cycles_per_bit) {
    if (left_ == 0) {
      if (bits_ == 0) {
        if (queue.empty()) return true;
        word_ = 0x200u | queue.front() << 1;  // Start bit lowest, stop bit highest.
        queue.pop_front();
        bits_ = 10;
      }
      level_ = word_ & 1;
      word_ >>= 1;
      bits_--;
      left_ = cycles_per_bit;
    }
    left_--;
    return level_;
  }

 private:
  unsigned word_ = 0, bits_ = 0, left_ = 0;
  bool level_ = true;
};

class UartListener {
 public:
  // Looks at the line for a cycle; true when `byte` is new.
  bool step(bool line, unsigned cycles_per_bit, uint8_t& byte) {
    if (bit_ < 0) {
      if (!line && last_) {
        bit_ = 0;
        left_ = cycles_per_bit / 2;
      }
      last_ = line;
      return false;
    }
    last_ = line;
    if (left_-- != 0) return false;
    left_ = cycles_per_bit - 1;
    if (bit_ == 0 && line) bit_ = -2;  // No start bit after all.
    if (bit_ >= 1 && bit_ <= 8) word_ = word_ >> 1 | (line ? 0x80 : 0);
    const bool whole = bit_ == 9 && line;
    bit_ = bit_ == 9 ? -1 : bit_ + 1;
    byte = word_;
    return whole;
  }

 private:
  int bit_ = -1;
  unsigned left_ = 0;
  uint8_t word_ = 0;
  bool last_ = true;
};
