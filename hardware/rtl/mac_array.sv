// SPDX-License-Identifier: MIT
// T x T products a cycle of the bytes of T and T lanes, each added to its accumulator.
`default_nettype none

module mac_array #(
  parameter int unsigned Lanes = 4,
  parameter int unsigned SumBits = 24
) (
  input  wire logic                            clk_i,
  input  wire logic                            valid_i,
  // The sums were taken: they begin anew.
  input  wire logic                            clear_i,
  input  wire logic [8*Lanes-1:0]              a_i,
  input  wire logic [8*Lanes-1:0]              b_i,
  // Two cycles later; that of A lane i and B lane j at j * Lanes + i.
  output logic      [Lanes*Lanes*SumBits-1:0]  sums_o
);
  logic valid_q;
  always_ff @(posedge clk_i) valid_q <= valid_i;

  for (genvar j = 0; j < Lanes; j++) begin : g_column
    for (genvar i = 0; i < Lanes; i += 2) begin : g_pair
      localparam int unsigned At = (j * Lanes + i) * SumBits;
      logic signed [15:0] low, high;
      product_pair u_products (
        .clk_i,
        .a_low_i (a_i[8*i+:8]),
        .a_high_i(a_i[8*(i+1)+:8]),
        .b_i     (b_i[8*j+:8]),
        .low_o   (low),
        .high_o  (high)
      );
      always_ff @(posedge clk_i) begin
        if (clear_i) begin
          sums_o[At+:2*SumBits] <= '0;
        end else if (valid_q) begin
          sums_o[At+:SumBits] <= sums_o[At+:SumBits] + SumBits'(low);
          sums_o[At+SumBits+:SumBits] <= sums_o[At+SumBits+:SumBits] + SumBits'(high);
        end
      end
    end
  end
endmodule

`default_nettype wire
