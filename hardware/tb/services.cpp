// SPDX-License-Identifier: MIT
// Random commands, whose bytes come with gaps, to a sequencer and a writer of records that are often busy. docs/reference/link.md:
// F0 and a byte switch records, F1 and a name make a marker; all others go on as they are.
#include <deque>
#include <vector>

#include "Vservices.h"
#include "bench.h"

namespace {
struct Command {
  std::vector<uint8_t> bytes;
  bool sampling = false, marker = false;
};

Command random_command() {
  Command command;
  const unsigned kind = below(4);
  // One of the codes beside those that are looked for, too.
  command.bytes.push_back(static_cast<uint8_t>(kind < 2 ? 0xf0 + kind : chance(30) ? 0xf2 : below(0xf0)));
  const unsigned whole = kind == 0 ? 1 : 2;
  // Some end too soon, which does nothing; of what is longer, the rest means nothing.
  const unsigned length = kind < 2 ? chance(20) ? below(whole) : chance(10) ? whole + 1 + below(4) : whole : below(kind == 3 ? 30 : 3);
  // Those of other commands may look like the opcodes here.
  for (unsigned i = 0; i < length; i++) command.bytes.push_back(static_cast<uint8_t>(chance(20) ? 0xf0 + below(2) : below(256)));
  command.sampling = kind == 0 && length >= whole;
  command.marker = kind == 1 && length >= whole;
  return command;
}
}  // namespace

int main() {
  Vservices module;
  module.valid_i = module.ready_i = module.marker_ready_i = 0;
  reset(module);
  check(!module.sampling_o, "records are on after reset");
  long commands = 0, markers = 0, switched = 0;
  bool sampling = false;
  for (int session = 0; session < 20; session++) {
    const unsigned ready = session % 3 == 0 ? 100 : 40, marker_ready = session % 2 == 0 ? 5 : 50;
    Command command = random_command();
    size_t at = 0;
    // A byte that is offered stays; it must be taken while nobody holds it up.
    bool offered = false;
    unsigned waited = 0;
    for (int cycle = 0; cycle < 30'000; cycle++) {
      offered = offered || chance(70);
      module.valid_i = offered;
      module.data_i = offered ? command.bytes[at] : below(256);
      module.last_i = offered ? at + 1 == command.bytes.size() : chance(50);
      module.ready_i = chance(ready);
      module.marker_ready_i = chance(marker_ready);
      settle(module);
      check(module.sampling_o == sampling, "records on or off");
      const bool goes_on = (command.bytes[0] & 0xfe) != 0xf0;
      check(!module.valid_o || (offered && goes_on), "the sequencer is given what is not its");
      check(!module.marker_valid_o || (offered && command.marker && at == 2), "a marker that nobody made");
      const bool taken = offered && module.ready_o;
      check(taken || !offered || waited++ < (goes_on || at == 2 ? 1000 : 2), "a byte is not taken");
      if (module.valid_o) check(module.data_o == command.bytes[at] && module.last_o == module.last_i, "another byte");
      if (goes_on) check(taken == (module.valid_o && module.ready_i), "a byte is lost on the way, or given twice");
      if (module.marker_valid_o) check(module.marker_id_o == (command.bytes[1] | command.bytes[2] << 8), "another name");
      if (command.marker && at == 2) check(taken == (module.marker_valid_o && module.marker_ready_i), "a marker is lost, or made twice");
      edge(module);
      if (!taken) continue;
      if (command.sampling && at == 1) sampling = command.bytes[1] & 1, switched++;
      markers += command.marker && at == 2;
      offered = false;
      waited = 0;
      if (++at < command.bytes.size()) continue;
      at = 0;
      command = random_command();
      commands++;
    }
    // In the middle of a command: a new session begins with records off.
    module.valid_i = 0;
    reset(module);
    check(!module.sampling_o, "records are on in a new session");
    sampling = false;
  }
  std::printf("%ld commands, %ld markers, records switched %ld times\n", commands, markers, switched);
}
