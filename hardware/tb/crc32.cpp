// SPDX-License-Identifier: MIT
#include "Vcrc32.h"
#include "bench.h"
#include "stuffing.h"

int main() {
  Vcrc32 module;
  const std::string check_text = "123456789";
  check(crc32_of(Bytes(check_text.begin(), check_text.end())) == 0xcbf43926, "the oracle is wrong");
  const auto step = [&](bool clear, bool shift, bool bit, bool drain) {
    module.clear_i = clear;
    module.shift_i = shift;
    module.bit_i = bit;
    module.drain_i = drain;
    settle(module);
    edge(module);
    settle(module);
  };
  for (int round = 0; round < 500; round++) {
    Bytes bytes(below(300));
    for (auto& byte : bytes) byte = static_cast<uint8_t>(below(256));
    step(true, false, false, false);
    for (const uint8_t byte : bytes) {
      for (int i = 0; i < 8; i++) {
        while (chance(20)) step(false, false, chance(50), chance(50));
        step(false, true, byte >> i & 1, false);
      }
    }
    uint32_t checksum = 0;
    check(~module.state_o == crc32_of(bytes), "another checksum of " + std::to_string(bytes.size()) + " bytes");
    for (int i = 0; i < 32; i++) {
      checksum |= static_cast<uint32_t>(!(module.state_o & 1)) << i;
      step(false, true, chance(50), true);
    }
    check(checksum == crc32_of(bytes), "another checksum leaves");
  }
  std::printf("500 messages of up to 300 bytes\n");
}
