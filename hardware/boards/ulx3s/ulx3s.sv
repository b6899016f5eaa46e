// SPDX-License-Identifier: MIT
// ULX3S: PLL, reset and pads around the board. Pins in ulx3s.lpf.
`default_nettype none

`ifndef PJ_BUILD
`define PJ_BUILD 128'h0
`endif
`ifndef PJ_CLOCK_MHZ
`define PJ_CLOCK_MHZ 60
`endif

module ulx3s (
  input  wire logic clk_25mhz_i,
  // Named from the FPGA's side.
  input  wire logic rx_i,
  output logic      tx_o,
  inout  wire       scl_io,
  inout  wire       sda_io,
  input  wire logic alert_ni,
  output logic      marker_o,
  // High, or the ESP32 may take the board over.
  output logic      wifi_gpio0_o,
  output logic      led_ready_o
);
  // A multiple of 15: the PLL multiplies 5 MHz, the UART divides to 3 Mbaud.
  localparam int unsigned ClockMHz = `PJ_CLOCK_MHZ;
  // Of the oscillator inside.
  localparam int unsigned OscillatorMHz = 600;

  logic clk, locked, rst_n;
  logic [7:0] reset_q;

  EHXPLLL #(
    .CLKI_DIV     (5),
    .CLKFB_DIV    (ClockMHz / 5),
    .CLKOP_DIV    (OscillatorMHz / ClockMHz),
    .CLKOP_CPHASE (OscillatorMHz / ClockMHz / 2 - 1),
    .CLKOP_ENABLE ("ENABLED"),
    .FEEDBK_PATH  ("CLKOP")
  ) u_pll (
    .CLKI     (clk_25mhz_i),
    .CLKFB    (clk),
    .CLKOP    (clk),
    .LOCK     (locked),
    .RST      (1'b0),
    .STDBY    (1'b0),
    .PHASESEL0(1'b0),
    .PHASESEL1(1'b0),
    .PHASEDIR (1'b0),
    .PHASESTEP(1'b0),
    .PLLWAKESYNC(1'b0),
    .ENCLKOP  (1'b0)
  );

  always_ff @(posedge clk) begin
    if (!locked) reset_q <= '0;
    else if (!rst_n) reset_q <= reset_q + 8'd1;
  end
  assign rst_n = &reset_q;

  logic scl_low, sda_low, sda, unused_scl;

  // Open drain; the sensor board has the pull-ups.
  BB u_scl (
    .B(scl_io),
    .I(1'b0),
    .T(!scl_low),
    .O(unused_scl)
  );
  BB u_sda (
    .B(sda_io),
    .I(1'b0),
    .T(!sda_low),
    .O(sda)
  );

  serial_board #(
    .Board      ("ulx3s"),
    .Build      (`PJ_BUILD),
    .ClockHz    (ClockMHz * 1_000_000),
    .Lanes      (8),
    .Slots      (8),
    .RecordBytes(4096)
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

  assign wifi_gpio0_o = 1'b1;
  assign led_ready_o = rst_n;
endmodule

`default_nettype wire
