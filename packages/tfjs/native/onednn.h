// SPDX-License-Identifier: MIT
#pragma once
// What our calls of oneDNN share. Feature maps are [N, H, W, C] in memory, filters [H, W, I, O], those of depthwise
// convolutions [H, W, C, M].
#include <oneapi/dnnl/dnnl.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "kernel.h"

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

}  // namespace
