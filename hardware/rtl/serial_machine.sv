// SPDX-License-Identifier: MIT
// The tensor machine behind a UART without a link: to see what it takes of a chip, and how fast it is. No host speaks to it.
`default_nettype none

module serial_machine #(
  parameter int unsigned ClockHz = 30_000_000,
  parameter int unsigned Rate = 3_000_000
) (
  input  wire logic clk_i,
  input  wire logic rst_ni,
  input  wire logic rx_i,
  output logic      tx_o,
  // The byte that comes is the last of its command.
  input  wire logic last_i,
  // Changes at each marker.
  output logic      marker_o
);
  localparam int unsigned DividerWidth = $clog2(ClockHz / Rate + 1);
  localparam logic [DividerWidth-1:0] Divider = DividerWidth'(ClockHz / Rate);

  logic rx_valid, rx_ready, tx_valid, tx_ready, mark;
  logic [7:0] rx_data, tx_data;
  logic [3:0] phase;
  logic [7:0] stamp_byte;
  logic unused_break, unused_idle, unused_last, unused_tick;
  logic [7:0] unused_id;

  window_counter u_windows (
    .clk_i,
    .rst_ni,
    .phase_o(phase),
    .byte_o (stamp_byte),
    .tick_o (unused_tick)
  );

  uart_rx #(.DividerWidth(DividerWidth)) u_rx (
    .clk_i,
    .rst_ni,
    .divider_i(Divider),
    .rx_i,
    .valid_o  (rx_valid),
    .data_o   (rx_data),
    .ready_i  (rx_ready),
    .break_o  (unused_break)
  );

  uart_tx #(.DividerWidth(DividerWidth)) u_tx (
    .clk_i,
    .rst_ni,
    .divider_i(Divider),
    .valid_i  (tx_valid),
    .data_i   (tx_data),
    .ready_o  (tx_ready),
    .tx_o,
    .idle_o   (unused_idle)
  );

  tensor_unit u_tensor (
    .clk_i,
    .rst_ni,
    .void_ni  (rst_ni),
    .phase_i  (phase),
    .byte_i   (stamp_byte),
    .valid_i  (rx_valid),
    .data_i   (rx_data),
    .last_i,
    .ready_o  (rx_ready),
    .valid_o  (tx_valid),
    .data_o   (tx_data),
    .last_o   (unused_last),
    .ready_i  (tx_ready),
    .mark_o   (mark),
    .mark_id_o(unused_id)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) marker_o <= 1'b0;
    else if (mark) marker_o <= !marker_o;
  end
endmodule

`default_nettype wire
