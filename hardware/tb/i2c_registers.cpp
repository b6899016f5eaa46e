// SPDX-License-Identifier: MIT
// Random writes and reads against a device that only knows the bus: starts, bytes, acknowledgements and stops are told by the lines
// alone, and so are the times that fast mode wants. Now and then the device does not acknowledge.
#include <vector>

#include "Vi2c_registers.h"
#include "bench.h"

namespace {
constexpr unsigned Device = 0x40, Clocks = 30;  // MHz
constexpr unsigned at_least(double us) { return static_cast<unsigned>(us * Clocks + 0.999); }

// What was seen on the bus: a start, a stop, or a byte with the level of its acknowledgement.
enum : int { Start = -1, Stop = -2 };
using Seen = std::vector<int>;
int with_level(unsigned byte, bool high) { return static_cast<int>(byte << 1 | (high ? 1 : 0)); }

class Bus {
 public:
  Seen seen;
  // What the device says in the bytes that it sends, and the byte that it does not acknowledge.
  std::vector<uint8_t> says;
  int refuses = -1;

  bool sda_of_device() const { return sda_; }

  // A cycle with the levels that the master lets the lines have.
  void step(bool scl, bool sda_of_master) {
    const bool sda = sda_of_master && sda_;
    since_scl_++, since_start_++, since_stop_++, since_sda_++;
    check(scl == scl_before_ || sda == sda_before_, "both lines change at once");
    if (scl && scl_before_ && sda != sda_before_) {
      // SCL rose for it, as for a bit.
      check(bit_ <= 1, "a start or stop within a byte");
      check(since_scl_ >= at_least(0.6), "SCL is high 0.6 us before a start or stop");
      if (sda) stops(); else starts();
    }
    if (sda != sda_before_) since_sda_ = 0;
    if (scl != scl_before_) {
      if (scl) {
        check(since_scl_ >= at_least(1.3), "SCL is low for 1.3 us");
        check(since_sda_ >= at_least(0.1), "SDA stands 100 ns before SCL");
      } else {
        check(since_scl_ >= at_least(0.6), "SCL is high for 0.6 us");
        check(since_start_ >= at_least(0.6), "a start stands for 0.6 us");
      }
      since_scl_ = 0;
      if (active_) scl ? rises(sda) : falls();
    }
    // It changes SDA a while after SCL has fallen, 0.9 us at most.
    if (late_ > 0 && --late_ == 0) sda_ = next_;
    scl_before_ = scl, sda_before_ = sda_of_master && sda_;
  }

 private:
  bool scl_before_ = true, sda_before_ = true, sda_ = true, next_ = true, active_ = false, sends_ = false;
  unsigned since_scl_ = 1000, since_start_ = 1000, since_stop_ = 1000, since_sda_ = 1000, late_ = 0;
  // Rising edges of this byte, and bytes since the first start.
  unsigned bit_ = 0, byte_ = 0;
  int number_ = 0;

  void starts() {
    check(active_ || since_stop_ >= at_least(1.3), "the bus is free for 1.3 us");
    if (!active_) number_ = 0;
    active_ = true, sends_ = false;
    since_start_ = 0, bit_ = 0;
    seen.push_back(Start);
  }
  void stops() {
    check(active_, "a stop without a start");
    active_ = false, sda_ = true;
    since_stop_ = 0;
    seen.push_back(Stop);
  }
  void rises(bool sda) {
    if (bit_ < 8) byte_ = (byte_ << 1 | (sda ? 1 : 0)) & 255;
    else {
      const bool address = seen.back() == Start;
      seen.push_back(with_level(byte_, sda));
      number_++;
      if (address) sends_ = byte_ & 1;
      if (sda) sends_ = false;
    }
    bit_++;
  }
  void falls() {
    if (bit_ == 9) bit_ = 0;
    next_ = true;
    if (bit_ == 8) next_ = sends_ || number_ == refuses;
    else if (sends_) next_ = says[static_cast<size_t>(number_ - 3)] >> (7 - bit_) & 1;
    late_ = 1 + below(at_least(0.9) - 1);
  }
};
}  // namespace

int main() {
  Vi2c_registers module;
  module.start_i = 0;
  module.sda_i = 1;
  reset(module);
  Bus bus;
  int writes = 0, reads = 0, refused = 0;
  for (int i = 0; i < 1000; i++) {
    const bool read = chance(50);
    const unsigned name = below(256), data = below(65'536);
    const uint8_t first = static_cast<uint8_t>(below(256)), second = static_cast<uint8_t>(below(256));
    // It acknowledges three bytes of a read, four of a write.
    bus.refuses = chance(30) ? static_cast<int>(below(read ? 3 : 4)) : -1;
    bus.says = {first, second};
    bus.seen.clear();
    Seen expected{Start};
    std::vector<unsigned> told{Device << 1, name, Device << 1 | 1};
    if (!read) told = {Device << 1, name, data >> 8, data & 255};
    for (unsigned at = 0; at < told.size(); at++) {
      if (read && at == 2) expected.push_back(Start);
      expected.push_back(with_level(told[at], static_cast<int>(at) == bus.refuses));
      if (static_cast<int>(at) == bus.refuses) break;
    }
    const bool whole = bus.refuses < 0;
    if (read && whole) {
      expected.push_back(with_level(first, false));
      expected.push_back(with_level(second, true));
    }
    expected.push_back(Stop);

    module.read_i = read;
    module.register_i = name;
    module.data_i = data;
    module.start_i = 1;
    std::vector<unsigned> given;
    bool valid = false, done = false;
    unsigned stays = 0;
    // In which it ends, and the lines come to rest.
    for (int cycle = 0, after = 0; after < 5; cycle++) {
      check(cycle < 5000, "it does not end");
      settle(module);
      if (module.valid_o) {
        const unsigned byte = module.data_o | (module.second_o ? 256 : 0);
        if (!valid) given.push_back(byte), stays = 0;
        check(given.back() == byte, "a byte that was read changes");
        stays++;
      }
      if (valid && !module.valid_o) check(stays >= 60, "a byte that was read goes too soon");
      valid = module.valid_o;
      check(!module.done_o || !done, "done twice");
      done = done || module.done_o;
      if (module.done_o) check(module.nack_o == !whole, "acknowledged or not");
      after += done;
      const bool scl = !module.scl_low_o, sda = !module.sda_low_o;
      edge(module);
      module.start_i = 0;
      bus.step(scl, sda);
      module.sda_i = sda && bus.sda_of_device();
    }
    check(bus.seen == expected, "other bytes on the bus");
    const std::vector<unsigned> expects = read && whole ? std::vector<unsigned>{first, 256u | second} : std::vector<unsigned>{};
    check(given == expects, "other bytes were read");
    (read ? reads : writes)++;
    refused += !whole;
    for (unsigned left = chance(50) ? 0 : below(200); left > 0; left--) {
      settle(module);
      check(!module.done_o && !module.valid_o && !module.scl_low_o && !module.sda_low_o, "the lines do not rest");
      edge(module);
    }
  }
  std::printf("%d writes, %d reads, %d of them refused\n", writes, reads, refused);
}
