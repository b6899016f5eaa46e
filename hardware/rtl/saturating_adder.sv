// SPDX-License-Identifier: MIT
// Sum of two 32-bit numbers, at the nearer end of their range where it is outside.
`default_nettype none

module saturating_adder (
  input  wire logic signed [31:0] a_i,
  input  wire logic signed [31:0] b_i,
  output logic signed      [31:0] sum_o
);
  wire signed [32:0] sum = 33'(a_i) + 33'(b_i);
  assign sum_o = (sum[32] == sum[31]) ? sum[31:0] : {sum[32], {31{!sum[32]}}};
endmodule

`default_nettype wire
