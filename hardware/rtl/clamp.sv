// SPDX-License-Identifier: MIT
// The nearest number between -limit and limit.
`default_nettype none

module clamp (
  input  wire logic signed [31:0] value_i,
  input  wire logic [15:0]        limit_i,
  output logic signed      [15:0] value_o
);
  wire signed [31:0] limit = {16'b0, limit_i};
  assign value_o = (value_i > limit) ? 16'(limit_i) : (value_i < -limit) ? -limit_i : value_i[15:0];
endmodule

`default_nettype wire
