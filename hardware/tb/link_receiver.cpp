// SPDX-License-Identifier: MIT
// Frames of all kinds and lengths, and bytes that make none, with gaps, to an endpoint that takes its time: what is shown
// and what stands in the slot is what reference/link.md makes of the same bytes.
#include <array>
#include <deque>

#include "Vlink_receiver.h"
#include "bench.h"
#include "stuffing.h"

namespace {
constexpr unsigned Header = 4, Least = 8, Most = 248, Kinds = 10, Hello = 4, BodyAt = 0xf8, LengthAt = 0xf7;
using Nonce = std::array<uint8_t, 4>;

Bytes random_body(const Nonce& session) {
  Bytes body = {static_cast<uint8_t>(below(4) << 6 | (chance(95) ? below(Kinds) : below(64)))};
  for (unsigned i = 1; i < Header; i++) body.push_back(static_cast<uint8_t>(below(256)));
  const unsigned lengths[] = {below(8), below(40), 225 + below(30), Most - Least - 1 + below(3)};
  const unsigned length = lengths[chance(95) ? below(2) : 2 + below(2)];
  for (unsigned i = 0; i < length; i++) body.push_back(static_cast<uint8_t>(chance(80) ? below(256) : 0));
  if (chance(30)) {
    body.resize(Header);
    body[0] = Hello;
    body.insert(body.end(), {'P', 'J', static_cast<uint8_t>(below(3))});
    body.insert(body.end(), session.begin(), session.end());
    // Another nonce, also none; another form.
    if (chance(20)) for (unsigned i = 7; i < 11; i++) body[i] = 0;
    if (chance(50)) body[7 + below(4)] = static_cast<uint8_t>(below(3));
    if (chance(20)) body[4 + below(2)]++;
    if (chance(10)) body.resize(body.size() - 1);
    if (chance(10)) body.push_back(0);
  }
  const uint32_t checksum = crc32_of(body);
  for (unsigned i = 0; i < 4; i++) body.push_back(static_cast<uint8_t>(checksum >> 8 * i));
  if (chance(5)) body[below(static_cast<unsigned>(body.size()))] ^= 1 << below(8);
  if (chance(5)) body.resize(below(Least));
  return body;
}

bool is_frame(const Bytes& body) {
  if (body.size() < Least || body.size() > Most || (body[0] & 63) >= Kinds) return false;
  uint32_t checksum = 0;
  for (unsigned i = 0; i < 4; i++) checksum |= static_cast<uint32_t>(body[body.size() - 4 + i]) << 8 * i;
  return crc32_of(Bytes(body.begin(), body.end() - 4)) == checksum;
}
}  // namespace

int main() {
  Vlink_receiver module;
  Nonce session = {1, 2, 3, 4};
  Bytes input;
  std::deque<Bytes> expected;
  long refused = 0, frames = 0, greetings = 0, known = 0;
  for (int i = 0; i < 4000; i++) {
    Bytes wire = stuff(random_body(session));
    if (chance(3)) wire[below(static_cast<unsigned>(wire.size()))] = static_cast<uint8_t>(below(256));
    input.insert(input.end(), wire.begin(), wire.end());
    input.push_back(0);
  }
  for (size_t begin = 0, at = 0; at < input.size(); at++) {
    if (input[at] != 0) continue;
    const auto body = unstuff(Bytes(input.begin() + begin, input.begin() + at));
    if (body && is_frame(*body)) expected.push_back(*body);
    else refused++;
    begin = at + 1;
  }
  std::array<uint8_t, 256> slot{};
  // Fields and bytes of a word of the frame that comes in, and of the one whose end was taken.
  struct Shown {
    std::array<int, Header> notes{-1, -1, -1, -1};
    std::array<int, 4> word{-1, -1, -1, -1};
  } coming, whole;
  bool empty = true;
  unsigned waits = 0;
  bool shown = false;
  module.valid_i = module.frame_ready_i = module.phase_i = module.nonce_byte_i = 0;
  reset(module);
  size_t at = 0;
  for (uint64_t cycle = 0, rest = 0; rest < 100; cycle++) {
    module.phase_i = cycle % 8;
    module.valid_i = at < input.size() && chance(cycle % 65'536 < 32'768 ? 100 : 10);
    module.data_i = module.valid_i ? input[at] : below(256);
    module.frame_ready_i = module.frame_valid_o && below(20) == 0;
    settle(module);
    // The nonce stands from place three on, and a byte of it is there only when it may be asked for.
    module.nonce_byte_i = module.may_word_o ? session[(module.word_at_o + 1) % 4] : below(256);
    settle(module);
    check(!module.word_o || module.may_word_o, "a byte of a word where none may come");
    if (module.write_o) slot[module.write_offset_o] = module.write_data_o;
    for (unsigned i = 0; i < Header; i++) {
      if (module.note_o >> i & 1) check(coming.notes[i] < 0, "a field twice"), coming.notes[i] = module.byte_o;
    }
    if (module.word_o) check(!module.frame_valid_o, "a byte of a frame that waits"), coming.word[module.word_at_o] = module.byte_o;
    if (module.frame_valid_o) {
      check(!expected.empty(), "a frame that nobody sent");
      const Bytes& body = expected.front();
      const unsigned length = static_cast<unsigned>(body.size()) - Least;
      const bool hello = (body[0] & 63) == Hello;
      check(module.length_o == length && module.hello_o == hello, "another length or kind");
      const bool form = hello && length == 7 && body[4] == 'P' && body[5] == 'J';
      const bool none = form && body[7] == 0 && body[8] == 0 && body[9] == 0 && body[10] == 0;
      check(module.greeting_o == (form && !none), "a greeting, or none");
      const bool same = form && std::equal(session.begin(), session.end(), body.begin() + 7);
      if (form) check(module.same_o == same, "another nonce, or not");
      if (!shown) {
        check(slot[LengthAt] == length, "another length in the slot");
        for (unsigned i = 0; i < body.size(); i++) check(slot[(BodyAt + i) % 256] == body[i], "another byte in the slot");
        for (unsigned i = 0; i < Header; i++) check(whole.notes[i] == body[i], "another field");
        if (form || !hello) {
          for (unsigned i = 0; i < 4 && (form || i < length); i++) check(whole.word[form ? (3 + i) % 4 : i] == body[(form ? 7 : Header) + i], "another byte of a word");
        }
        frames++, greetings += module.greeting_o, known += same;
      }
      shown = !module.frame_ready_i;
      if (!shown) expected.pop_front();
    }
    // A byte is taken within a half of a window, unless a frame waits.
    waits = module.valid_i && !module.ready_o && !module.frame_valid_o ? waits + 1 : 0;
    check(waits <= 16, "it takes no bytes");
    const bool taken = module.valid_i && module.ready_o;
    if (taken && input[at] == 0 && !empty) whole = coming, coming = Shown();
    if (taken) empty = input[at++] == 0;
    rest = at < input.size() ? 0 : rest + 1;
    edge(module);
  }
  check(expected.empty(), "frames are missing");
  std::printf("%ld frames, %ld greetings, %ld of them known; %ld refused\n", frames, greetings, known, refused);
}
