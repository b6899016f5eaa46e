// SPDX-License-Identifier: MIT
// The two planes of an int16: value = 256 high + low, both signed.
`default_nettype none

module planes (
  input  wire logic signed [15:0] value_i,
  output logic      [7:0]         high_o,
  output logic      [7:0]         low_o
);
  assign high_o = value_i[15:8] + 8'(value_i[7]);
  assign low_o = value_i[7:0];
endmodule

`default_nettype wire
