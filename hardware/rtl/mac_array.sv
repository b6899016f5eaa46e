// SPDX-License-Identifier: MIT
// T x T products a cycle of the bytes of T and T lanes, each added to its accumulator; the sums leave one after the other.
`default_nettype none

module mac_array #(
  parameter int unsigned Lanes = 4,
  localparam int unsigned Area = Lanes * Lanes,
  localparam int unsigned IndexWidth = $clog2(Area)
) (
  input  wire logic                   clk_i,
  input  wire logic                   rst_ni,
  input  wire logic                   valid_i,
  input  wire logic [8*Lanes-1:0]     a_i,
  input  wire logic [8*Lanes-1:0]     b_i,
  // Three cycles after the last product or later: the sum at the output goes, the next one comes; after the last all are 0.
  input  wire logic                   take_i,
  input  wire logic [IndexWidth-1:0]  index_i,
  // That of A lane i and B lane j has index j * Lanes + i.
  output logic signed          [23:0] sum_o
);
  logic add_q, shift;
  logic [Lanes-1:0] a_negative_q, b_negative_q;
  always_ff @(posedge clk_i) begin
    add_q <= valid_i;
    for (int i = 0; i < Lanes; i++) begin
      a_negative_q[i] <= a_i[8*i+7];
      b_negative_q[i] <= b_i[8*i+7];
    end
  end
  assign shift = take_i || !rst_ni;
  wire clear_upper = (take_i && &index_i) || !rst_ni;

  logic [15:0] chain[Area/2+1];
  logic [7:0] upper[Area];
  assign chain[Area/2] = '0;
  for (genvar j = 0; j < Lanes; j++) begin : g_column
    for (genvar i = 0; i < Lanes; i += 2) begin : g_pair
      localparam int unsigned At = j * Lanes + i;
      sum_pair u_pair (
        .clk_i,
        .a_low_i      (a_i[8*i+:8]),
        .a_high_i     (a_i[8*(i+1)+:8]),
        .b_i          (b_i[8*j+:8]),
        .add_i        (add_q),
        .a_negative_i (a_negative_q[i+:2]),
        .b_negative_i (b_negative_q[j]),
        .shift_i      (shift),
        .next_i       (chain[At/2+1]),
        .clear_upper_i(clear_upper),
        .sum_o        (chain[At/2]),
        .upper_o      ({upper[At+1], upper[At]})
      );
    end
  end
  assign sum_o = {upper[index_i], chain[0]};
endmodule

`default_nettype wire
