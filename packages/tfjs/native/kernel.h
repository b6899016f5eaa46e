// SPDX-License-Identifier: MIT
#pragma once
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

}  // namespace
