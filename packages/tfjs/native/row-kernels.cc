// SPDX-License-Identifier: MIT
// Small programs on rows: what a gate computes of each image by itself, in one launch where its operators one by one
// take twenty. A row has a tape of numbers, on which each instruction writes behind what it reads.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "eight.h"
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

/** Rows of a launch, eight by eight: the tapes of a group lie side by side, [length, 8]. Those behind the last row are empty. */
constexpr int64_t kGroup = sizeof(Eight) / sizeof(float);

int64_t groups(int64_t rows) { return (rows + kGroup - 1) / kGroup; }

/** A weight of one number stands for any width. */
inline float at(const Map& weight, int64_t i) { return weight.values[weight.size() == 1 ? 0 : i]; }

VECTORISED void run_group(const Program& program, const std::vector<Map>& weights, float* tape) {
  for (const auto& [kind, to, width, a, b, w, bias] : program.instructions) {
    float* y = tape + to * kGroup;
    const float *x = tape + a * kGroup, *other = tape + b * kGroup;
    for (int32_t i = 0; i < width; i++, y += kGroup) {
      const Eight value = eight(x + i * kGroup);
      switch (kind) {
        case kLinear: {
          const float* row = weights[w].values + i * b;
          Eight sum = Eight{} + (bias < 0 ? 0 : weights[bias].values[i]);
          for (int32_t k = 0; k < b; k++) sum += eight(x + k * kGroup) * row[k];
          eight(y) = sum;
          break;
        }
        case kAdd:
          eight(y) = value + eight(other + i * kGroup);
          break;
        case kMultiply:
          eight(y) = value * eight(other + i * kGroup);
          break;
        case kScale:
          eight(y) = value * at(weights[w], i);
          break;
        case kLower:
          eight(y) = value - at(weights[w], i);
          break;
        default:
          for (int64_t lane = 0; lane < kGroup; lane++) y[lane] = 1 / (1 + std::exp(-value[lane]));
      }
    }
  }
}

/** Inputs: the program, values [N, width] or maps [N, H, W, width], weights. Outputs: the tapes, and what is made. */
void run_rows(const Attributes&, Launch& launch) {
  const Program program(launch.values(0));
  const int count = program.given.size();
  const auto given = maps(launch, 1, count);
  const auto weights = maps(launch, 1 + count, launch.inputs() - 1 - count);
  const int64_t rows = given[0].shape[0], length = program.length;
  float* tapes = launch.output(0, {groups(rows), length, kGroup});
  std::vector<float*> made;
  for (const Range& range : program.made) made.push_back(launch.output(1 + made.size(), {rows, range.width}));
  Team::get().split(groups(rows), [&](int64_t begin, int64_t end) {
    std::vector<MeanPixel> means;
    for (const Given& one : program.given) means.emplace_back(one.width);
    std::vector<float> mean(length);
    for (int64_t group = begin; group < end; group++) {
      float* tape = tapes + group * length * kGroup;
      std::fill_n(tape, length * kGroup, 0.f);
      const int64_t first = group * kGroup, lanes = std::min(kGroup, rows - first);
      for (size_t i = 0; i < given.size(); i++) {
        const auto [place, width, pooled] = program.given[i];
        const int64_t size = given[i].size() / rows;
        for (int64_t lane = 0; lane < lanes; lane++) {
          const float* from = given[i].values + (first + lane) * size;
          if (pooled) means[i].of(from, size / width, mean.data()), from = mean.data();
          for (int32_t c = 0; c < width; c++) tape[(place + c) * kGroup + lane] = from[c];
        }
      }
      run_group(program, weights, tape);
      for (size_t i = 0; i < made.size(); i++) {
        const auto [place, width] = program.made[i];
        for (int64_t lane = 0; lane < lanes; lane++)
          for (int32_t c = 0; c < width; c++)
            made[i][(first + lane) * width + c] = tape[(place + c) * kGroup + lane];
      }
    }
  });
}

/** Adds to the gradient `back` of what a group's instructions read that of what they wrote, the last first. */
VECTORISED void reverse_group(const Program& program, const std::vector<Map>& weights, const float* tape,
                              float* back) {
  for (size_t step = program.instructions.size(); step-- > 0;) {
    const auto& [kind, to, width, a, b, w, bias] = program.instructions[step];
    for (int32_t i = 0; i < width; i++) {
      const Eight g = eight(back + (to + i) * kGroup);
      float *left = back + (a + i) * kGroup, *right = back + (b + i) * kGroup;
      switch (kind) {
        case kLinear: {
          const float* row = weights[w].values + i * b;
          for (int32_t k = 0; k < b; k++) eight(back + (a + k) * kGroup) += g * row[k];
          break;
        }
        case kAdd:
          eight(left) += g, eight(right) += g;
          break;
        case kMultiply:
          eight(left) += g * eight(tape + (b + i) * kGroup);
          eight(right) += g * eight(tape + (a + i) * kGroup);
          break;
        case kScale:
          eight(left) += g * at(weights[w], i);
          break;
        case kLower:
          eight(left) += g;
          break;
        default: {
          const Eight y = eight(tape + (to + i) * kGroup);
          eight(left) += g * y * (1 - y);
        }
      }
    }
  }
}

/**
 * Adds to `sums`, eight lanes for each weight, the gradients of the weights of a group's linear instructions: their rows from
 * `part` of so many equal parts.
 */
VECTORISED void add_weights(const Program& program, const float* tape, const float* back, int64_t part, int64_t parts,
                            std::vector<std::vector<float>>& sums) {
  for (const auto& [kind, to, width, a, b, w, bias] : program.instructions) {
    if (kind != kLinear) continue;
    const int64_t begin = width * part / parts, end = width * (part + 1) / parts;
    for (int64_t i = begin; i < end; i++) {
      const Eight g = eight(back + (to + i) * kGroup);
      float* sum = sums[w].data() + i * b * kGroup;
      for (int32_t k = 0; k < b; k++) eight(sum + k * kGroup) += g * eight(tape + (a + k) * kGroup);
      if (bias >= 0) eight(sums[bias].data() + i * kGroup) += g;
    }
  }
}

/**
 * Inputs: the program, the tapes, the gradient [N, ...] of each value made (empty: 0, but for one), weights. Outputs: the
 * gradients of the values given, those of maps as [N, 1, 1, width] of their means; and of the weights: those that are used
 * element by element are constants, and get 0.
 */
void reverse_rows(const Attributes&, Launch& launch) {
  const Program program(launch.values(0));
  const Map tapes = launch.map(1);
  const int count = program.made.size();
  const auto gradients = maps(launch, 2, count);
  const auto weights = maps(launch, 2 + count, launch.inputs() - 2 - count);
  int64_t rows = 0;
  for (int i = 0; i < count; i++) rows = std::max(rows, gradients[i].size() / program.made[i].width);
  const int64_t length = program.length, size = length * kGroup;
  std::vector<float*> given;
  for (const auto& [at, width, pooled] : program.given) {
    given.push_back(pooled ? launch.output(given.size(), {rows, 1, 1, width})
                           : launch.output(given.size(), {rows, width}));
  }
  std::vector<float> backs(groups(rows) * size);
  Team::get().split(groups(rows), [&](int64_t begin, int64_t end) {
    for (int64_t group = begin; group < end; group++) {
      float* back = backs.data() + group * size;
      const int64_t first = group * kGroup, lanes = std::min(kGroup, rows - first);
      for (size_t i = 0; i < gradients.size(); i++) {
        const auto [place, width] = program.made[i];
        if (gradients[i].size() == 0) continue;
        for (int64_t lane = 0; lane < lanes; lane++)
          for (int32_t c = 0; c < width; c++)
            back[(place + c) * kGroup + lane] += gradients[i].values[(first + lane) * width + c];
      }
      reverse_group(program, weights, tapes.values + group * size, back);
      for (size_t i = 0; i < given.size(); i++) {
        const auto [place, width, pooled] = program.given[i];
        for (int64_t lane = 0; lane < lanes; lane++)
          for (int32_t c = 0; c < width; c++)
            given[i][(first + lane) * width + c] = back[(place + c) * kGroup + lane];
      }
    }
  });
  std::vector<std::vector<float>> sums;
  for (const Map& weight : weights) sums.emplace_back(weight.size() * kGroup);
  // Each thread sums into rows of weights of its own.
  const int64_t threads = Team::get().size();
  Team::get().run([&](int64_t part) {
    for (int64_t group = 0; group < groups(rows); group++) {
      add_weights(program, tapes.values + group * size, backs.data() + group * size, part, threads, sums);
    }
  });
  for (size_t i = 0; i < weights.size(); i++) {
    float* gradient = launch.output(given.size() + i, weights[i].shape);
    for (int64_t at = 0; at < weights[i].size(); at++) {
      const float* lanes = sums[i].data() + at * kGroup;
      gradient[at] = std::accumulate(lanes, lanes + kGroup, 0.f);
    }
  }
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
