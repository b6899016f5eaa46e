// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>
#include <vector>

#include "tensorflow/c/eager/c_api.h"

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
