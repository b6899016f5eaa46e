// SPDX-License-Identifier: MIT
// Convolutions and their gradients by oneDNN itself. TensorFlow calls the same library, but each launch of it
// wakes its threads anew, and pads that have no name take a pass of their own.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "onednn.h"
#include "team.h"

namespace {

/**
 * Where a packed filter of so many bytes lies during a launch. One launch follows another, so that those of all numbers of
 * images share a place, which is in the processor's caches then.
 */
void* packing_place(size_t bytes) {
  constexpr size_t line = 64;
  static auto* places = new std::unordered_map<size_t, void*>;
  void*& place = (*places)[bytes];
  if (place == nullptr) place = std::aligned_alloc(line, (bytes + line - 1) / line * line);
  if (place == nullptr) throw std::bad_alloc();
  return place;
}

/** A primitive with its operands; a filter is packed for it where it wants another layout. */
struct Prepared {
  primitive work;
  std::unordered_map<int, memory> arguments;
  memory x, y, filter, bias, addend;
  /** None where the filter is taken as it is. */
  primitive reorder;
  std::unordered_map<int, memory> reordered;

  Prepared(const memory::desc& x, const memory::desc& y, const memory::desc& filter)
      : x(x, processor(), nullptr), y(y, processor(), nullptr), filter(filter, processor(), nullptr) {}

  /** The filter in the layout that the primitive wants: read from `filter`, or written to it. */
  memory packed(const memory::desc& wanted, bool is_result) {
    if (wanted == filter.get_desc()) return filter;
    memory packed(wanted, processor(), packing_place(wanted.get_size()));
    const memory &from = is_result ? packed : filter, &to = is_result ? filter : packed;
    reorder = dnnl::reorder(from, to);
    reordered = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
    return packed;
  }

  void launch(dnnl::stream& stream, bool is_result) const {
    if (reorder && !is_result) reorder.execute(stream, reordered);
    work.execute(stream, arguments);
    if (reorder && is_result) reorder.execute(stream, reordered);
    stream.wait();
  }
};

std::unique_ptr<Prepared> prepare(const Problem& problem) {
  const auto algorithm = dnnl::algorithm::convolution_direct;
  const Attributes& window = problem.window;
  const auto type = problem.map_type();
  const auto x = map_desc(problem.x, type), y = map_desc(problem.y(), type);
  // The gradient of a filter is float whatever the maps are.
  const bool to_filter = problem.kind == kFilterGradient;
  const FilterDesc filter(problem.filter, window.depthwise, type);
  const FilterDesc own(problem.filter, window.depthwise, to_filter ? memory::data_type::f32 : type);
  const memory::dims strides = window.strides;
  const memory::dims dilations{window.dilations[0] - 1, window.dilations[1] - 1};
  const memory::dims before{window.pads[0], window.pads[1]}, after{window.pads[2], window.pads[3]};
  const memory::desc bias =
      problem.has_bias
          ? memory::desc({problem.channels()}, memory::data_type::f32, memory::format_tag::x)
          : memory::desc();

  const bool is_forward = problem.kind == kForward;
  const dnnl::convolution_forward::primitive_desc forward(
      processor(), is_forward ? dnnl::prop_kind::forward_inference : dnnl::prop_kind::forward_training,
      algorithm, x, filter.best, bias, y, strides, dilations, before, after,
      ending(window, problem.has_addend, y));
  auto prepared = std::make_unique<Prepared>(x, y, own.plain);
  auto& arguments = prepared->arguments;
  if (is_forward) {
    arguments[DNNL_ARG_SRC] = prepared->x;
    arguments[DNNL_ARG_WEIGHTS] = prepared->packed(forward.weights_desc(), false);
    arguments[DNNL_ARG_DST] = prepared->y;
    if (problem.has_bias) {
      arguments[DNNL_ARG_BIAS] = prepared->bias = memory(bias, processor(), nullptr);
    }
    if (problem.has_addend) {
      const int place = DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1;
      arguments[place] = prepared->addend = memory(y, processor(), nullptr);
    }
    prepared->work = dnnl::convolution_forward(forward);
  } else if (to_filter) {
    const dnnl::convolution_backward_weights::primitive_desc desc(
        processor(), algorithm, x, own.best, y, strides, dilations, before, after, forward);
    arguments[DNNL_ARG_SRC] = prepared->x;
    arguments[DNNL_ARG_DIFF_WEIGHTS] = prepared->packed(desc.diff_weights_desc(), true);
    arguments[DNNL_ARG_DIFF_DST] = prepared->y;
    prepared->work = dnnl::convolution_backward_weights(desc);
  } else {
    const dnnl::convolution_backward_data::primitive_desc desc(
        processor(), algorithm, x, filter.best, y, strides, dilations, before, after, forward);
    arguments[DNNL_ARG_DIFF_SRC] = prepared->x;
    arguments[DNNL_ARG_WEIGHTS] = prepared->packed(desc.weights_desc(), false);
    arguments[DNNL_ARG_DIFF_DST] = prepared->y;
    prepared->work = dnnl::convolution_backward_data(desc);
  }
  return prepared;
}

/** What was prepared before: to prepare takes a hundred times as long as a launch. */
class Prepareds {
 public:
  Prepared& of(const Problem& problem) {
    const std::string key = problem.key();
    const auto found = all_.find(key);
    if (found != all_.end()) return *found->second;
    // Blocks that only some images run have as many shapes as there are numbers of images.
    if (all_.size() >= kMost) all_.clear();
    return *(all_[key] = prepare(problem));
  }

 private:
  static constexpr size_t kMost = 4096;
  std::unordered_map<std::string, std::unique_ptr<Prepared>> all_;
};

struct Operands {
  const void *x, *filter, *y, *bias, *addend;
};

void execute(const Problem& problem, const Operands& operands) {
  const bool to_filter = problem.kind == kFilterGradient;
  const auto place = [](const void* values) { return const_cast<void*>(values); };
  static auto* prepareds = new Prepareds;
  if (problem.x[0] == 0) {
    // What the library refuses, it refuses without images too.
    Problem one = problem;
    one.x[0] = 1;
    prepareds->of(one);
    const Map filter{nullptr, problem.filter};
    if (to_filter) std::fill_n(static_cast<float*>(place(operands.filter)), filter.size(), 0.f);
    return;
  }
  omp_set_num_threads(Team::get().size());
  Prepared& prepared = prepareds->of(problem);
  prepared.x.set_data_handle(place(operands.x));
  prepared.y.set_data_handle(place(operands.y));
  prepared.filter.set_data_handle(place(operands.filter));
  if (problem.has_bias) prepared.bias.set_data_handle(place(operands.bias));
  if (problem.has_addend) prepared.addend.set_data_handle(place(operands.addend));
  prepared.launch(stream(), to_filter);
}

/** Whether filters of one pixel pass over others. */
bool passes_over(const Problem& problem) {
  const Attributes& window = problem.window;
  const auto is_zero = [](int64_t pad) { return pad == 0; };
  return !window.depthwise && problem.filter[0] * problem.filter[1] == 1 && window.strides[0] * window.strides[1] > 1 &&
         std::all_of(window.pads.begin(), window.pads.end(), is_zero);
}

/** Copies the pixels of x [N, H, W, C] that are `strides` apart to `thin` [N, P, Q, C], or back, with 0 in between. */
void copy_pixels(const Problem& problem, char* x, const std::vector<int64_t>& thin_shape, char* thin, bool is_back) {
  const size_t pixel = problem.x[3] * TF_DataTypeSize(problem.type);
  const int64_t height = problem.x[1], width = problem.x[2], columns = thin_shape[2];
  const int64_t down = problem.window.strides[0], right = problem.window.strides[1];
  Team::get().split(problem.x[0] * height, [=](int64_t begin, int64_t end) {
    for (int64_t line = begin; line < end; line++) {
      char* from = x + line * width * pixel;
      if (is_back) std::memset(from, 0, width * pixel);
      const int64_t image = line / height, row = line % height;
      if (row % down != 0) continue;
      char* to = thin + (image * thin_shape[1] + row / down) * columns * pixel;
      for (int64_t column = 0; column < columns; column++, from += right * pixel, to += pixel) {
        if (is_back) std::memcpy(from, to, pixel);
        else std::memcpy(to, from, pixel);
      }
    }
  });
}

/** Pixels that are passed over are left out first: the library takes longer for strides (1.3 times, measured). */
void run(const Problem& problem, Operands operands) {
  static std::mutex one_at_a_time;
  std::lock_guard<std::mutex> lock(one_at_a_time);
  if (!passes_over(problem)) return execute(problem, operands);
  Attributes window = problem.window;
  window.strides = {1, 1};
  Problem thin{problem.kind, problem.type, problem.y(), problem.filter, window, problem.has_bias, problem.has_addend};
  thin.x[3] = problem.x[3];
  static auto* pixels = new std::vector<char>;
  const size_t bytes = TF_DataTypeSize(problem.type) * Map{nullptr, thin.x}.size();
  if (pixels->size() < bytes) pixels->resize(bytes);
  auto* x = static_cast<char*>(const_cast<void*>(operands.x));
  const bool to_input = problem.kind == kInputGradient;
  if (!to_input) copy_pixels(problem, x, thin.x, pixels->data(), false);
  operands.x = pixels->data();
  execute(thin, operands);
  if (to_input) copy_pixels(problem, x, thin.x, pixels->data(), true);
}

/** Inputs: x, filter and perhaps a bias for each channel of the result and a map like it, added before it is cut. */
void convolution(const Attributes& window, Launch& launch) {
  const Map x = launch.map(0), filter = launch.map(1);
  const bool has_bias = window.biases > 0, has_addend = window.addends > 0;
  const Problem problem{kForward, launch.type(0), x.shape, filter.shape, window, has_bias, has_addend};
  const float* bias = has_bias ? launch.values(2) : nullptr;
  const Map addend = has_addend ? launch.map(2 + has_bias) : Map{nullptr, problem.y()};
  if (addend.shape != problem.y()) throw std::invalid_argument("what is added has another shape");
  const void* y = launch.output(0, problem.y(), problem.type);
  run(problem, {x.values, filter.values, y, bias, addend.values});
}

/** Inputs: the shape of x, the filter, the gradient of the result. */
void input_gradient(const Attributes& window, Launch& launch) {
  const Map filter = launch.map(1), gradient = launch.map(2);
  const Problem problem{kInputGradient, launch.type(1), launch.integers(0), filter.shape, window, false, false};
  const void* x = launch.output(0, problem.x, problem.type);
  run(problem, {x, filter.values, gradient.values, nullptr, nullptr});
}

/** Inputs: x, the shape of the filter, the gradient of the result. The gradient of the filter is float. */
void filter_gradient(const Attributes& window, Launch& launch) {
  const Map x = launch.map(0), gradient = launch.map(2);
  const Problem problem{kFilterGradient, launch.type(0), x.shape, launch.integers(1), window, false, false};
  const void* filter = launch.output(0, problem.filter, TF_FLOAT);
  run(problem, {x.values, filter, gradient.values, nullptr, nullptr});
}

const bool registered = [] {
  const Names window{"T: {float, bfloat16}", "strides: list(int)", "dilations: list(int)",
                     "pads: list(int)", "depthwise: bool"};
  Names cut = window;
  cut.insert(cut.end(), {"N: int >= 0", "A: int >= 0", "floor: float", "ceiling: float"});
  add<convolution>("PicojouleConvolution", {"x: T", "filter: T", "bias: N * float", "addend: A * T"},
                   {"y: T"}, cut);
  add<input_gradient>("PicojouleInputGradient", {"shape: int32", "filter: T", "gradient: T"}, {"x: T"},
                      window);
  add<filter_gradient>("PicojouleFilterGradient", {"x: T", "shape: int32", "gradient: T"},
                       {"filter: float"}, window);
  return true;
}();

}  // namespace
