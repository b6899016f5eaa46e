// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <vector>

#include "kernel.h"

namespace {

/** Values summed in single precision before the sum enters a double. */
constexpr int64_t kTile = 128;

VECTORISED void add_all(const float* x, int64_t size, int64_t count, float* sum) {
  for (int64_t row = 0; row < count; row++)
#pragma GCC ivdep
    for (int64_t i = 0; i < size; i++) sum[i] += x[row * size + i];
}

/** Means over the pixels of feature maps with the same channels, one map after the other. */
class MeanPixel {
 public:
  explicit MeanPixel(int64_t channels)
      : channels_(channels), together_(std::max<int64_t>(1, kTile / channels)), tile_(together_ * channels), sum_(channels) {}

  void of(const float* map, int64_t pixels, float* mean) {
    std::fill(sum_.begin(), sum_.end(), 0.);
    const int64_t rows = pixels / together_;
    for (int64_t row = 0; row < rows; row += kTile) {
      add(map + row * tile_.size(), tile_.size(), std::min(kTile, rows - row));
    }
    add(map + rows * tile_.size(), channels_, pixels - rows * together_);
    for (int64_t c = 0; c < channels_; c++) mean[c] = sum_[c] / pixels;
  }

 private:
  /** Rows of so many values, some pixels together: sums are long enough for vectors where channels are few. */
  void add(const float* rows, int64_t size, int64_t count) {
    std::fill(tile_.begin(), tile_.end(), 0.f);
    add_all(rows, size, count, tile_.data());
    for (int64_t i = 0; i < size; i += channels_)
      for (int64_t c = 0; c < channels_; c++) sum_[c] += tile_[i + c];
  }

  int64_t channels_, together_;
  std::vector<float> tile_;
  std::vector<double> sum_;
};

}  // namespace
