// SPDX-License-Identifier: MIT
#pragma once
#include <omp.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <thread>

/** As many threads as TensorFlow takes, those of OpenMP, which oneDNN has too; the caller is one of them. */
class Team {
 public:
  static Team& get() {
    static Team team;
    return team;
  }

  int64_t size() const { return size_; }

  /** Calls `work` with 0 to `size() - 1`, all at once. */
  template <typename Work>
  void run(const Work& work) {
    std::lock_guard<std::mutex> one_at_a_time(caller_);
#pragma omp parallel for schedule(static, 1) num_threads(size_)
    for (int64_t part = 0; part < size_; part++) work(part);
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
  }

  int64_t size_;
  std::mutex caller_;
};
