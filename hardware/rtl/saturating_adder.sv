// SPDX-License-Identifier: MIT
// Sum of two 32-bit numbers and a carry, and the nearest number of 32 bits.
`default_nettype none

module saturating_adder (
  input  wire logic signed [31:0] a_i,
  input  wire logic signed [31:0] b_i,
  input  wire logic               carry_i,
  output logic signed      [32:0] sum_o,
  output logic signed      [31:0] nearest_o
);
  // The carry comes from a bit below.
  logic unused_below;
  assign {sum_o, unused_below} = $signed({a_i[31], a_i, 1'b1}) + $signed({b_i[31], b_i, carry_i});
  assign nearest_o = (sum_o[32] == sum_o[31]) ? sum_o[31:0] : {sum_o[32], {31{!sum_o[32]}}};
endmodule

`default_nettype wire
