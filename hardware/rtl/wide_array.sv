// SPDX-License-Identifier: MIT
// T x T products a cycle of the bytes of T and T lanes, each added to its accumulator; all sums leave at once, and are given one after the other.
`default_nettype none

module wide_array #(
  parameter int unsigned Lanes = 8,
  localparam int unsigned Area = Lanes * Lanes
) (
  input  wire logic                   clk_i,
  input  wire logic                   rst_ni,
  input  wire logic                   valid_i,
  input  wire logic [8*Lanes-1:0]     a_i,
  input  wire logic [8*Lanes-1:0]     b_i,
  // Two cycles after the last product: its sums are held from the next cycle on, the accumulators are 0.
  input  wire logic                   leave_i,
  // The held sum at the output goes, the next one comes. That of A lane i and B lane j is number j * Lanes + i.
  input  wire logic                   take_i,
  output logic signed          [23:0] sum_o
);
  // Operands stand in a register before the multipliers, as they come late from block RAM; product and sum take one cycle.
  logic add_q;
  logic [8*Lanes-1:0] a_q, b_q;
  always_ff @(posedge clk_i) {add_q, a_q, b_q} <= {valid_i, a_i, b_i};

  logic signed [23:0] held[Area+1];
  assign held[Area] = '0;
  assign sum_o = held[0];

  for (genvar j = 0; j < Lanes; j++) begin : g_column
    for (genvar i = 0; i < Lanes; i++) begin : g_cell
      localparam int unsigned At = j * Lanes + i;
      logic signed [35:0] product;
      // At the top of the multiplier: bits below are constants, where copies of the signs above would be twenty wires.
      multiplier u_multiplier (
        .a_i      ({a_q[8*i+:8], 10'b0}),
        .b_i      ({b_q[8*j+:8], 10'b0}),
        .product_o(product)
      );
      logic unused_low;
      assign unused_low = ^product[19:0];
      logic signed [23:0] sum_q, held_q;
      assign held[At] = held_q;
      always_ff @(posedge clk_i) begin
        if (leave_i || !rst_ni) sum_q <= '0;
        else if (add_q) sum_q <= sum_q + 24'($signed(product[35:20]));
        if (leave_i) held_q <= sum_q;
        else if (take_i) held_q <= held[At+1];
      end
    end
  end
endmodule

`default_nettype wire
