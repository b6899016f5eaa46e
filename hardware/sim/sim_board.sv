// SPDX-License-Identifier: MIT
// The board for Verilator: its UART bit by bit, or bytes past the shift registers.
`default_nettype none

`ifndef PJ_BUILD
`define PJ_BUILD 128'h0
`endif

module sim_board #(
  parameter int unsigned Lanes = 4,
  parameter int unsigned ClockHz = 30_000_000
) (
  input  wire logic       clk_i,
  input  wire logic       rst_ni,
  // Bytes instead of bits.
  input  wire logic       bridge_i,
  input  wire logic       rx_i,
  output logic            tx_o,
  input  wire logic       rx_valid_i,
  input  wire logic [7:0] rx_data_i,
  output logic            rx_ready_o,
  output logic            tx_valid_o,
  output logic      [7:0] tx_data_o,
  input  wire logic       tx_ready_i,
  output logic      [5:0] divider_o,
  output logic            scl_low_o,
  output logic            sda_low_o,
  input  wire logic       sda_i,
  input  wire logic       alert_ni,
  output logic            marker_o,
  // For the power model: the array formed T x T products; a program read or wrote memory.
  output logic            products_o,
  output logic            access_o
);
  logic rx_valid, rx_ready, rx_break, tx_valid, tx_ready, tx_idle;
  logic uart_rx_valid, uart_tx_ready, uart_idle;
  logic [7:0] uart_rx_data, rx_data;

  uart_rx #(.DividerWidth(6)) u_rx (
    .clk_i,
    .rst_ni,
    .divider_i(divider_o),
    .rx_i,
    .valid_o  (uart_rx_valid),
    .data_o   (uart_rx_data),
    .ready_i  (rx_ready),
    .break_o  (rx_break)
  );

  uart_tx #(.DividerWidth(6)) u_tx (
    .clk_i,
    .rst_ni,
    .divider_i(divider_o),
    .valid_i  (tx_valid && !bridge_i),
    .data_i   (tx_data_o),
    .ready_o  (uart_tx_ready),
    .tx_o,
    .idle_o   (uart_idle)
  );

  assign rx_valid = bridge_i ? rx_valid_i : uart_rx_valid;
  assign rx_data = bridge_i ? rx_data_i : uart_rx_data;
  assign rx_ready_o = rx_ready;
  assign tx_valid_o = tx_valid && bridge_i;
  assign tx_ready = bridge_i ? tx_ready_i : uart_tx_ready;
  assign tx_idle = bridge_i || uart_idle;

  board #(
    .Board    (Lanes == 8 ? 128'("ulx3s") : 128'("icebreaker")),
    .Build    (`PJ_BUILD),
    .ClockHz  (ClockHz),
    .Lanes    (Lanes),
    .Simulated(1'b1),
    // As the boards' tops have them.
    .Slots    (Lanes == 8 ? 8 : 4),
    .RecordBytes(Lanes == 8 ? 4096 : 512)
  ) u_board (
    .clk_i,
    .rst_ni,
    .rx_valid_i(rx_valid),
    .rx_data_i (rx_data),
    .rx_ready_o(rx_ready),
    .rx_break_i(rx_break),
    .tx_valid_o(tx_valid),
    .tx_data_o,
    .tx_ready_i(tx_ready),
    .tx_idle_i (tx_idle),
    .divider_o,
    .scl_low_o,
    .sda_low_o,
    .sda_i,
    .alert_ni,
    .marker_o
  );

  // As the counters see them.
  wire [12:0] events = u_board.g_tensor.u_tensor.u_machine.u_counters.events_i;
  assign products_o = |events[3:1];
  assign access_o = |events[7:4];
  wire unused_events = &{1'b0, events[12:8], events[0]};
endmodule

`default_nettype wire
