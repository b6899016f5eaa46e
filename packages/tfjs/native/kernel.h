// SPDX-License-Identifier: MIT
#pragma once
#include <exception>
#include <vector>

#include "launch.h"
#include "tensorflow/c/ops.h"

// One build serves all processors of a lab that share a home folder.
#if defined(__x86_64__) && defined(__gnu_linux__)
#define VECTORISED __attribute__((target_clones("avx2", "default")))
#else
#define VECTORISED
#endif

namespace {

struct Attributes {
  float epsilon = 0, floor = 0, ceiling = 0;
  float momentum = 0, decay = 0, nesterov = 0;
  /** Of a window: rows, columns. */
  std::vector<int64_t> strides, dilations;
  /** Top, left, bottom, right. */
  std::vector<int64_t> pads;
  bool depthwise = false;
  /** How many biases and maps to be added convolutions have. */
  int64_t biases = 0, addends = 0;
  /** Of several convolutions: whether each is depthwise, and where it is cut above; 0 for not at all, -1 for at 0 alone. */
  std::vector<int64_t> depthwises, ceilings;
};

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
  const auto read_list = [construction](const char* name, std::vector<int64_t>* values) {
    Status status;
    int32_t size = 0, bytes = 0;
    TF_OpKernelConstruction_GetAttrSize(construction, name, &size, &bytes, status.s);
    if (TF_GetCode(status.s) != TF_OK) return;
    values->resize(size);
    TF_OpKernelConstruction_GetAttrInt64List(construction, name, values->data(), size, status.s);
  };
  read_list("strides", &attributes->strides);
  read_list("dilations", &attributes->dilations);
  read_list("pads", &attributes->pads);
  read_list("depthwises", &attributes->depthwises);
  read_list("ceilings", &attributes->ceilings);
  const auto read_integer = [construction](const char* name, int64_t* value) {
    Status status;
    TF_OpKernelConstruction_GetAttrInt64(construction, name, value, status.s);
  };
  read_integer("N", &attributes->biases);
  read_integer("A", &attributes->addends);
  Status status;
  unsigned char depthwise = 0;
  TF_OpKernelConstruction_GetAttrBool(construction, "depthwise", &depthwise, status.s);
  attributes->depthwise = depthwise != 0;
  return attributes;
}

template <void (*kernel)(const Attributes&, Launch&)>
void compute(void* attributes, TF_OpKernelContext* context) {
  Launch launch(context);
  try {
    kernel(*static_cast<Attributes*>(attributes), launch);
  } catch (const std::exception& error) {
    launch.fail(error.what());
  }
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

}  // namespace
