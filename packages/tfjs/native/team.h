// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <thread>

/**
 * As many threads as TensorFlow takes; the caller is one of them. Who waits looks again and again for a moment
 * before it sleeps: to be woken takes as long as many a kernel's work.
 */
class Team {
 public:
  using Work = std::function<void(int64_t part)>;

  static Team& get() {
    static Team* team = new Team;  // Never destroyed: its threads live as long as the process.
    return *team;
  }

  int64_t size() const { return size_; }

  /** Calls `work` with 0 to `size() - 1`, all at once. */
  void run(const Work& work) {
    if (size_ == 1) return work(0);
    std::lock_guard<std::mutex> one_at_a_time(caller_);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      work_ = &work;
      left_ = size_ - 1;
      turn_++;
    }
    start_.notify_all();
    work(0);
    await(done_, [this] { return left_ == 0; });
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
    for (int64_t part = 1; part < size_; part++) {
      std::thread([this, part] { serve(part); }).detach();
    }
  }

  void serve(int64_t part) {
    for (uint64_t seen = 0;; seen++) {
      await(start_, [this, seen] { return turn_ != seen; });
      (*work_)(part);
      if (--left_ > 0) continue;
      // Nobody may look, find it false and go to sleep in between.
      std::lock_guard<std::mutex> lock(mutex_);
      done_.notify_one();
    }
  }

  template <typename Condition>
  void await(std::condition_variable& signal, Condition holds) {
    for (int look = 0; look < kLooks; look++) {
      if (holds()) return;
      pause();
    }
    std::unique_lock<std::mutex> lock(mutex_);
    signal.wait(lock, holds);
  }

  static void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }

  /** Some 30 microseconds. */
  static constexpr int kLooks = 1000;

  int64_t size_;
  std::mutex caller_, mutex_;
  std::condition_variable start_, done_;
  const Work* work_ = nullptr;
  std::atomic<uint64_t> turn_{0};
  std::atomic<int64_t> left_{0};
};
