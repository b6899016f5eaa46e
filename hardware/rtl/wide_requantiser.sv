// SPDX-License-Identifier: MIT
// T results at once: rounded, without negatives where that is asked for, clamped, as bytes of two planes.
`default_nettype none

module wide_requantiser #(
  parameter int unsigned Lanes = 8
) (
  input  wire logic                clk_i,
  input  wire logic [32*Lanes-1:0] values_i,
  input  wire logic [4:0]          shift_i,
  input  wire logic                random_i,
  input  wire logic [8*Lanes-1:0]  numbers_i,
  // Two cycles later; the rest comes a cycle after the values.
  input  wire logic                wide_i,
  input  wire logic                relu_i,
  output logic      [8*Lanes-1:0]  high_o,
  output logic      [8*Lanes-1:0]  low_o
);
  // What `rounder` and `clamp` do one after the other is done beside each other: whether a sum fits is seen before it is shifted.
  wire [31:0] half = (32'd1 << shift_i) >> 1;
  // Bits of a sum that are its sign where it fits.
  logic [32:0] above_int8_q, above_int16_q;
  logic [4:0] shift_q;
  always_ff @(posedge clk_i) begin
    shift_q <= shift_i;
    above_int8_q <= ~33'h7f << shift_i;
    above_int16_q <= ~33'h7fff << shift_i;
  end
  wire [32:0] above = wide_i ? above_int16_q : above_int8_q;

  // From many banks.
  logic [32*Lanes-1:0] values_q;
  always_ff @(posedge clk_i) values_q <= values_i;

  for (genvar i = 0; i < Lanes; i++) begin : g_lane
    // A number and half of one, below the bit that becomes the units.
    logic [30:0] up;
    logic [8:0] unused_below;
    assign {up, unused_below} = {31'b0, numbers_i[8*i+:8], 1'b1} << shift_i;
    wire [31:0] addend = random_i ? {1'b0, up} : half;
    logic signed [32:0] sum_q;
    always_ff @(posedge clk_i) sum_q <= 33'($signed(values_q[32*i+:32])) + $signed({1'b0, addend});

    wire negative = sum_q[32];
    wire fits = ((sum_q ^ {33{negative}}) & above) == '0;
    wire signed [32:0] shifted = sum_q >>> shift_q;
    logic unused_above;
    assign unused_above = ^shifted[32:16];
    wire [7:0] high = shifted[15:8] + 8'(shifted[7]);
    wire [7:0] low = shifted[7:0];

    // Beyond the limits though it fits: 32640 and more, down to -32768; -128.
    wire least = negative && low[7] && low[6:0] == '0;
    wire beyond_int16 = negative ? shifted[14:8] == '0 && (!low[7] || least) : (&shifted[14:7]);
    wire whole = fits && !(wide_i ? beyond_int16 : least);
    // Both planes of a limit are the same: 127 or -127.
    wire [7:0] limit = negative ? 8'h81 : 8'h7f;
    wire none = relu_i && negative;
    wire [7:0] kept = none ? '0 : whole ? low : limit;
    wire [7:0] kept_high = none ? '0 : whole ? high : limit;
    assign low_o[8*i+:8] = kept;
    assign high_o[8*i+:8] = wide_i ? kept_high : kept;
  end
endmodule

`default_nettype wire
