// SPDX-License-Identifier: MIT
// A board with its UART, for a pin each way.
`default_nettype none

module serial_board #(
  parameter logic [127:0] Board = "",
  parameter logic [127:0] Build = '0,
  parameter int unsigned  ClockHz = 30_000_000,
  // T: 4 or 8; it forms T x T products a cycle.
  parameter int unsigned  Lanes = 4,
  parameter bit           Simulated = 1'b0,
  parameter bit           Tensor = 1'b1,
  parameter bit           Power = 1'b1,
  parameter bit           Predict = 1'b1,
  parameter int unsigned  Slots = 4,
  parameter int unsigned  RecordBytes = 512
) (
  input  wire logic clk_i,
  input  wire logic rst_ni,
  input  wire logic rx_i,
  output logic      tx_o,
  output logic      scl_low_o,
  output logic      sda_low_o,
  input  wire logic sda_i,
  input  wire logic alert_ni,
  output logic      marker_o
);
  // Of the slowest rate.
  localparam int unsigned DividerWidth = $clog2(ClockHz / 1_000_000);

  logic [DividerWidth-1:0] divider;
  logic rx_valid, rx_ready, rx_break, tx_valid, tx_ready, tx_idle;
  logic [7:0] rx_data, tx_data;

  uart_rx #(.DividerWidth(DividerWidth)) u_rx (
    .clk_i,
    .rst_ni,
    .divider_i(divider),
    .rx_i,
    .valid_o  (rx_valid),
    .data_o   (rx_data),
    .ready_i  (rx_ready),
    .break_o  (rx_break)
  );

  uart_tx #(.DividerWidth(DividerWidth)) u_tx (
    .clk_i,
    .rst_ni,
    .divider_i(divider),
    .valid_i  (tx_valid),
    .data_i   (tx_data),
    .ready_o  (tx_ready),
    .tx_o,
    .idle_o   (tx_idle)
  );

  board #(
    .Board       (Board),
    .Build       (Build),
    .ClockHz     (ClockHz),
    .Lanes       (Lanes),
    .Simulated   (Simulated),
    .Tensor      (Tensor),
    .Power       (Power),
    .Predict     (Predict),
    .Slots       (Slots),
    .RecordBytes (RecordBytes),
    .DividerWidth(DividerWidth)
  ) u_board (
    .clk_i,
    .rst_ni,
    .rx_valid_i(rx_valid),
    .rx_data_i (rx_data),
    .rx_ready_o(rx_ready),
    .rx_break_i(rx_break),
    .tx_valid_o(tx_valid),
    .tx_data_o (tx_data),
    .tx_ready_i(tx_ready),
    .tx_idle_i (tx_idle),
    .divider_o (divider),
    .scl_low_o,
    .sda_low_o,
    .sda_i,
    .alert_ni,
    .marker_o
  );
endmodule

`default_nettype wire
