// SPDX-License-Identifier: MIT
// Sum of two 32-bit numbers and a carry, at the nearer end of their range where it is outside.
`default_nettype none

module saturating_adder (
  input  wire logic signed [31:0] a_i,
  input  wire logic signed [31:0] b_i,
  input  wire logic               carry_i,
  output logic signed      [31:0] sum_o
);
  // The carry comes from a bit below.
  wire signed [33:0] sum = $signed({a_i[31], a_i, 1'b1}) + $signed({b_i[31], b_i, carry_i});
  logic unused_below;
  assign unused_below = sum[0];
  assign sum_o = (sum[33] == sum[32]) ? sum[32:1] : {sum[33], {31{!sum[33]}}};
endmodule

`default_nettype wire
