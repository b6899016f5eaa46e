// SPDX-License-Identifier: MIT
// Kernels that TensorFlow lacks on processors: one pass over memory where its own take several. Linked
// into tfjs-node's binding, registered through TensorFlow's C interface as that is loaded, and called
// by name like any other kernel. Feature maps are [rows, C] in memory, channels last.
#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tensorflow/c/eager/c_api.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"

// One build serves all processors of a lab that share a home folder.
#if defined(__x86_64__) && defined(__gnu_linux__)
#define VECTORISED __attribute__((target_clones("avx2", "default")))
#else
#define VECTORISED
#endif

namespace {

// --- threads -------------------------------------------------------------------------------------

/** As many threads as TensorFlow takes; the caller is one of them. */
class Team {
 public:
  using Work = std::function<void(int64_t part)>;

  static Team& get() {
    static Team* team = new Team;  // Never destroyed: its threads live as long as the process.
    return *team;
  }

  int64_t size() const { return size_; }

  /** Calls `work` with 0 to `size() - 1`, all at once. */
  void run(const Work& work) {
    if (size_ == 1) return work(0);
    std::lock_guard<std::mutex> one_at_a_time(caller_);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      work_ = &work;
      left_ = size_ - 1;
      turn_++;
    }
    start_.notify_all();
    work(0);
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, [this] { return left_ == 0; });
  }

  /** Calls `work(begin, end)` for equal parts of `count`. */
  template <typename Range>
  void split(int64_t count, Range work) {
    run([&](int64_t part) { work(count * part / size_, count * (part + 1) / size_); });
  }

 private:
  Team() {
    const char* wanted = std::getenv("TF_NUM_INTRAOP_THREADS");
    const int given = wanted == nullptr ? 0 : std::atoi(wanted);
    size_ = given > 0 ? given : std::max(1u, std::thread::hardware_concurrency());
    for (int64_t part = 1; part < size_; part++) {
      std::thread([this, part] { serve(part); }).detach();
    }
  }

  void serve(int64_t part) {
    for (uint64_t seen = 0;;) {
      const Work* work;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        start_.wait(lock, [this, seen] { return turn_ != seen; });
        seen = turn_;
        work = work_;
      }
      (*work)(part);
      std::lock_guard<std::mutex> lock(mutex_);
      if (--left_ == 0) done_.notify_one();
    }
  }

  int64_t size_;
  std::mutex caller_, mutex_;
  std::condition_variable start_, done_;
  const Work* work_ = nullptr;
  uint64_t turn_ = 0;
  int64_t left_ = 0;
};

// --- operands ------------------------------------------------------------------------------------

struct Status {
  TF_Status* s = TF_NewStatus();
  ~Status() { TF_DeleteStatus(s); }
};

struct Map {
  const float* values;
  std::vector<int64_t> shape;

  int64_t size() const {
    int64_t product = 1;
    for (int64_t length : shape) product *= length;
    return product;
  }
};

/** The operands of one launch. All are float: TensorFlow has checked it. */
class Launch {
 public:
  explicit Launch(TF_OpKernelContext* context) : context_(context) {}
  ~Launch() {
    for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
  }

  int inputs() const { return TF_NumInputs(context_); }

  Map map(int at) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context_, at, &tensor, status_.s);
    tensors_.push_back(tensor);
    Map map{static_cast<const float*>(TF_TensorData(tensor)), {}};
    for (int axis = 0; axis < TF_NumDims(tensor); axis++) map.shape.push_back(TF_Dim(tensor, axis));
    return map;
  }

  const float* values(int at) { return map(at).values; }

  float* output(int at, const std::vector<int64_t>& shape) {
    const size_t bytes = sizeof(float) * Map{nullptr, shape}.size();
    TF_Tensor* tensor = TF_AllocateOutput(context_, at, TF_FLOAT, shape.data(), shape.size(), bytes,
                                          status_.s);
    tensors_.push_back(tensor);
    return static_cast<float*>(TF_TensorData(tensor));
  }

 private:
  TF_OpKernelContext* context_;
  Status status_;
  std::vector<TF_Tensor*> tensors_;
};

struct Attributes {
  float epsilon = 0, floor = 0, ceiling = 0;
  float momentum = 0, decay = 0, nesterov = 0;
};

// --- batch normalisation, cut to a range ---------------------------------------------------------

/** Per channel: `y = (x - mean) gain + bias`, cut to [floor, ceiling]. */
struct Norm {
  int64_t channels;
  const float *mean, *gain, *bias;
  float floor, ceiling;
};

/** Rows summed in single precision before the sum enters a double. */
constexpr int64_t kTile = 128;

/** Adds to `sums` [2, C] those of `d = x - origin` and of its square. */
VECTORISED void sum_powers(const float* x, const float* origin, int64_t channels, int64_t rows,
                           float* sums) {
  for (int64_t row = 0; row < rows; row++, x += channels) {
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; c++) {
      const float d = x[c] - origin[c];
      sums[c] += d;
      sums[channels + c] += d * d;
    }
  }
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

/** The gradient where the range let the value through, which is computed again. */
#define LET_THROUGH(centred, c)                                      \
  (((centred) * gain[c] + bias[c] > floor) & ((centred) * gain[c] + bias[c] < ceiling) ? g[c] : 0.f)

/** Adds to `sums` [2, C] those of the gradient let through and of its product with `x - mean`. */
VECTORISED void sum_gradients(const float* g, const float* x, const Norm& norm, int64_t rows,
                              float* sums) {
  const auto [channels, mean, gain, bias, floor, ceiling] = norm;
  for (int64_t row = 0; row < rows; row++, g += channels, x += channels) {
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; c++) {
      const float centred = x[c] - mean[c];
      const float through = LET_THROUGH(centred, c);
      sums[c] += through;
      sums[channels + c] += through * centred;
    }
  }
}

/** `dx = (g - constant - slope (x - mean)) gain` for the gradient let through. */
VECTORISED void differentiate(const float* g, const float* x, const Norm& norm,
                              const float* constant, const float* slope, int64_t rows, float* dx) {
  const auto [channels, mean, gain, bias, floor, ceiling] = norm;
  for (int64_t row = 0; row < rows; row++, g += channels, x += channels, dx += channels) {
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; c++) {
      const float centred = x[c] - mean[c];
      dx[c] = (LET_THROUGH(centred, c) - constant[c] - centred * slope[c]) * gain[c];
    }
  }
}

/** What `add(row, rows, sums)` adds for tiles of rows to sums of `width` numbers, over all rows. */
template <typename Add>
std::vector<double> sum_rows(int64_t rows, int64_t width, Add add) {
  std::mutex mutex;
  std::vector<std::pair<int64_t, std::vector<double>>> parts;
  Team::get().split(rows, [&](int64_t begin, int64_t end) {
    std::vector<double> sum(width);
    std::vector<float> tile(width);
    for (int64_t row = begin; row < end; row += kTile) {
      std::fill(tile.begin(), tile.end(), 0.f);
      add(row, std::min(kTile, end - row), tile.data());
      for (int64_t i = 0; i < width; i++) sum[i] += tile[i];
    }
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
    const int64_t at = begin * channels;
    differentiate(g + at, x + at, all, constant.data(), slope.data(), end - begin, dx + at);
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
  for (int64_t i = 0; i < size; i += channels)
    for (int64_t c = 0; c < channels; c++) folded[i + c] = filter.values[i + c] * gain[c];
}

// --- sum and rectifier ---------------------------------------------------------------------------

VECTORISED void add_rectified(const float* a, const float* b, int64_t size, float* y) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; i++) y[i] = std::max(a[i] + b[i], 0.f);
}

/** Inputs a, b of one shape. Output `max(a + b, 0)`. */
void sum_rectified(const Attributes&, Launch& launch) {
  const Map a = launch.map(0);
  const float *left = a.values, *right = launch.values(1);
  float* y = launch.output(0, a.shape);
  Team::get().split(a.size(), [=](int64_t begin, int64_t end) {
    add_rectified(left + begin, right + begin, end - begin, y + begin);
  });
}

// --- update --------------------------------------------------------------------------------------

VECTORISED void update_one(const Attributes& attributes, float rate, const float* w, const float* v,
                           const float* g, int64_t size, float* weight, float* velocity) {
  const auto [epsilon, floor, ceiling, momentum, decay, nesterov] = attributes;
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

/** Reads the attributes that a kernel has. */
void* create(TF_OpKernelConstruction* construction) {
  auto* attributes = new Attributes;
  const auto read = [construction](const char* name, float* value) {
    Status status;
    TF_OpKernelConstruction_GetAttrFloat(construction, name, value, status.s);
  };
  read("epsilon", &attributes->epsilon);
  read("floor", &attributes->floor);
  read("ceiling", &attributes->ceiling);
  read("momentum", &attributes->momentum);
  read("decay", &attributes->decay);
  read("nesterov", &attributes->nesterov);
  return attributes;
}

template <void (*kernel)(const Attributes&, Launch&)>
void compute(void* attributes, TF_OpKernelContext* context) {
  Launch launch(context);
  kernel(*static_cast<Attributes*>(attributes), launch);
}

void destroy(void* attributes) { delete static_cast<Attributes*>(attributes); }

using Names = std::vector<const char*>;

template <void (*kernel)(const Attributes&, Launch&)>
void add(const char* name, const Names& inputs, const Names& outputs, const Names& attributes) {
  Status status;
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(name);
  for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (const char* attribute : attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, TF_ShapeInferenceContextSetUnknownShape);
  TF_RegisterOpDefinition(definition, status.s);
  TF_RegisterKernelBuilder(
      name, TF_NewKernelBuilder(name, "CPU", create, compute<kernel>, destroy), status.s);
}

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
  add<sum_rectified>("PicojouleSumRectified", {"a: float", "b: float"}, {"y: float"}, {});
  add<update>("PicojouleUpdate", {"w: N * float", "v: N * float", "g: N * float", "rate: float"},
              {"weight: N * float", "velocity: N * float"},
              {"N: int >= 1", "momentum: float", "decay: float", "nesterov: float"});
  return true;
}();

}  // namespace

// --- attributes that are lists -------------------------------------------------------------------

extern "C" {

void __real_TFE_OpSetAttrString(TFE_Op* op, const char* name, const void* value, size_t length);

/** The binding sets no lists of strings or types; those of TensorFlow's fused kernels come as `A,B`. */
void __wrap_TFE_OpSetAttrString(TFE_Op* op, const char* name, const void* value, size_t length) {
  const bool types = std::strcmp(name, "TArgs") == 0;
  if (!types && std::strcmp(name, "fused_ops") != 0) {
    return __real_TFE_OpSetAttrString(op, name, value, length);
  }
  std::vector<std::string> words;
  std::istringstream list(std::string(static_cast<const char*>(value), length));
  for (std::string word; std::getline(list, word, ',');) words.push_back(word);
  if (types) {
    std::vector<TF_DataType> numbers;
    for (const std::string& word : words) numbers.push_back(TF_DataType(std::atoi(word.c_str())));
    return TFE_OpSetAttrTypeList(op, name, numbers.data(), numbers.size());
  }
  std::vector<const void*> names;
  std::vector<size_t> lengths;
  for (const std::string& word : words) {
    names.push_back(word.data());
    lengths.push_back(word.size());
  }
  TFE_OpSetAttrStringList(op, name, names.data(), lengths.data(), names.size());
}
}
