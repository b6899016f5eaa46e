// SPDX-License-Identifier: MIT
// The generator of doc/numerics.md, with the next T numbers at hand: one is taken, or all.
`default_nettype none

module wide_generator #(
  parameter int unsigned Count = 8
) (
  input  wire logic                clk_i,
  input  wire logic                rst_ni,
  // The next numbers are those after the state two cycles later.
  input  wire logic                seed_i,
  input  wire logic [31:0]         state_i,
  input  wire logic                take_i,
  input  wire logic                take_all_i,
  // The next one lowest.
  output logic      [8*Count-1:0]  numbers_o
);
  logic seeded_q;
  // The next states: a number is the low byte of one.
  logic [31:0] states_q[Count];
  // Those after the last one that is at hand.
  logic [32*Count-1:0] after;
  for (genvar i = 0; i < Count; i++) begin : g_after
    assign numbers_o[8*i+:8] = states_q[i][7:0];
    for (genvar place = 0; place < 32; place++) begin : g_bit
      localparam logic [31:0] Taps = tensor_pkg::state_taps(place, i + 1);
      assign after[32*i+place] = ^(states_q[Count-1] & Taps);
    end
  end

  always_ff @(posedge clk_i) begin
    if (seeded_q || take_all_i) for (int i = 0; i < Count; i++) states_q[i] <= after[32*i+:32];
    else if (take_i) begin
      for (int i = 0; i + 1 < Count; i++) states_q[i] <= states_q[i+1];
      states_q[Count-1] <= after[31:0];
    end
    seeded_q <= 1'b0;
    if (seed_i || !rst_ni) begin
      seeded_q <= 1'b1;
      states_q[Count-1] <= rst_ni ? state_i | 32'd1 : 32'd1;
    end
  end
endmodule

`default_nettype wire
