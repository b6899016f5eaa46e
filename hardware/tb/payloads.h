// SPDX-License-Identifier: MIT
// Payloads of frames, of kinds 1 to 3: a few empty, most short, some as long as they may be.
#pragma once
#include <cstdint>
#include <vector>

#include "bench.h"

constexpr unsigned MostPayload = 240;

struct Payload {
  unsigned kind;
  std::vector<uint8_t> bytes;
};

inline Payload random_payload() {
  const unsigned sizes[] = {0, 1 + below(3), below(30), MostPayload - below(4)};
  Payload payload{1 + below(3), std::vector<uint8_t>(sizes[below(20) == 0 ? 3 : below(3)])};
  for (auto& byte : payload.bytes) byte = static_cast<uint8_t>(below(256));
  return payload;
}
