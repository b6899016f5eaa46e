// SPDX-License-Identifier: MIT
// Where the words of an operand go: the oracle of whatever fills the lanes.
#pragma once
#include <vector>

#include "shape.h"

// A word's bytes go to one lane from a place on, or one each to all lanes.
struct Target {
  unsigned lane, place;
};
struct Write {
  bool b, spread, zero;
  Target target;
};

// Parts one behind the other: in each, whole lanes one after the other, or all lanes together; of planes, each lane has both.
inline std::vector<Target> targets(unsigned parts, unsigned planes, unsigned depth, bool spread, unsigned from) {
  std::vector<Target> found;
  for (unsigned part = 0; part < parts; part++) {
    for (unsigned lane = 0; lane < (spread ? 1 : Lanes); lane++) {
      for (unsigned plane = 0; plane < planes; plane++) {
        for (unsigned k = 0; k < depth; k += spread ? 1 : Lanes) found.push_back({lane, from + part * depth + plane * BLane / 2 + k});
      }
    }
  }
  return found;
}
