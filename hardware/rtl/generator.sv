// SPDX-License-Identifier: MIT
// The generator of doc/numerics.md: it moves once for each number that is taken, which stands at the output in the next cycle.
`default_nettype none

module generator (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  input  wire logic        seed_i,
  input  wire logic [31:0] state_i,
  input  wire logic        take_i,
  output logic      [7:0]  number_o
);
  logic [31:0] state_q;
  assign number_o = state_q[7:0];

  always_ff @(posedge clk_i) begin
    if (take_i || seed_i) state_q <= seed_i ? state_i | 32'd1 : tensor_pkg::next_state(state_q);
    if (!rst_ni) state_q <= 32'd1;
  end
endmodule

`default_nettype wire
