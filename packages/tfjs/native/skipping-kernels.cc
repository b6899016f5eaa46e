// SPDX-License-Identifier: MIT
// Kernels for blocks that only some images run, and for the gates that choose these: the images taken from a batch,
// means over feature maps, and sums of gradients. Feature maps are [images, ..., C] in memory, channels last.
#include <algorithm>
#include <vector>

#include "kernel.h"
#include "mean-pixel.h"
#include "team.h"

namespace {

VECTORISED float dot(const float* a, const float* b, int64_t size) {
  // Sums of their own, so that they are added side by side.
  float sums[16] = {}, rest = 0;
  int64_t i = 0;
  for (; i + 16 <= size; i += 16)
    for (int64_t lane = 0; lane < 16; lane++) sums[lane] += a[i + lane] * b[i + lane];
  for (; i < size; i++) rest += a[i] * b[i];
  for (float sum : sums) rest += sum;
  return rest;
}

/** The sum of the products of two rows. */
double row_dot(const float* a, const float* b, int64_t size) {
  constexpr int64_t tile = 16 * kTile;
  double sum = 0;
  for (int64_t i = 0; i < size; i += tile) sum += dot(a + i, b + i, std::min(tile, size - i));
  return sum;
}

/**
 * Inputs: x [N, ...], positions [M] in it, and perhaps values [M, ...]. Outputs: the rows there, [M, ...], and with
 * the values for each row [M] the sum of its products with theirs.
 */
void take_rows(const Attributes& attributes, Launch& launch) {
  const Map x = launch.map(0), positions = launch.map(1);
  std::vector<int64_t> shape = x.shape;
  shape.front() = positions.shape[0];
  float* y = launch.output(0, shape);
  const bool is_dotted = attributes.addends > 0;
  const float* others = is_dotted ? launch.values(2) : nullptr;
  float* dots = is_dotted ? launch.output(1, {shape.front()}) : nullptr;
  const int64_t count = x.shape[0], size = count == 0 ? 0 : x.size() / count;
  const auto* at = reinterpret_cast<const int32_t*>(positions.values);
  Team::get().split(shape.front(), [=](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      const float* from = x.values + at[row] * size;
      std::copy_n(from, size, y + row * size);
      if (is_dotted) dots[row] = row_dot(from, others + row * size, size);
    }
  });
}

/** Input x [N, ..., C]. Output: its mean over all between, [N, 1, ..., 1, C]. */
void map_means(const Attributes&, Launch& launch) {
  const Map x = launch.map(0);
  const int64_t images = x.shape[0], channels = x.shape.back();
  const int64_t pixels = images == 0 ? 0 : x.size() / images / channels;
  std::vector<int64_t> shape(x.shape.size(), 1);
  shape.front() = images, shape.back() = channels;
  float* y = launch.output(0, shape);
  Team::get().split(images, [=](int64_t begin, int64_t end) {
    MeanPixel mean(channels);
    for (int64_t image = begin; image < end; image++) {
      mean.of(x.values + image * pixels * channels, pixels, y + image * channels);
    }
  });
}

VECTORISED void sum(const float* a, const float* b, int64_t size, float* y) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; i++) y[i] = a[i] + b[i];
}

/** Adds `share` of the pixel [C] to each pixel of `y`. */
VECTORISED void add_pixel(const float* pixel, float share, int64_t channels, int64_t size, float* y) {
  for (int64_t i = 0; i < size; i += channels) {
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; c++) y[i + c] += pixel[c] * share;
  }
}

VECTORISED void let_through(const float* output, int64_t size, float* y) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; i++) y[i] = output[i] > 0 ? y[i] : 0.f;
}

/**
 * The gradient of a feature map from those of its readers. Inputs, absent where empty: a map [N, ..., C]; rows
 * [M, ..., C], and for each its position in the map, all different (absent: M = N, in order); the gradient
 * [N, ..., C] of the map's mean; the map itself, behind a rectifier, which has to be there if the first is not.
 * Output: the sum, and nothing where the rectifier cut.
 */
void sum_gradients(const Attributes&, Launch& launch) {
  const Map map = launch.map(0), rows = launch.map(1), positions = launch.map(2);
  const Map mean = launch.map(3), output = launch.map(4);
  const bool has_map = map.size() > 0, has_mean = mean.size() > 0, is_cut = output.size() > 0;
  const std::vector<int64_t>& shape = has_map ? map.shape : output.shape;
  float* y = launch.output(0, shape);
  const int64_t images = shape[0], channels = shape.back();
  const int64_t size = (has_map ? map.size() : output.size()) / images, tile = kTile * channels;
  const auto* at = reinterpret_cast<const int32_t*>(positions.values);
  std::vector<const float*> added(images, nullptr);
  for (int64_t row = 0; row < rows.size() / size; row++) {
    added[positions.size() > 0 ? at[row] : row] = rows.values + row * size;
  }
  const float share = 1. / (size / channels);
  Team::get().split(images, [&](int64_t begin, int64_t end) {
    for (int64_t image = begin; image < end; image++) {
      for (int64_t i = 0; i < size; i += tile) {
        const int64_t count = std::min(tile, size - i), first = image * size + i;
        float* to = y + first;
        const float* more = added[image];
        if (!has_map) std::fill(to, to + count, 0.f);
        else if (more == nullptr) std::copy_n(map.values + first, count, to);
        else sum(map.values + first, more + i, count, to);
        if (has_mean) add_pixel(mean.values + image * channels, share, channels, count, to);
        if (is_cut) let_through(output.values + first, count, to);
      }
    }
  });
}

const bool registered = [] {
  add<take_rows>("PicojouleTakeRows", {"x: float", "positions: int32", "values: A * float"},
                 {"y: float", "dots: A * float"}, {"A: int >= 0"});
  add<map_means>("PicojouleMapMeans", {"x: float"}, {"y: float"}, {});
  add<sum_gradients>("PicojouleSumGradients",
                     {"map: float", "rows: float", "positions: int32", "mean: float", "output: float"},
                     {"y: float"}, {});
  return true;
}();

}  // namespace
