// SPDX-License-Identifier: MIT
// Marsaglia's xorshift32: the next number stands at the output until it is taken; the first one two cycles after its seed.
`default_nettype none

module generator (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  input  wire logic        seed_i,
  input  wire logic [31:0] state_i,
  input  wire logic        take_i,
  output logic      [31:0] number_o
);
  logic seeded_q;
  wire [31:0] next = tensor_pkg::xorshift32(number_o);

  always_ff @(posedge clk_i) begin
    if (seed_i) number_o <= (state_i == '0) ? 32'd1 : state_i;
    else if (take_i || seeded_q) number_o <= next;
    if (!rst_ni) number_o <= 32'd1;
    seeded_q <= seed_i || !rst_ni;
  end
endmodule

`default_nettype wire
