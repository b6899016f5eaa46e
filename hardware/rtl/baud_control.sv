// SPDX-License-Identifier: MIT
// Rate of the UART: hand-over with trial, and the way back to the rate of power-on.
`default_nettype none

module baud_control #(
  // A multiple of all rates of the table.
  parameter int unsigned ClockHz = 30_000_000,
  parameter int unsigned PowerOnRate = 1_000_000,
  parameter int unsigned DividerWidth = 6,
  // Of tick_i, in 0.1 s.
  parameter int unsigned TrialTicks = 22
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  input  wire logic                    tick_i,
  // Bytes of a word as they come, and their places.
  input  wire logic                    word_i,
  input  wire logic [1:0]              word_at_i,
  input  wire logic [7:0]              byte_i,
  // A frame asks for the rate that the last one was; due_o where the board can run at it.
  input  wire logic                    baud_i,
  output logic                         due_o,
  // The answer was handed on; it is out when idle_i.
  input  wire logic                    sent_i,
  input  wire logic                    idle_i,
  output logic                         hold_o,
  input  wire logic                    ping_i,
  input  wire logic                    break_i,
  // Cycles per bit, less 1.
  output logic      [DividerWidth-1:0] divider_o
);
  localparam int unsigned TimerWidth = $clog2(TrialTicks + 1);
  // By the rate's number.
  localparam logic [127:0] Rates = {32'd3_000_000, 32'd2_000_000, 32'd1_500_000, 32'd1_000_000};
  localparam logic [4*DividerWidth-1:0] Dividers = {
    DividerWidth'(ClockHz / 3_000_000 - 1), DividerWidth'(ClockHz / 2_000_000 - 1),
    DividerWidth'(ClockHz / 1_500_000 - 1), DividerWidth'(ClockHz / 1_000_000 - 1)
  };
  localparam logic [DividerWidth-1:0] PowerOn = DividerWidth'(ClockHz / PowerOnRate - 1);

  logic [1:0] offered_q, found, found_q;
  logic any, known_q, trial_q;
  logic [TimerWidth-1:0] left_q;

  // The first byte, whose lower bits are 0 in all of them, tells which one it may be.
  always_comb begin
    any = 1'b0;
    found = '0;
    for (int i = 0; i < 4; i++) begin
      if (byte_i[7:5] == Rates[32*i+5+:3]) {any, found} = {1'b1, 2'(i)};
    end
  end
  wire first = word_at_i == '0;
  wire [7:0] expected = Rates[{found_q, word_at_i, 3'b0}+:8];

  always_ff @(posedge clk_i) begin
    if (word_i) begin
      if (first) found_q <= found;
      known_q <= first ? any && byte_i[4:0] == '0 : known_q && byte_i == expected;
    end
    due_o <= baud_i && known_q && !hold_o;
    if (baud_i && known_q && !hold_o) offered_q <= found_q;
    if (sent_i) hold_o <= 1'b1;
    if (tick_i) left_q <= left_q - 1'b1;
    if (hold_o && idle_i && !break_i) begin
      hold_o <= 1'b0;
      // A place that depends on the number would take a multiplier.
      for (int i = 0; i < 4; i++) if (offered_q == 2'(i)) divider_o <= Dividers[DividerWidth*i+:DividerWidth];
      trial_q <= 1'b1;
      left_q <= TimerWidth'(TrialTicks);
    end else if (break_i || (trial_q && left_q == '0)) begin
      divider_o <= PowerOn;
      trial_q <= 1'b0;
      if (break_i) hold_o <= 1'b0;
    end else if (ping_i) begin
      trial_q <= 1'b0;
    end
    if (!rst_ni) begin
      hold_o <= 1'b0;
      trial_q <= 1'b0;
      divider_o <= PowerOn;
    end
  end
endmodule

`default_nettype wire
