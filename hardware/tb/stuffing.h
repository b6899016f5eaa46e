// SPDX-License-Identifier: MIT
// COBS and CRC-32 written from their definitions, slowly, as an oracle.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

using Bytes = std::vector<uint8_t>;

// Without the delimiter: the parts between zeros, each in pieces of at most 254 bytes.
inline Bytes stuff(const Bytes& source) {
  std::vector<Bytes> parts(1);
  for (const uint8_t byte : source) {
    if (byte == 0) parts.emplace_back();
    else parts.back().push_back(byte);
  }
  Bytes out;
  for (size_t i = 0; i < parts.size(); i++) {
    size_t at = 0;
    const Bytes& part = parts[i];
    while (part.size() - at >= 254) {
      out.push_back(255);
      out.insert(out.end(), part.begin() + at, part.begin() + at + 254);
      at += 254;
      if (at == part.size() && i + 1 == parts.size()) return out;
    }
    out.push_back(static_cast<uint8_t>(part.size() - at + 1));
    out.insert(out.end(), part.begin() + at, part.end());
  }
  return out;
}

// What stands between two delimiters; nothing where that is no stuffing.
inline std::optional<Bytes> unstuff(const Bytes& wire) {
  Bytes out;
  size_t at = 0;
  while (at < wire.size()) {
    const size_t code = wire[at];
    if (at + code > wire.size()) return std::nullopt;
    out.insert(out.end(), wire.begin() + at + 1, wire.begin() + at + code);
    at += code;
    if (code != 255 && at < wire.size()) out.push_back(0);
  }
  return out;
}

// A bit at a time, by polynomial division, highest power first.
inline uint32_t crc32_of(const Bytes& bytes) {
  uint32_t remainder = 0xffffffff;
  for (const uint8_t byte : bytes) {
    for (int bit = 0; bit < 8; bit++) {
      const bool carry = (remainder >> 31) ^ (byte >> bit & 1);
      remainder = remainder << 1 ^ (carry ? 0x04c11db7u : 0);
    }
  }
  uint32_t reflected = 0;
  for (int bit = 0; bit < 32; bit++) reflected |= (remainder >> bit & 1) << (31 - bit);
  return ~reflected;
}
