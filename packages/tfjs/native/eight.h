// SPDX-License-Identifier: MIT
#pragma once

/** Eight numbers, anywhere in memory. */
typedef float Eight __attribute__((vector_size(32), aligned(4), may_alias));

inline Eight& eight(float* at) { return *reinterpret_cast<Eight*>(at); }
inline const Eight& eight(const float* at) { return *reinterpret_cast<const Eight*>(at); }
