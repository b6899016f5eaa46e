// SPDX-License-Identifier: MIT
// 18 x 18 bits, as the ECP5's. Synthesis keeps it as a module while it looks for constants among operands: it would replace zeros below by signs above.
`default_nettype none

(* keep_hierarchy *)
module multiplier (
  input  wire logic signed [17:0] a_i,
  input  wire logic signed [17:0] b_i,
  output logic signed      [35:0] product_o
);
  assign product_o = a_i * b_i;
endmodule

`default_nettype wire
