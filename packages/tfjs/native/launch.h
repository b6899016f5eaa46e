// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <vector>

#include "tensorflow/c/kernels.h"

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

/** The operands of one launch. All are float unless said: TensorFlow has checked it. */
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

  TF_DataType type(int at) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context_, at, &tensor, status_.s);
    tensors_.push_back(tensor);
    return TF_TensorType(tensor);
  }

  std::vector<int64_t> integers(int at) {
    const Map integers = map(at);
    const auto* values = reinterpret_cast<const int32_t*>(integers.values);
    return {values, values + integers.size()};
  }

  float* output(int at, const std::vector<int64_t>& shape, TF_DataType type = TF_FLOAT) {
    const size_t bytes = TF_DataTypeSize(type) * Map{nullptr, shape}.size();
    TF_Tensor* tensor = TF_AllocateOutput(context_, at, type, shape.data(), shape.size(), bytes,
                                          status_.s);
    tensors_.push_back(tensor);
    return static_cast<float*>(TF_TensorData(tensor));
  }

  void fail(const char* why) {
    TF_SetStatus(status_.s, TF_INVALID_ARGUMENT, why);
    TF_OpKernelContext_Failure(context_, status_.s);
  }

 private:
  TF_OpKernelContext* context_;
  Status status_;
  std::vector<TF_Tensor*> tensors_;
};
