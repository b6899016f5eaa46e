// SPDX-License-Identifier: MIT
// Rounding, saturation and planes as doc/numerics.md defines them, in 64 bits; choices as in tensor_pkg; words by bytes.
#pragma once
#include <algorithm>
#include <cstdint>

constexpr int Int8Limit = 127, Int16Limit = 32'639;
enum Value { ValueSum, ValueWeight, ValueWord, ValueStep };
enum Left { LeftSum, LeftWord, LeftWeight, LeftZero };

inline int64_t saturated(int64_t v) { return std::clamp<int64_t>(v, INT32_MIN, INT32_MAX); }
inline int64_t floor_shift(int64_t v, unsigned shift) {
  const int64_t unit = int64_t{1} << shift;
  return (v - ((v % unit + unit) % unit)) / unit;
}
inline int64_t nearest(int64_t v, unsigned shift) { return shift == 0 ? v : floor_shift(v + (int64_t{1} << (shift - 1)), shift); }
// A number of 0 to 255, and half of one.
inline int64_t randomly(int64_t v, unsigned shift, uint32_t number) { return floor_shift(v + (int64_t{2 * number + 1} << shift >> 9), shift); }
// The generator's state after this one; its number is the low byte.
inline uint32_t next_state(uint32_t state) { return (state >> 7 | state << 25) ^ (state >> 10 & 0x1f'ffff); }
inline int limited(int64_t v, int limit) { return static_cast<int>(std::clamp<int64_t>(v, -limit, limit)); }

inline int signed_byte(uint64_t word, unsigned i) { return static_cast<int8_t>(word >> 8 * i); }
inline uint64_t byte_at(int v, unsigned i) { return static_cast<uint64_t>(v & 255) << 8 * i; }
// An int16 is 256 times a byte and a byte more.
inline int high_of(int v) { return (v + 128) >> 8; }
// A word with the enabled ones of its four bytes replaced.
inline uint32_t with_bytes(uint32_t word, unsigned enable, uint32_t data) {
  for (unsigned i = 0; i < 4; i++) {
    const uint32_t byte = 255u << 8 * i;
    if (enable >> i & 1) word = (word & ~byte) | (data & byte);
  }
  return word;
}
