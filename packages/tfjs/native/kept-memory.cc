// SPDX-License-Identifier: MIT
// Memory that feature maps leave is kept for the next ones. By itself the C library gives it back to the system, map by map,
// and each page comes anew as a fault: thousands in a training step.
#include <climits>

#ifdef __GLIBC__
#include <malloc.h>

namespace {

const bool kept = [] {
  // The most that the library allows; larger ones are the system's.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  return true;
}();

}  // namespace
#endif
