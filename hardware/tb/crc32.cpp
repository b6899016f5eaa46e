// SPDX-License-Identifier: MIT
#include "Vcrc32.h"
#include "bench.h"
#include "stuffing.h"

int main() {
  Vcrc32 module;
  const std::string check_text = "123456789";
  check(crc32_of(Bytes(check_text.begin(), check_text.end())) == 0xcbf43926, "the oracle is wrong");
  for (int round = 0; round < 500; round++) {
    Bytes bytes(below(300));
    for (auto& byte : bytes) byte = static_cast<uint8_t>(below(256));
    module.clear_i = 1;
    module.valid_i = 0;
    settle(module);
    edge(module);
    module.clear_i = 0;
    for (size_t at = 0; at < bytes.size();) {
      module.valid_i = chance(70);
      module.data_i = bytes[at];
      settle(module);
      at += module.valid_i && module.ready_o;
      edge(module);
    }
    module.valid_i = 0;
    for (settle(module); !module.ready_o; settle(module)) edge(module);
    check(~module.state_o == crc32_of(bytes), "another checksum of " + std::to_string(bytes.size()) + " bytes");
  }
  std::printf("500 messages of up to 300 bytes\n");
}
