// SPDX-License-Identifier: MIT
#include "Vmultiplier.h"
#include "bench.h"

namespace {
constexpr int64_t Least = -(1 << 17), Most = (1 << 17) - 1;

int64_t drawn() {
  const int64_t extremes[] = {0, 1, -1, Most, Least, Least + 1};
  return chance(20) ? extremes[below(6)] : Least + below(1 << 18);
}

// From its digits: the highest counts negatively.
int64_t product_of(int64_t a, int64_t b) {
  int64_t product = 0;
  for (unsigned i = 0; i < 18; i++) {
    if (b >> i & 1) product += (i == 17 ? -a : a) * (1 << i);
  }
  return product;
}
}  // namespace

int main() {
  Vmultiplier module;
  for (long i = 0; i < 500'000; i++) {
    const int64_t a = drawn(), b = drawn();
    module.a_i = static_cast<uint32_t>(a) & 0x3'ffff;
    module.b_i = static_cast<uint32_t>(b) & 0x3'ffff;
    module.eval();
    const uint64_t expected = static_cast<uint64_t>(product_of(a, b)) & 0xf'ffff'ffff;
    check(module.product_o == expected, "another product");
  }
  std::printf("500000 products\n");
}
