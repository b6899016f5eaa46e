// SPDX-License-Identifier: MIT
// Marsaglia's xorshift32: the next number stands at the output until it is taken.
`default_nettype none

module generator (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  input  wire logic        seed_i,
  input  wire logic [31:0] state_i,
  input  wire logic        take_i,
  output logic      [31:0] number_o
);
  logic [31:0] state_q;
  assign number_o = tensor_pkg::xorshift32(state_q);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) state_q <= 32'd1;
    else if (seed_i) state_q <= (state_i == '0) ? 32'd1 : state_i;
    else if (take_i) state_q <= number_o;
  end
endmodule

`default_nettype wire
