// SPDX-License-Identifier: MIT
// Known loads, as a person at a bench connects them. Each line of the standard input names one by its current in
// mA, 0 for none, or `board`, which puts the board back.
#pragma once
#include <poll.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

class KnownLoads {
 public:
  // Hands on the loads whose lines have come, in ampere; NAN for the board.
  template <typename Connect>
  void read(Connect connect) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (ended_ || poll(&input, 1, 0) <= 0) return;
    char bytes[256];
    const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (count <= 0) ended_ = true;
    for (ssize_t i = 0; i < count; i++) {
      if (bytes[i] != '\n') {
        line_ += bytes[i];
        continue;
      }
      take(connect);
      line_.clear();
    }
  }

 private:
  template <typename Connect>
  void take(Connect connect) {
    char* end = nullptr;
    const double milliamperes = std::strtod(line_.c_str(), &end);
    const bool number = end != line_.c_str() && *end == '\0' && milliamperes >= 0 && std::isfinite(milliamperes);
    if (line_ == "board") connect(NAN);
    else if (number) connect(milliamperes / 1000);
    else std::fprintf(stderr, "\"%s\" is no load: write its current in mA, or board.\n", line_.c_str());
  }

  bool ended_ = false;
  std::string line_;
};
