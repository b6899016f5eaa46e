// SPDX-License-Identifier: MIT
// Shifts right by 0 to 31 and rounds: to nearest with halves up, or up with the probability of what is cut off.
`default_nettype none

module rounder (
  input  wire logic               clk_i,
  // A value a cycle.
  input  wire logic signed [31:0] value_i,
  input  wire logic [4:0]         shift_i,
  input  wire logic               random_i,
  input  wire logic [31:0]        number_i,
  // One cycle later.
  output logic signed      [31:0] result_o,
  output logic                    negative_o
);
  // Ones below the bit that becomes the units.
  wire [31:0] below = ~(32'hffffffff << shift_i);
  wire [31:0] addend = random_i ? number_i & below : below ^ (below >> 1);

  logic signed [32:0] sum_q;
  logic [4:0] shift_q;
  wire signed [32:0] shifted = sum_q >>> shift_q;
  // One bit more than a result has: at shift 0 nothing was added.
  logic unused_top;
  assign {unused_top, result_o} = shifted;
  assign negative_o = sum_q[32];

  always_ff @(posedge clk_i) begin
    sum_q <= 33'(value_i) + $signed({1'b0, addend});
    shift_q <= shift_i;
  end
endmodule

`default_nettype wire
