// SPDX-License-Identifier: MIT
// Number of bits up to the highest that is set.
`default_nettype none

module significant_bits (
  input  wire logic [31:0] value_i,
  output logic      [5:0]  bits_o
);
  // By halves: of the upper one, where it is not 0.
  wire [15:0] a = (value_i[31:16] != '0) ? value_i[31:16] : value_i[15:0];
  wire [7:0] b = (a[15:8] != '0) ? a[15:8] : a[7:0];
  wire [3:0] c = (b[7:4] != '0) ? b[7:4] : b[3:0];
  wire [1:0] d = (c[3:2] != '0) ? c[3:2] : c[1:0];
  wire [4:0] highest = {value_i[31:16] != '0, a[15:8] != '0, b[7:4] != '0, c[3:2] != '0, d[1]};
  assign bits_o = (d == '0) ? '0 : 6'(highest) + 6'd1;
endmodule

`default_nettype wire
