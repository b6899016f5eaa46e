// SPDX-License-Identifier: MIT
// Marsaglia's xorshift32 (`generator`), with the next T numbers at hand: one is taken, or all.
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
  output logic      [32*Count-1:0] numbers_o
);
  logic seeded_q;
  logic [31:0] numbers_q[Count];
  // Those after the last one that is at hand.
  logic [32*Count-1:0] after;
  for (genvar i = 0; i < Count; i++) begin : g_after
    assign numbers_o[32*i+:32] = numbers_q[i];
    for (genvar place = 0; place < 32; place++) begin : g_bit
      localparam logic [31:0] Taps = tensor_pkg::xorshift32_taps(place, i + 1);
      assign after[32*i+place] = ^(numbers_q[Count-1] & Taps);
    end
  end

  always_ff @(posedge clk_i) begin
    if (seeded_q || take_all_i) for (int i = 0; i < Count; i++) numbers_q[i] <= after[32*i+:32];
    else if (take_i) begin
      for (int i = 0; i + 1 < Count; i++) numbers_q[i] <= numbers_q[i+1];
      numbers_q[Count-1] <= after[31:0];
    end
    seeded_q <= 1'b0;
    if (seed_i || !rst_ni) begin
      seeded_q <= 1'b1;
      numbers_q[Count-1] <= (state_i == '0 || !rst_ni) ? 32'd1 : state_i;
    end
  end
endmodule

`default_nettype wire
