// SPDX-License-Identifier: MIT
// Walks as loops that are nested, and the words of an instruction that ask for them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

struct Loop {
  int count, stride, dy, dx;
};
struct Place {
  int address, y, x;
  bool zero = false;
};

inline void visit(const std::vector<Loop>& loops, size_t depth, Place at, std::vector<Place>& found) {
  if (depth == loops.size()) return found.push_back(at);
  const Loop& loop = loops[depth];
  for (int i = 0; i < loop.count; i++) {
    visit(loops, depth + 1, {at.address + i * loop.stride, at.y + i * loop.dy, at.x + i * loop.dx}, found);
  }
}

inline uint32_t halves(int low, int high) { return (low & 0xffff) | static_cast<uint32_t>(high) << 16; }

// The words of the walks' bases, bounds and loops: a jump undoes the loops inside.
inline std::vector<uint32_t> encoded(const std::vector<Loop> (&loops)[2], const Place (&base)[2], int height, int width) {
  std::vector<uint32_t> words(33);
  words[3] = halves(0, base[0].address), words[4] = halves(0, base[1].address);
  words[8] = halves(base[1].y, base[1].x), words[12] = halves(height, width);
  for (unsigned b = 0; b < 2; b++) {
    Loop inside = {};
    for (unsigned i = static_cast<unsigned>(loops[b].size()); i-- > 0;) {
      const Loop& loop = loops[b][i];
      const uint32_t jump = halves(loop.count - 1, loop.stride - inside.stride);
      if (b == 0) words[16 + i] = jump;
      else words[20 + 2 * i] = jump, words[21 + 2 * i] = halves(loop.dy - inside.dy, loop.dx - inside.dx);
      inside.stride += (loop.count - 1) * loop.stride;
      inside.dy += (loop.count - 1) * loop.dy;
      inside.dx += (loop.count - 1) * loop.dx;
    }
  }
  return words;
}
