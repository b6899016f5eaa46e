// SPDX-License-Identifier: MIT
// Kernels that TensorFlow lacks on processors: one pass over memory where its own take several. Linked
// into tfjs-node's binding, registered through TensorFlow's C interface as that is loaded, and called
// by name like any other kernel. Feature maps are [rows, C] in memory, channels last.
#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>
#include <vector>

#include "eight.h"
#include "kernel.h"
#include "mean-pixel.h"
#include "team.h"

namespace {

// --- batch normalisation, cut to a range ---------------------------------------------------------

/** Per channel: `y = (x - mean) gain + bias`, cut to [floor, ceiling]. */
struct Norm {
  int64_t channels;
  const float *mean, *gain, *bias;
  float floor, ceiling;
};

/** What is made part of the versions for each processor. */
#define INLINED_LAMBDA __attribute__((always_inline))
#define INLINED INLINED_LAMBDA inline

/** Calls `work(c, none)` for channels from c on: eight where `none` is eight zeros, one where it is one. */
template <typename Work>
INLINED void by_channels(int64_t channels, Work work) {
  int64_t c = 0;
  for (; c + 8 <= channels; c += 8) work(c, Eight{});
  for (; c < channels; c++) work(c, 0.f);
}

/** Numbers in memory, as many as `none` has. */
INLINED Eight& numbers(float* at, Eight) { return eight(at); }
INLINED const Eight& numbers(const float* at, Eight) { return eight(at); }
INLINED float& numbers(float* at, float) { return *at; }
INLINED const float& numbers(const float* at, float) { return *at; }

/** Adds to `sums` [2, C] those of `d = x - origin` and of its square. */
VECTORISED void sum_powers(const float* x, const float* origin, int64_t channels, int64_t rows,
                           float* sums) {
  by_channels(channels, [=](int64_t c, auto none) INLINED_LAMBDA {
    float* squares = sums + channels;
    const auto origins = numbers(origin + c, none);
    auto sum = numbers(sums + c, none), square = numbers(squares + c, none);
    for (int64_t i = c; i < rows * channels; i += channels) {
      const auto d = numbers(x + i, none) - origins;
      sum += d;
      square += d * d;
    }
    numbers(sums + c, none) = sum, numbers(squares + c, none) = square;
  });
}

VECTORISED void normalise(const float* x, const Norm& norm, int64_t rows, float* y) {
  const auto [channels, mean, gain, bias, floor, ceiling] = norm;
  for (int64_t row = 0; row < rows; row++, x += channels, y += channels) {
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; c++) {
      const float value = (x[c] - mean[c]) * gain[c] + bias[c];
      y[c] = std::min(std::max(value, floor), ceiling);
    }
  }
}

/** Of a norm, what is constant over rows for the channels from c on. */
template <typename Numbers>
struct Channels {
  Numbers mean, gain, bias, floor, ceiling;

  INLINED Channels(const Norm& norm, int64_t c, Numbers none)
      : mean(numbers(norm.mean + c, none)), gain(numbers(norm.gain + c, none)), bias(numbers(norm.bias + c, none)),
        floor(none + norm.floor), ceiling(none + norm.ceiling) {}

  /** The gradient where the range let the value through, which is computed again. */
  INLINED Numbers let_through(Numbers centred, Numbers g) const {
    const Numbers value = centred * gain + bias, none{};
    return (value > floor) & (value < ceiling) ? g : none;
  }
};

/** Adds to `sums` [2, C] those of the gradient let through and of its product with `x - mean`. */
VECTORISED void sum_gradients(const float* g, const float* x, const Norm& norm, int64_t rows,
                              float* sums) {
  const int64_t channels = norm.channels;
  by_channels(channels, [=, &norm](int64_t c, auto none) INLINED_LAMBDA {
    float* products = sums + channels;
    const Channels of(norm, c, none);
    auto sum = numbers(sums + c, none), product = numbers(products + c, none);
    for (int64_t i = c; i < rows * channels; i += channels) {
      const auto centred = numbers(x + i, none) - of.mean;
      const auto through = of.let_through(centred, numbers(g + i, none));
      sum += through;
      product += through * centred;
    }
    numbers(sums + c, none) = sum, numbers(products + c, none) = product;
  });
}

/** `dx = (g - constant - slope (x - mean)) gain` for the gradient let through. */
VECTORISED void differentiate(const float* g, const float* x, const Norm& norm,
                              const float* constant, const float* slope, int64_t rows, float* dx) {
  const int64_t channels = norm.channels;
  by_channels(channels, [=, &norm](int64_t c, auto none) INLINED_LAMBDA {
    const Channels of(norm, c, none);
    const auto constants = numbers(constant + c, none), slopes = numbers(slope + c, none);
    for (int64_t i = c; i < rows * channels; i += channels) {
      const auto centred = numbers(x + i, none) - of.mean;
      const auto through = of.let_through(centred, numbers(g + i, none));
      numbers(dx + i, none) = (through - constants - centred * slopes) * of.gain;
    }
  });
}

/** Calls `work(row, rows)` for tiles of rows from `begin` on, which stay in a processor's own cache. */
template <typename Work>
void tiled(int64_t begin, int64_t end, Work work) {
  for (int64_t row = begin; row < end; row += kTile) work(row, std::min(kTile, end - row));
}

/** What `add(row, rows, sums)` adds for tiles of rows to sums of `width` numbers, over all rows. */
template <typename Add>
std::vector<double> sum_rows(int64_t rows, int64_t width, Add add) {
  std::mutex mutex;
  std::vector<std::pair<int64_t, std::vector<double>>> parts;
  Team::get().split(rows, [&](int64_t begin, int64_t end) {
    std::vector<double> sum(width);
    std::vector<float> tile(width);
    tiled(begin, end, [&](int64_t row, int64_t count) {
      std::fill(tile.begin(), tile.end(), 0.f);
      add(row, count, tile.data());
      for (int64_t i = 0; i < width; i++) sum[i] += tile[i];
    });
    std::lock_guard<std::mutex> lock(mutex);
    parts.emplace_back(begin, std::move(sum));
  });
  // In the order of the rows, whichever thread came first: the same bits in every run.
  std::sort(parts.begin(), parts.end());
  std::vector<double> total(width);
  for (const auto& [_, sum] : parts)
    for (int64_t i = 0; i < width; i++) total[i] += sum[i];
  return total;
}

/**
 * Inputs: x [..., C], and of each channel scale, bias and the running mean and variance. Outputs: y, the batch's
 * mean and variance, that of the population, and the running ones: `momentum` times the old and the rest.
 */
void norm(const Attributes& attributes, Launch& launch) {
  const auto [x, shape] = launch.map(0);
  const float *scale = launch.values(1), *bias = launch.values(2);
  const float *old_mean = launch.values(3), *old_variance = launch.values(4);
  const int64_t channels = shape.back(), rows = Map{x, shape}.size() / channels;
  float* y = launch.output(0, shape);
  float *mean = launch.output(1, {channels}), *variance = launch.output(2, {channels});
  float *new_mean = launch.output(3, {channels}), *new_variance = launch.output(4, {channels});

  // Relative to the first row: next to a mean far from zero, the variance would be lost.
  const float* map = x;
  const auto sums = sum_rows(rows, 2 * channels, [=](int64_t row, int64_t count, float* sum) {
    sum_powers(map + row * channels, map, channels, count, sum);
  });
  std::vector<float> gain(channels);
  for (int64_t c = 0; c < channels; c++) {
    const double d = sums[c] / rows;
    mean[c] = x[c] + d;
    variance[c] = std::max(0., sums[channels + c] / rows - d * d);
    gain[c] = scale[c] / std::sqrt(variance[c] + attributes.epsilon);
    const float kept = attributes.momentum, entering = 1 - attributes.momentum;
    new_mean[c] = kept * old_mean[c] + entering * mean[c];
    new_variance[c] = kept * old_variance[c] + entering * variance[c];
  }
  const Norm all{channels, mean, gain.data(), bias, attributes.floor, attributes.ceiling};
  Team::get().split(rows, [=, &all](int64_t begin, int64_t end) {
    normalise(map + begin * channels, all, end - begin, y + begin * channels);
  });
}

/** Inputs: the gradient of y, x, scale, bias, mean, variance. Outputs: gradients of x, scale and bias. */
void norm_gradient(const Attributes& attributes, Launch& launch) {
  const float* g = launch.values(0);
  const Map map = launch.map(1);
  const float *x = map.values, *scale = launch.values(2), *bias = launch.values(3);
  const float *mean = launch.values(4), *variance = launch.values(5);
  const int64_t channels = map.shape.back(), rows = map.size() / channels;
  float* dx = launch.output(0, map.shape);
  float *dscale = launch.output(1, {channels}), *dbias = launch.output(2, {channels});

  std::vector<float> gain(channels), constant(channels), slope(channels);
  for (int64_t c = 0; c < channels; c++) {
    gain[c] = scale[c] / std::sqrt(variance[c] + attributes.epsilon);
  }
  const Norm all{channels, mean, gain.data(), bias, attributes.floor, attributes.ceiling};
  const auto sums = sum_rows(rows, 2 * channels, [&](int64_t row, int64_t count, float* sum) {
    sum_gradients(g + row * channels, x + row * channels, all, count, sum);
  });
  for (int64_t c = 0; c < channels; c++) {
    const double inverse = 1 / std::sqrt(double(variance[c]) + attributes.epsilon);
    dbias[c] = sums[c];
    dscale[c] = sums[channels + c] * inverse;
    constant[c] = sums[c] / rows;
    slope[c] = sums[channels + c] / rows * inverse * inverse;
  }
  Team::get().split(rows, [&](int64_t begin, int64_t end) {
    tiled(begin, end, [&](int64_t row, int64_t count) {
      const int64_t at = row * channels;
      differentiate(g + at, x + at, all, constant.data(), slope.data(), count, dx + at);
    });
  });
}

/**
 * A norm with fixed statistics, taken over by the filter before it. Inputs: filter [..., C], and of each channel scale,
 * bias, mean, variance, and perhaps the bias that the filter has. Outputs: the filter and its bias.
 */
void fold(const Attributes& attributes, Launch& launch) {
  const Map filter = launch.map(0);
  const float *scale = launch.values(1), *bias = launch.values(2);
  const float *mean = launch.values(3), *variance = launch.values(4);
  const float* before = launch.inputs() > 5 ? launch.values(5) : nullptr;
  const int64_t channels = filter.shape.back(), size = filter.size();
  float *folded = launch.output(0, filter.shape), *shift = launch.output(1, {channels});
  std::vector<float> gain(channels);
  for (int64_t c = 0; c < channels; c++) {
    gain[c] = scale[c] / std::sqrt(variance[c] + attributes.epsilon);
    shift[c] = bias[c] - (mean[c] - (before == nullptr ? 0 : before[c])) * gain[c];
  }
  Team::get().split(size / channels, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin * channels; i < end * channels; i += channels)
      for (int64_t c = 0; c < channels; c++) folded[i + c] = filter.values[i + c] * gain[c];
  });
}

// --- sum and rectifier ---------------------------------------------------------------------------

VECTORISED void add_and_cut(const float* a, const float* b, float floor, int64_t size, float* y) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; i++) y[i] = std::max(a[i] + b[i], floor);
}

VECTORISED void cut(const float* a, float floor, int64_t size, float* y) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; i++) y[i] = std::max(a[i], floor);
}

/** Output 1 for the means of maps of this shape [N, ..., C], [N, 1, ..., 1, C]; none where A is 0. */
float* output_of_means(const Attributes& attributes, const std::vector<int64_t>& of, Launch& launch) {
  if (attributes.addends == 0) return nullptr;
  std::vector<int64_t> shape(of.size(), 1);
  shape.front() = of.front(), shape.back() = of.back();
  return launch.output(1, shape);
}

/** Calls `make(image, size, y)` for each image of y [N, ..., C] and takes the means of what it makes, unless `means` is null. */
template <typename Make>
void by_images(const std::vector<int64_t>& shape, float* y, float* means, Make make) {
  if (shape.empty()) return make(0, 1, y);
  const int64_t images = shape.front(), channels = shape.back();
  const int64_t size = images == 0 ? 0 : Map{y, shape}.size() / images;
  Team::get().split(images, [=, &make](int64_t begin, int64_t end) {
    MeanPixel mean(channels);
    for (int64_t image = begin; image < end; image++) {
      float* to = y + image * size;
      make(image, size, to);
      if (means != nullptr) mean.of(to, size / channels, means + image * channels);
    }
  });
}

/** Inputs a, b of one shape. Outputs `max(a + b, 0)`, and where A is 1 its means, of maps. */
void sum_rectified(const Attributes& attributes, Launch& launch) {
  const Map a = launch.map(0);
  const float *left = a.values, *right = launch.values(1);
  float* y = launch.output(0, a.shape);
  by_images(a.shape, y, output_of_means(attributes, a.shape, launch), [=](int64_t image, int64_t size, float* to) {
    add_and_cut(left + image * size, right + image * size, 0, size, to);
  });
}

/**
 * Inputs: x [N, ..., C], rows [M, ..., C], for each row its position in x, all different. Outputs: x with the rows added,
 * and nothing below `floor`; and where A is 1 its means.
 */
void add_rows(const Attributes& attributes, Launch& launch) {
  const Map x = launch.map(0), rows = launch.map(1);
  const int32_t* positions = reinterpret_cast<const int32_t*>(launch.values(2));
  float* y = launch.output(0, x.shape);
  const int64_t count = x.shape[0], size = count == 0 ? 0 : x.size() / count;
  std::vector<const float*> added(count, nullptr);
  for (int64_t row = 0; row < rows.shape[0]; row++) {
    added[positions[row]] = rows.values + row * size;
  }
  by_images(x.shape, y, output_of_means(attributes, x.shape, launch), [&](int64_t image, int64_t, float* to) {
    const float* from = x.values + image * size;
    if (added[image] == nullptr) cut(from, attributes.floor, size, to);
    else add_and_cut(from, added[image], attributes.floor, size, to);
  });
}

// --- update --------------------------------------------------------------------------------------

VECTORISED void update_one(const Attributes& attributes, float rate, const float* w, const float* v,
                           const float* g, int64_t size, float* weight, float* velocity) {
  const float momentum = attributes.momentum, decay = attributes.decay, nesterov = attributes.nesterov;
#pragma GCC ivdep
  for (int64_t i = 0; i < size; i++) {
    const float gradient = decay == 0 ? g[i] : g[i] + w[i] * decay;
    const float speed = v[i] * momentum + gradient;
    velocity[i] = speed;
    weight[i] = w[i] - (nesterov != 0 ? gradient + speed * momentum : speed) * rate;
  }
}

/**
 * Inputs: N weights, N velocities, N gradients, the learning rate. Outputs: the new weights and
 * velocities. `v = momentum v + g + decay w`, `w -= rate v`; with `nesterov` `w -= rate (g + decay w + momentum v)`.
 */
void update(const Attributes& attributes, Launch& launch) {
  const int count = (launch.inputs() - 1) / 3;
  const float rate = *launch.values(3 * count);
  for (int i = 0; i < count; i++) {
    const Map w = launch.map(i);
    const float *v = launch.values(count + i), *g = launch.values(2 * count + i);
    float *weight = launch.output(i, w.shape), *velocity = launch.output(count + i, w.shape);
    update_one(attributes, rate, w.values, v, g, w.size(), weight, velocity);
  }
}

// --- registration --------------------------------------------------------------------------------

const bool registered = [] {
  add<norm>("PicojouleNorm",
            {"x: float", "scale: float", "bias: float", "old_mean: float", "old_variance: float"},
            {"y: float", "mean: float", "variance: float", "new_mean: float", "new_variance: float"},
            {"epsilon: float", "floor: float", "ceiling: float", "momentum: float"});
  add<fold>("PicojouleFold",
            {"filter: float", "scale: float", "bias: float", "mean: float", "variance: float",
             "before: N * float"},
            {"folded: float", "shift: float"}, {"N: int >= 0", "epsilon: float"});
  add<norm_gradient>(
      "PicojouleNormGradient",
      {"g: float", "x: float", "scale: float", "bias: float", "mean: float", "variance: float"},
      {"dx: float", "dscale: float", "dbias: float"},
      {"epsilon: float", "floor: float", "ceiling: float"});
  add<sum_rectified>("PicojouleSumRectified", {"a: float", "b: float"}, {"y: float", "means: A * float"},
                     {"A: int >= 0"});
  add<add_rows>("PicojouleAddRows", {"x: float", "rows: float", "positions: int32"},
                {"y: float", "means: A * float"}, {"A: int >= 0", "floor: float"});
  add<update>("PicojouleUpdate", {"w: N * float", "v: N * float", "g: N * float", "rate: float"},
              {"weight: N * float", "velocity: N * float"},
              {"N: int >= 1", "momentum: float", "decay: float", "nesterov: float"});
  return true;
}();

}  // namespace
