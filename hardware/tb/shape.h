// SPDX-License-Identifier: MIT
// The configuration under test, as the table of doc/isa.md says it.
#pragma once
#include <cstdint>
#include <type_traits>

constexpr unsigned Lanes = PJ_LANES, Area = Lanes * Lanes;
constexpr bool Wide = Lanes == 8;
static_assert(Lanes == 4 || Wide);
constexpr unsigned MemoryBytes = Wide ? 262'144 : 131'072;
constexpr unsigned ALane = Wide ? 2048 : 512, BLane = 512, MostGroups = Wide ? 8 : 16;
constexpr uint32_t Integers = MemoryBytes / 4, Words = MemoryBytes / Lanes;
// int32 of a word.
constexpr unsigned WordIntegers = Lanes / 4;
// Of T bytes.
using Word = std::conditional_t<Wide, uint64_t, uint32_t>;
