// SPDX-License-Identifier: MIT
// Options of the simulated board's program. What is mistyped is refused.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "wire_faults.h"

struct Options {
  Faults faults;
  uint64_t seed = 1;
  bool bits = false;
  double reset_after = 0, unplug_after = 0, stall_ms = 5, slow = 1;
  bool sensor = true, loads = false, truth = false;
};

// Shares are of frames; others are what their names say, seconds, milliseconds, or a factor.
struct Setting {
  const char* name;
  double least, most;
  void (*set)(Options&, double);
};
constexpr double Most = 1e6;
constexpr Setting settings[] = {
    {"--drop", 0, 1, [](Options& to, double value) { to.faults.drop = value; }},
    {"--flip", 0, 1, [](Options& to, double value) { to.faults.flip = value; }},
    {"--duplicate", 0, 1, [](Options& to, double value) { to.faults.duplicate = value; }},
    {"--cut", 0, 1, [](Options& to, double value) { to.faults.cut = value; }},
    {"--stall", 0, 1, [](Options& to, double value) { to.faults.stall = value; }},
    {"--stall-ms", 0, Most, [](Options& to, double value) { to.stall_ms = value; }},
    {"--seed", 0, 4294967295, [](Options& to, double value) { to.seed = static_cast<uint64_t>(value); }},
    {"--reset-after", 0, Most, [](Options& to, double value) { to.reset_after = value; }},
    {"--unplug-after", 0, Most, [](Options& to, double value) { to.unplug_after = value; }},
    {"--conversion-time", 0.9, 1.1, [](Options& to, double value) { to.slow = value; }},
};

struct Flag {
  const char* name;
  bool Options::*option;
  bool value;
};
constexpr Flag flags[] = {
    {"--bits", &Options::bits, true},
    {"--no-sensor", &Options::sensor, false},
    {"--loads", &Options::loads, true},
    {"--truth", &Options::truth, true},
};

[[noreturn]] inline void refuse(const std::string& what) {
  std::string known;
  for (const Flag& flag : flags) known += std::string(flag.name) + ", ";
  for (const Setting& setting : settings) known += std::string(setting.name) + " <number>, ";
  known.resize(known.size() - 2);
  throw std::runtime_error(what + "\nOptions: " + known + ".");
}

inline void set(Options& options, const std::string& name, const char* text) {
  for (const Setting& setting : settings) {
    if (name != setting.name) continue;
    if (text == nullptr) refuse(name + " needs a number.");
    char* end = nullptr;
    const double value = std::strtod(text, &end);
    // Not a number lies in no range.
    const bool fits = value >= setting.least && value <= setting.most;
    if (end == text || *end != '\0' || !fits) {
      char range[80];
      std::snprintf(range, sizeof range, "%g to %g", setting.least, setting.most);
      refuse(name + " cannot be \"" + text + "\": it takes a number from " + range + ".");
    }
    setting.set(options, value);
    return;
  }
  refuse("There is no option " + name + ".");
}

inline bool set_flag(Options& options, const std::string& name) {
  for (const Flag& flag : flags) {
    if (name != flag.name) continue;
    options.*flag.option = flag.value;
    return true;
  }
  return false;
}

inline Options options_of(int count, char** values) {
  Options options;
  for (int i = 1; i < count; i++) {
    const std::string name = values[i];
    if (set_flag(options, name)) continue;
    set(options, name, i + 1 < count ? values[i + 1] : nullptr);
    i++;
  }
  return options;
}
