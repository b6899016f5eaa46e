// SPDX-License-Identifier: MIT
// Operands and sums of a MAC: the lanes, T x T products a cycle, and what the drain reads of them.
`default_nettype none

module outer_products #(
  parameter int unsigned Lanes = 4,
  localparam int unsigned ABytes = tensor_pkg::a_bytes(Lanes),
  localparam int unsigned BBytes = 2 * tensor_pkg::BBytes,
  localparam int unsigned AWidth = $clog2(ABytes),
  localparam int unsigned BWidth = $clog2(BBytes),
  localparam int unsigned WriteWidth = AWidth > BWidth ? AWidth : BWidth,
  localparam int unsigned LaneWidth = $clog2(Lanes),
  localparam int unsigned IndexWidth = $clog2(Lanes * Lanes),
  localparam int unsigned Groups = tensor_pkg::most_groups(Lanes),
  localparam int unsigned GroupWidth = $clog2(Groups)
) (
  input  wire logic                             clk_i,
  input  wire logic                             rst_ni,
  // A word for the lanes.
  input  wire logic                             a_write_i,
  input  wire logic                             b_write_i,
  input  wire logic                             spread_i,
  input  wire logic                             zero_i,
  input  wire logic [LaneWidth-1:0]             lane_i,
  input  wire logic [WriteWidth-1:0]            write_address_i,
  input  wire logic [8*Lanes-1:0]               word_i,
  // Of the passes: a product; sums leave, and of what.
  input  wire logic                             product_i,
  input  wire logic [AWidth-1:0]                a_address_i,
  input  wire logic [BWidth-1:0]                b_address_i,
  input  wire logic                             unload_i,
  input  wire logic [GroupWidth-1:0]            group_i,
  input  wire logic                             high_i,
  input  wire logic                             low_i,
  // The drain's, a cycle later.
  input  wire logic [GroupWidth+IndexWidth-1:0] sum_address_i,
  output logic      [31:0]                      sum_o
);
  localparam int unsigned SumBits = 24;

  logic product_q, product_q2;
  logic [AWidth-1:0] a_address_q;
  logic [BWidth-1:0] b_address_q;
  logic [8*Lanes-1:0] a_bytes, b_bytes;

  always_ff @(posedge clk_i) begin
    {product_q2, product_q} <= {product_q, product_i};
    {a_address_q, b_address_q} <= {a_address_i, b_address_i};
  end

  // What goes into the lanes. Of T at once a cycle later, which the way from a bank takes; before the first product is read it is there.
  logic a_write, b_write, spread, zero;
  logic [LaneWidth-1:0] lane;
  logic [WriteWidth-1:0] write_address;
  logic [8*Lanes-1:0] word;
  later #(.Later(tensor_pkg::at_once(Lanes)), .Cycles(tensor_pkg::read_cycles(Lanes)), .Width(4 + LaneWidth + WriteWidth)) u_write (
    .clk_i,
    .bits_i({a_write_i, b_write_i, spread_i, zero_i, lane_i, write_address_i}),
    .bits_o({a_write, b_write, spread, zero, lane, write_address})
  );
  later #(.Later(tensor_pkg::at_once(Lanes)), .Width(8 * Lanes)) u_word (.clk_i, .bits_i(word_i), .bits_o(word));

  lanes #(.Lanes(Lanes)) u_lanes (
    .clk_i,
    .a_write_i      (a_write),
    .b_write_i      (b_write),
    .spread_i       (spread),
    .zero_i         (zero),
    .lane_i         (lane),
    .write_address_i(write_address),
    .data_i         (word),
    .a_address_i    (a_address_q),
    .b_address_i    (b_address_q),
    .a_o            (a_bytes),
    .b_o            (b_bytes)
  );

  logic take;
  logic signed [SumBits-1:0] array_sum;

  if (tensor_pkg::at_once(Lanes)) begin : g_at_once
    logic leave;

    wide_array #(.Lanes(Lanes)) u_array (
      .clk_i,
      .rst_ni,
      .valid_i(product_q2),
      .a_i    (a_bytes),
      .b_i    (b_bytes),
      .leave_i(leave),
      .take_i (take),
      .sum_o  (array_sum)
    );

    wide_sums #(
      .Lanes  (Lanes),
      .SumBits(SumBits)
    ) u_sums (
      .clk_i,
      .rst_ni,
      .unload_i,
      .group_i,
      .high_i,
      .low_i,
      .leave_o  (leave),
      .take_o   (take),
      .sum_i    (array_sum),
      .address_i(sum_address_i),
      .sum_o
    );
  end else begin : g_one_by_one
    logic ahead;
    logic [IndexWidth-1:0] ahead_index, index;

    mac_array #(.Lanes(Lanes)) u_array (
      .clk_i,
      .rst_ni,
      .valid_i(product_q2),
      .a_i    (a_bytes),
      .b_i    (b_bytes),
      .take_i (take),
      .ahead_i      (ahead),
      .ahead_index_i(ahead_index),
      .sum_o  (array_sum),
      .index_o(index)
    );

    partial_sums #(
      .Lanes  (Lanes),
      .SumBits(SumBits)
    ) u_sums (
      .clk_i,
      .rst_ni,
      .unload_i,
      .group_i,
      .high_i,
      .low_i,
      .take_o   (take),
      .ahead_o      (ahead),
      .ahead_index_o(ahead_index),
      .sum_i    (array_sum),
      .index_i  (index),
      .address_i(sum_address_i),
      .sum_o
    );
  end
endmodule

`default_nettype wire
