// SPDX-License-Identifier: MIT
#include "Vuart_tx.h"
#include "bench.h"
#include "uart_line.h"

int main() {
  for (const unsigned divider : {6u, 10u, 15u, 20u, 30u}) {
    Vuart_tx module;
    module.divider_i = divider - 1;
    module.valid_i = 0;
    reset(module);
    UartListener listener;
    std::vector<uint8_t> sent, got;
    uint8_t byte = 0;
    long busy = 0;
    const bool always = divider == 10;
    for (long cycle = 0; got.size() < 500; cycle++) {
      check(cycle < 1'000'000, "it stands still");
      module.valid_i = sent.size() < 500 && (always || chance(5));
      module.data_i = byte;
      settle(module);
      uint8_t heard = 0;
      if (listener.step(module.tx_o, divider, heard)) got.push_back(heard);
      busy += !module.idle_o;
      if (module.valid_i && module.ready_o) {
        sent.push_back(byte);
        byte = static_cast<uint8_t>(below(256));
      }
      edge(module);
    }
    check(got == sent, "bytes differ at " + std::to_string(divider));
    // Ten bits a byte, and no gap between bytes that are there in time.
    if (always) check(busy <= 500L * 10 * divider, "a gap between bytes");
  }
  std::printf("500 bytes at each of 5 dividers\n");
}
