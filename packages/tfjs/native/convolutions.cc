// SPDX-License-Identifier: MIT
// Convolutions and their gradients by oneDNN itself. TensorFlow calls the same library, but each launch of it
// wakes its threads anew, and pads that have no name take a pass of their own. Feature maps are [N, H, W, C]
// in memory, filters [H, W, I, O], those of depthwise convolutions [H, W, C, M].
#include <oneapi/dnnl/dnnl.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "kernel.h"
#include "team.h"

namespace {

using dnnl::memory;
using dnnl::primitive;

enum Kind { kForward, kInputGradient, kFilterGradient };

/** Shapes and type of one convolution. */
struct Problem {
  Kind kind;
  TF_DataType type;
  std::vector<int64_t> x, filter;
  const Attributes& window;
  bool has_bias, has_addend;

  memory::data_type map_type() const {
    return type == TF_BFLOAT16 ? memory::data_type::bf16 : memory::data_type::f32;
  }

  int64_t channels() const { return window.depthwise ? filter[2] * filter[3] : filter[3]; }

  std::vector<int64_t> y() const {
    const auto length = [this](int axis) {
      const int64_t reach = (filter[axis] - 1) * window.dilations[axis] + 1;
      return (x[axis + 1] + window.pads[axis] + window.pads[axis + 2] - reach) / window.strides[axis] + 1;
    };
    return {x[0], length(0), length(1), channels()};
  }

  std::string key() const {
    std::string key;
    const auto put = [&key](const auto& value) {
      key.append(reinterpret_cast<const char*>(&value), sizeof value);
    };
    put(kind), put(type), put(window.depthwise), put(has_bias), put(has_addend), put(window.floor), put(window.ceiling);
    for (const auto* part : {&x, &filter, &window.strides, &window.dilations, &window.pads}) {
      for (int64_t value : *part) put(value);
    }
    return key;
  }
};

dnnl::engine& processor() {
  static auto* engine = new dnnl::engine(dnnl::engine::kind::cpu, 0);
  return *engine;
}

dnnl::stream& stream() {
  static auto* stream = new dnnl::stream(processor());
  return *stream;
}

memory::desc map_desc(const std::vector<int64_t>& shape, memory::data_type type) {
  return {{shape[0], shape[3], shape[1], shape[2]}, type, memory::format_tag::nhwc};
}

/** A filter as it lies in TensorFlow's memory, or as the library likes it best. */
struct FilterDesc {
  memory::desc plain, best;

  FilterDesc(const std::vector<int64_t>& shape, bool depthwise, memory::data_type type) {
    const int64_t h = shape[0], w = shape[1], i = shape[2], o = shape[3];
    const memory::dims dims = depthwise ? memory::dims{i, o, 1, h, w} : memory::dims{o, i, h, w};
    const memory::dims strides = depthwise ? memory::dims{o, 1, 1, w * i * o, i * o}
                                           : memory::dims{1, o, w * i * o, i * o};
    plain = memory::desc(dims, type, strides);
    best = memory::desc(dims, type, memory::format_tag::any);
  }
};

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
    memory packed(wanted, processor());
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

/** What is done to the result before it is written: perhaps a map like it is added, and the sum is cut. */
dnnl::primitive_attr ending(const Attributes& window, bool has_addend, const memory::desc& y) {
  dnnl::primitive_attr attributes;
  dnnl::post_ops after;
  if (has_addend) after.append_binary(dnnl::algorithm::binary_add, y);
  const bool above = window.floor == 0.f, below = window.ceiling < INFINITY;
  if (above && !below) after.append_eltwise(dnnl::algorithm::eltwise_relu, 0.f, 0.f);
  if (below) after.append_eltwise(dnnl::algorithm::eltwise_clip, window.floor, window.ceiling);
  attributes.set_post_ops(after);
  return attributes;
}

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
  if (problem.x[0] == 0) {
    const Map filter{nullptr, problem.filter};
    if (to_filter) std::fill_n(static_cast<float*>(place(operands.filter)), filter.size(), 0.f);
    return;
  }
  static std::mutex one_at_a_time;
  static auto* prepareds = new Prepareds;
  std::lock_guard<std::mutex> lock(one_at_a_time);
  omp_set_num_threads(Team::get().size());
  Prepared& prepared = prepareds->of(problem);
  prepared.x.set_data_handle(place(operands.x));
  prepared.y.set_data_handle(place(operands.y));
  prepared.filter.set_data_handle(place(operands.filter));
  if (problem.has_bias) prepared.bias.set_data_handle(place(operands.bias));
  if (problem.has_addend) prepared.addend.set_data_handle(place(operands.addend));
  prepared.launch(stream(), to_filter);
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
  execute(problem, {x.values, filter.values, y, bias, addend.values});
}

/** Inputs: the shape of x, the filter, the gradient of the result. */
void input_gradient(const Attributes& window, Launch& launch) {
  const Map filter = launch.map(1), gradient = launch.map(2);
  const Problem problem{kInputGradient, launch.type(1), launch.integers(0), filter.shape, window, false, false};
  const void* x = launch.output(0, problem.x, problem.type);
  execute(problem, {x, filter.values, gradient.values, nullptr, nullptr});
}

/** Inputs: x, the shape of the filter, the gradient of the result. The gradient of the filter is float. */
void filter_gradient(const Attributes& window, Launch& launch) {
  const Map x = launch.map(0), gradient = launch.map(2);
  const Problem problem{kFilterGradient, launch.type(0), x.shape, launch.integers(1), window, false, false};
  const void* filter = launch.output(0, problem.filter, TF_FLOAT);
  execute(problem, {x.values, filter, gradient.values, nullptr, nullptr});
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
