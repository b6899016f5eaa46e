// SPDX-License-Identifier: MIT
// A pseudo-terminal that looks like a serial port to other programs.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

class PseudoTerminal {
 public:
  // Throws std::runtime_error where the system has none.
  PseudoTerminal();
  ~PseudoTerminal();

  const std::string& path() const { return path_; }
  // What programs wrote, as far as it is there.
  std::vector<uint8_t> read();
  // Keeps what the terminal does not take now.
  void write(const uint8_t* bytes, size_t count);
  // True while more is kept than a board could have on its way: the model has to stand still.
  bool full() const { return kept_.size() > 4096; }
  // Hands on what was kept.
  void flush();
  // Waits until there is something to read or write, at most so long.
  void wait(int milliseconds) const;
  // Rate that the program at the other end has set.
  unsigned rate() const;

 private:
  int master_;
  int slave_;  // Held open, so that programs may come and go.
  std::string path_;
  std::vector<uint8_t> kept_;
};
