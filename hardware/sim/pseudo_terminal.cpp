// SPDX-License-Identifier: MIT
#include "pseudo_terminal.h"

#include <asm/termbits.h>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <unistd.h>

namespace {
[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}
}  // namespace

PseudoTerminal::PseudoTerminal() {
  master_ = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (master_ < 0) fail("no pseudo-terminal");
  if (grantpt(master_) != 0 || unlockpt(master_) != 0) fail("no pseudo-terminal");
  path_ = ptsname(master_);
  slave_ = open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (slave_ < 0) fail("its other end does not open");
  termios2 settings{};
  if (ioctl(slave_, TCGETS2, &settings) != 0) fail("no settings");
  settings.c_iflag = 0;
  settings.c_oflag = 0;
  settings.c_lflag = 0;
  settings.c_cflag = (settings.c_cflag & ~CSIZE) | CS8 | CREAD;
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  if (ioctl(slave_, TCSETS2, &settings) != 0) fail("no raw mode");
}

PseudoTerminal::~PseudoTerminal() {
  close(slave_);
  close(master_);
}

std::vector<uint8_t> PseudoTerminal::read() {
  std::vector<uint8_t> bytes(4096);
  const ssize_t count = ::read(master_, bytes.data(), bytes.size());
  bytes.resize(count > 0 ? static_cast<size_t>(count) : 0);
  return bytes;
}

void PseudoTerminal::write(const uint8_t* bytes, size_t count) {
  kept_.insert(kept_.end(), bytes, bytes + count);
  flush();
}

void PseudoTerminal::flush() {
  if (kept_.empty()) return;
  const ssize_t count = ::write(master_, kept_.data(), kept_.size());
  if (count > 0) kept_.erase(kept_.begin(), kept_.begin() + count);
}

void PseudoTerminal::wait(int milliseconds) const {
  pollfd what{master_, static_cast<short>(POLLIN | (kept_.empty() ? 0 : POLLOUT)), 0};
  poll(&what, 1, milliseconds);
}

unsigned PseudoTerminal::rate() const {
  termios2 settings{};
  return ioctl(slave_, TCGETS2, &settings) == 0 ? settings.c_ospeed : 0;
}
