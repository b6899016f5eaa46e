// SPDX-License-Identifier: MIT
// The verilated board behind a pseudo-terminal of its own. The first line that it prints is its port, as
// JSON; with --truth then one line for each marker, with the true energy so far. It ends on SIGTERM or SIGINT.
#include <csignal>
#include <cstdio>
#include <deque>
#include <exception>
#include <string>

#include "Vsim_board.h"
#include "ina226_model.h"
#include "known_loads.h"
#include "options.h"
#include "power_model.h"
#include "pseudo_terminal.h"
#include "uart_line.h"
#include "verilated.h"
#include "wire_faults.h"

namespace {
// As the board itself says in its hello (sim_board.sv).
constexpr const char* BoardName = PJ_LANES == 8 ? "ulx3s" : "icebreaker";
constexpr double ClockHz = PJ_CLOCK_HZ;
constexpr unsigned FastestRate = 12'000'000, SlowestRate = 300'000;
// Cycles between looks at the pseudo-terminal; a byte at 3 Mbaud takes 60 to 200.
constexpr unsigned Slice = 400;
// Without a byte for so long, the model runs with pauses, to leave the processor to others.
constexpr uint64_t IdleCycles = 6'000'000;

volatile std::sig_atomic_t ended = 0;

class Simulation {
 public:
  explicit Simulation(const Options& options)
      : options_(options),
        to_board_(options.faults, options.seed),
        to_host_(options.faults, options.seed + 1),
        power_(ClockHz),
        sensor_(power_, ClockHz, options.slow) {
    board_.bridge_i = !options.bits;
    board_.rx_i = 1;
    board_.sda_i = 1;
    board_.alert_ni = 1;
    reset();
  }

  void run() {
    std::printf("{\"port\":\"%s\",\"board\":\"%s\",\"simulated\":true}\n", terminal_.path().c_str(), BoardName);
    std::fflush(stdout);
    while (!ended && !unplugged()) {
      read();
      if (options_.loads) {
        loads_.read([this](double amperes) { power_.connect(amperes * PowerModel::Volts); });
      }
      terminal_.flush();
      if (terminal_.full()) {
        terminal_.wait(5);
        continue;
      }
      for (unsigned i = 0; i < Slice; i++) cycle();
      if (options_.reset_after > 0 && seconds() >= options_.reset_after) {
        options_.reset_after = 0;
        reset();
      }
      if (cycles_ - busy_at_ > IdleCycles && cycles_ % (Slice * 64) < Slice) terminal_.wait(2);
    }
  }

 private:
  double seconds() const { return static_cast<double>(cycles_) / ClockHz; }
  bool unplugged() const { return options_.unplug_after > 0 && seconds() >= options_.unplug_after; }

  void reset() {
    board_.rst_ni = 0;
    for (int i = 0; i < 10; i++) cycle();
    board_.rst_ni = 1;
    marker_ = board_.marker_o;
  }

  void read() {
    if (queue().size() > 4096) return;
    for (const uint8_t byte : terminal_.read()) {
      to_board_.put(byte, [this](uint8_t arrived) { queue().push_back(arrived); });
    }
    if (to_board_.stalled()) stalled_until_ = cycles_ + static_cast<uint64_t>(options_.stall_ms * ClockHz / 1000);
    // Bits are sent at the rate that the program has set, and misread where the board has another.
    const unsigned rate = terminal_.rate();
    host_divider_ = rate >= SlowestRate && rate <= FastestRate ? static_cast<unsigned>(ClockHz / rate) : board_.divider_o + 1;
  }

  std::deque<uint8_t>& queue() { return options_.bits ? sender_.queue : bytes_; }

  void cycle() {
    const bool stalled = cycles_ < stalled_until_;
    if (options_.bits) {
      if (!stalled) board_.rx_i = sender_.step(host_divider_);
    } else {
      // A byte that is there stays until it is taken.
      board_.rx_valid_i = !bytes_.empty() && (offered_ || !stalled);
      board_.rx_data_i = bytes_.empty() ? 0 : bytes_.front();
      board_.tx_ready_i = !stalled;
    }
    board_.clk_i = 0;
    board_.eval();
    uint8_t byte = 0;
    if (options_.bits) {
      if (listener_.step(board_.tx_o, host_divider_, byte)) send(byte);
      if (board_.rx_i == 0) busy_at_ = cycles_;
    } else {
      offered_ = board_.rx_valid_i && !board_.rx_ready_o;
      if (board_.rx_valid_i && board_.rx_ready_o) {
        bytes_.pop_front();
        power_.byte();
        busy_at_ = cycles_;
      }
      if (board_.tx_valid_o && board_.tx_ready_i) send(board_.tx_data_o);
    }
    const bool scl = !board_.scl_low_o, sda = !board_.sda_low_o;
    board_.clk_i = 1;
    board_.eval();
    cycles_++;
    power_.cycle(board_.products_o ? PJ_LANES * PJ_LANES : 0, board_.access_o);
    if (options_.sensor) {
      sensor_.step(scl, sda);
      board_.sda_i = sda && sensor_.sda();
      board_.alert_ni = sensor_.alert_n();
    }
    if (board_.marker_o != marker_) mark();
  }

  void send(uint8_t byte) {
    busy_at_ = cycles_;
    power_.byte();
    to_host_.put(byte, [this](uint8_t arrived) { terminal_.write(&arrived, 1); });
  }

  void mark() {
    marker_ = board_.marker_o;
    if (!options_.truth) return;
    using Count = unsigned long long;
    std::printf("{\"marker\":%llu,\"cycle\":%llu,\"joules\":%.15g,\"bytes\":%llu,\"products\":%llu,\"accesses\":%llu}\n",
                ++markers_, Count{cycles_}, power_.joules(), Count{power_.bytes()}, Count{power_.products()},
                Count{power_.accesses()});
    std::fflush(stdout);
  }

  Options options_;
  Vsim_board board_;
  PseudoTerminal terminal_;
  FaultyWire to_board_, to_host_;
  PowerModel power_;
  KnownLoads loads_;
  Ina226Model sensor_;
  UartSender sender_;
  UartListener listener_;
  std::deque<uint8_t> bytes_;
  bool offered_ = false;
  unsigned host_divider_ = 30;
  uint64_t cycles_ = 0, busy_at_ = 0, stalled_until_ = 0;
  unsigned long long markers_ = 0;
  bool marker_ = false;
};
}  // namespace

int main(int count, char** values) {
  for (const int signal : {SIGTERM, SIGINT}) std::signal(signal, [](int) { ended = 1; });
  std::signal(SIGHUP, SIG_IGN);
  try {
    Simulation(options_of(count, values)).run();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
