// SPDX-License-Identifier: MIT
// iCEBreaker: PLL, reset and pads around the board. Pins in icebreaker.pcf.
`default_nettype none

`ifndef PJ_BUILD
`define PJ_BUILD 128'h0
`endif

module icebreaker (
  input  wire logic clk_12mhz_i,
  input  wire logic rx_i,
  output logic      tx_o,
  inout  wire       scl_io,
  inout  wire       sda_io,
  input  wire logic alert_ni,
  output logic      marker_o,
  // Red while in reset, green at each marker.
  output logic      led_red_no,
  output logic      led_green_no
);
  // The clock is 12 MHz * (Feedback + 1) / 32; 3 Mbaud have to divide it.
  localparam int unsigned Feedback = 79;
  localparam int unsigned ClockHz = 12_000_000 / 32 * (Feedback + 1);

  logic clk, locked, rst_n;
  logic [7:0] reset_q;

  SB_PLL40_PAD #(
    .FEEDBACK_PATH("SIMPLE"),
    .DIVR         (4'd0),
    .DIVF         (7'(Feedback)),
    .DIVQ         (3'd5),
    .FILTER_RANGE (3'd1)
  ) u_pll (
    .PACKAGEPIN   (clk_12mhz_i),
    .PLLOUTGLOBAL (clk),
    .LOCK         (locked),
    .RESETB       (1'b1),
    .BYPASS       (1'b0)
  );

  always_ff @(posedge clk) begin
    if (!locked) reset_q <= '0;
    else if (!rst_n) reset_q <= reset_q + 8'd1;
  end
  assign rst_n = &reset_q;

  logic scl_low, sda_low, sda, unused_scl;

  // Open drain, with the pad's weak pull-up; the sensor board has strong ones.
  SB_IO #(.PIN_TYPE(6'b1010_01), .PULLUP(1'b1)) u_scl (
    .PACKAGE_PIN  (scl_io),
    .OUTPUT_ENABLE(scl_low),
    .D_OUT_0      (1'b0),
    .D_IN_0       (unused_scl)
  );
  SB_IO #(.PIN_TYPE(6'b1010_01), .PULLUP(1'b1)) u_sda (
    .PACKAGE_PIN  (sda_io),
    .OUTPUT_ENABLE(sda_low),
    .D_OUT_0      (1'b0),
    .D_IN_0       (sda)
  );

  serial_board #(
    .Board  ("icebreaker"),
    .Build  (`PJ_BUILD),
    .ClockHz(ClockHz),
    .Slots  (4),
    .RecordBytes(512)
  ) u_board (
    .clk_i    (clk),
    .rst_ni   (rst_n),
    .rx_i,
    .tx_o,
    .scl_low_o(scl_low),
    .sda_low_o(sda_low),
    .sda_i    (sda),
    .alert_ni,
    .marker_o
  );

  assign led_red_no = rst_n;
  assign led_green_no = !marker_o;
endmodule

`default_nettype wire
