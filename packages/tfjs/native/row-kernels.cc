// SPDX-License-Identifier: MIT
// Small programs on rows: what a gate computes of each image by itself, in one launch where its operators one by one
// take twenty. A row has a tape of numbers, on which each instruction writes behind what it reads.
#include <algorithm>
#include <cmath>
#include <vector>

#include "kernel.h"
#include "mean-pixel.h"
#include "team.h"

namespace {

/** As `row-program.ts` numbers them. `a` and `b` are places on the tape, `w` is a weight. */
enum Kind : int32_t {
  kLinear,   // w a + bias, w [width, size of a], the bias perhaps absent
  kAdd,      // a + b
  kMultiply, // a b
  kScale,    // a w, w of the same width or one number
  kLower,    // a - w, likewise
  kSigmoid,  // 1 / (1 + exp(-a))
};

struct Instruction {
  int32_t kind, to, width, a;
  /** Place of b, or the size of a. */
  int32_t b;
  int32_t weight, bias;
};

struct Range {
  int32_t at, width;
};

/** A row [width] of a value, or where `pooled` the mean pixel of a feature map [.., .., width]. */
struct Given {
  int32_t at, width, pooled;
};

/** Read from numbers: the tape's length and the counts of the others, values given and made, instructions. */
struct Program {
  int64_t length;
  std::vector<Given> given;
  std::vector<Range> made;
  std::vector<Instruction> instructions;

  explicit Program(const float* numbers) {
    const auto* next = reinterpret_cast<const int32_t*>(numbers);
    length = next[0];
    given.resize(next[1]), made.resize(next[2]), instructions.resize(next[3]);
    next += 4;
    const auto read = [&next](auto& list) {
      const int32_t size = sizeof(list[0]) / sizeof(int32_t);
      for (auto& one : list) std::copy_n(next, size, reinterpret_cast<int32_t*>(&one)), next += size;
    };
    read(given), read(made), read(instructions);
  }
};

std::vector<Map> maps(Launch& launch, int from, int count) {
  std::vector<Map> all;
  for (int i = 0; i < count; i++) all.push_back(launch.map(from + i));
  return all;
}

inline void add_product(float factor, const float* x, int64_t size, float* y) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; i++) y[i] += factor * x[i];
}

/** A weight [rows, columns] with its columns in a row each. */
std::vector<float> transposed(const Map& weight) {
  const int64_t rows = weight.shape[0], columns = weight.shape[1];
  std::vector<float> y(rows * columns);
  for (int64_t row = 0; row < rows; row++)
    for (int64_t column = 0; column < columns; column++)
      y[column * rows + row] = weight.values[row * columns + column];
  return y;
}

/** A weight of one number stands for any width. */
inline float at(const Map& weight, int64_t i) { return weight.values[weight.size() == 1 ? 0 : i]; }

VECTORISED void run_row(const Program& program, const std::vector<Map>& weights,
             const std::vector<std::vector<float>>& columns, float* tape) {
  for (const auto& [kind, to, width, a, b, w, bias] : program.instructions) {
    float* y = tape + to;
    const float* x = tape + a;
    switch (kind) {
      case kLinear:
        if (bias < 0) std::fill_n(y, width, 0.f);
        else std::copy_n(weights[bias].values, width, y);
        for (int32_t i = 0; i < b; i++) add_product(x[i], columns[w].data() + i * width, width, y);
        break;
      case kAdd:
        for (int32_t i = 0; i < width; i++) y[i] = x[i] + tape[b + i];
        break;
      case kMultiply:
        for (int32_t i = 0; i < width; i++) y[i] = x[i] * tape[b + i];
        break;
      case kScale:
        for (int32_t i = 0; i < width; i++) y[i] = x[i] * at(weights[w], i);
        break;
      case kLower:
        for (int32_t i = 0; i < width; i++) y[i] = x[i] - at(weights[w], i);
        break;
      default:
        for (int32_t i = 0; i < width; i++) y[i] = 1 / (1 + std::exp(-x[i]));
    }
  }
}

/** Inputs: the program, values [N, width] or maps [N, H, W, width], weights. Outputs: the tapes [N, length], and what is made. */
void run_rows(const Attributes&, Launch& launch) {
  const Program program(launch.values(0));
  const int count = program.given.size();
  const auto given = maps(launch, 1, count);
  const auto weights = maps(launch, 1 + count, launch.inputs() - 1 - count);
  std::vector<std::vector<float>> columns(weights.size());
  for (const auto& step : program.instructions) {
    if (step.kind == kLinear) columns[step.weight] = transposed(weights[step.weight]);
  }
  const int64_t rows = given[0].shape[0];
  float* tapes = launch.output(0, {rows, program.length});
  std::vector<float*> made;
  for (const Range& range : program.made) made.push_back(launch.output(1 + made.size(), {rows, range.width}));
  Team::get().split(rows, [&](int64_t begin, int64_t end) {
    std::vector<MeanPixel> means;
    for (const Given& one : program.given) means.emplace_back(one.width);
    for (int64_t row = begin; row < end; row++) {
      float* tape = tapes + row * program.length;
      for (size_t i = 0; i < given.size(); i++) {
        const auto [place, width, pooled] = program.given[i];
        const int64_t size = given[i].size() / rows;
        const float* from = given[i].values + row * size;
        if (pooled) means[i].of(from, size / width, tape + place);
        else std::copy_n(from, width, tape + place);
      }
      run_row(program, weights, columns, tape);
      for (size_t i = 0; i < made.size(); i++) {
        const auto [place, width] = program.made[i];
        std::copy_n(tape + place, width, made[i] + row * width);
      }
    }
  });
}

/** Adds to the gradient `back` of what a row's instructions read that of what they wrote, the last first. */
VECTORISED void reverse_row(const Program& program, const std::vector<Map>& weights, const float* tape, float* back) {
  for (size_t step = program.instructions.size(); step-- > 0;) {
    const auto& [kind, to, width, a, b, w, bias] = program.instructions[step];
    const float* g = back + to;
    switch (kind) {
      case kLinear:
        for (int32_t i = 0; i < width; i++) add_product(g[i], weights[w].values + i * b, b, back + a);
        break;
      case kAdd:
        for (int32_t i = 0; i < width; i++) back[a + i] += g[i], back[b + i] += g[i];
        break;
      case kMultiply:
        for (int32_t i = 0; i < width; i++) {
          back[a + i] += g[i] * tape[b + i];
          back[b + i] += g[i] * tape[a + i];
        }
        break;
      case kScale:
        for (int32_t i = 0; i < width; i++) back[a + i] += g[i] * at(weights[w], i);
        break;
      case kLower:
        for (int32_t i = 0; i < width; i++) back[a + i] += g[i];
        break;
      default:
        for (int32_t i = 0; i < width; i++) back[a + i] += g[i] * tape[to + i] * (1 - tape[to + i]);
    }
  }
}

/** Adds the gradients of the weights of a row's linear instructions: their rows from `part` of so many equal parts. */
VECTORISED void add_weights(const Program& program, const float* tape, const float* back, int64_t part, int64_t parts,
                 const std::vector<float*>& sums) {
  for (const auto& [kind, to, width, a, b, w, bias] : program.instructions) {
    if (kind != kLinear) continue;
    const int64_t begin = width * part / parts, end = width * (part + 1) / parts;
    const float* g = back + to;
    for (int64_t i = begin; i < end; i++) add_product(g[i], tape + a, b, sums[w] + i * b);
    if (bias >= 0) add_product(1, g + begin, end - begin, sums[bias] + begin);
  }
}

/**
 * Inputs: the program, the tapes, the gradient of each value made (empty: 0), weights. Outputs: the gradients of the
 * values given, those of maps as [N, 1, 1, width] of their means; and of the weights: those that are used element by
 * element are constants, and get 0.
 */
void reverse_rows(const Attributes&, Launch& launch) {
  const Program program(launch.values(0));
  const Map tapes = launch.map(1);
  const int count = program.made.size();
  const auto gradients = maps(launch, 2, count);
  const auto weights = maps(launch, 2 + count, launch.inputs() - 2 - count);
  const int64_t rows = tapes.shape[0], length = program.length;
  std::vector<float*> given, sums;
  for (const auto& [at, width, pooled] : program.given) {
    given.push_back(pooled ? launch.output(given.size(), {rows, 1, 1, width})
                           : launch.output(given.size(), {rows, width}));
  }
  for (const Map& weight : weights) {
    sums.push_back(launch.output(given.size() + sums.size(), weight.shape));
    std::fill_n(sums.back(), weight.size(), 0.f);
  }
  std::vector<float> backs(rows * length);
  Team::get().split(rows, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      float* back = backs.data() + row * length;
      for (size_t i = 0; i < gradients.size(); i++) {
        const auto [place, width] = program.made[i];
        if (gradients[i].size() > 0) add_product(1, gradients[i].values + row * width, width, back + place);
      }
      reverse_row(program, weights, tapes.values + row * length, back);
      for (size_t i = 0; i < given.size(); i++) {
        const auto [place, width, pooled] = program.given[i];
        std::copy_n(back + place, width, given[i] + row * width);
      }
    }
  });
  // Each thread sums into rows of weights of its own.
  const int64_t threads = Team::get().size();
  Team::get().run([&](int64_t part) {
    for (int64_t row = 0; row < rows; row++) {
      add_weights(program, tapes.values + row * length, backs.data() + row * length, part, threads, sums);
    }
  });
}

const bool registered = [] {
  add<run_rows>("PicojouleRunRows", {"program: int32", "given: G * float", "weights: W * float"},
                {"tapes: float", "made: M * float"}, {"G: int >= 1", "W: int >= 0", "M: int >= 0"});
  add<reverse_rows>("PicojouleReverseRows",
                    {"program: int32", "tapes: float", "gradients: M * float", "weights: W * float"},
                    {"given: G * float", "sums: W * float"},
                    {"G: int >= 1", "W: int >= 0", "M: int >= 0"});
  return true;
}();

}  // namespace
