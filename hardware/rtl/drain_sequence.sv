// SPDX-License-Identifier: MIT
// The order of a drain, a token a cycle: for each column what is read for it, then its results.
`default_nettype none

module drain_sequence #(
  parameter int unsigned Lanes = 4,
  localparam int unsigned LaneWidth = $clog2(Lanes)
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  input  wire logic                 residual_i,
  input  wire logic                 wide_i,
  input  wire logic                 mask_i,
  input  wire logic                 accumulate_i,
  // The pass that ends with this cycle.
  input  wire logic                 start_i,
  input  wire logic                 high_i,
  input  wire logic [LaneWidth-1:0] columns_i,
  input  wire logic                 last_group_i,
  output logic [tensor_pkg::TokenBits-1:0]   token_o
);
  logic [2:0] kind_q, first_kind, next_kind;
  logic last_group_q;
  logic [LaneWidth-1:0] lane_q, column_q, columns_q;
  logic [1:0] wait_q;

  wire lane_last = &lane_q;
  wire column_last = lane_last
    && (kind_q == tensor_pkg::TokenHigh || kind_q == tensor_pkg::TokenWrite || (kind_q == tensor_pkg::TokenResult && !accumulate_i));
  wire last = column_last && column_q == columns_q;

  assign first_kind = residual_i ? tensor_pkg::TokenResidualHigh : mask_i ? tensor_pkg::TokenMask : tensor_pkg::TokenResult;

  always_comb begin
    next_kind = kind_q;
    unique case (kind_q)
      tensor_pkg::TokenResidualHigh: next_kind = wide_i ? tensor_pkg::TokenResidualLow : mask_i ? tensor_pkg::TokenMask : tensor_pkg::TokenWait;
      tensor_pkg::TokenResidualLow:  next_kind = mask_i ? tensor_pkg::TokenMask : tensor_pkg::TokenWait;
      tensor_pkg::TokenMask:         next_kind = tensor_pkg::TokenWait;
      tensor_pkg::TokenWait:         if (wait_q == 2'(tensor_pkg::Waits - 1)) next_kind = tensor_pkg::TokenResult;
      tensor_pkg::TokenResult:       next_kind = accumulate_i ? (!lane_q[0] ? tensor_pkg::TokenResult : tensor_pkg::TokenWrite) : lane_last ? first_kind : tensor_pkg::TokenResult;
      tensor_pkg::TokenWrite:        next_kind = !lane_q[0] ? tensor_pkg::TokenWrite : tensor_pkg::TokenResult;
      default: ;
    endcase
    if (last) next_kind = tensor_pkg::TokenNone;
  end

  assign token_o = {last_group_q, last, column_last, kind_q};

  always_ff @(posedge clk_i) begin
    kind_q <= next_kind;
    wait_q <= (kind_q == tensor_pkg::TokenWait) ? wait_q + 2'd1 : '0;
    if (kind_q == tensor_pkg::TokenHigh || kind_q == tensor_pkg::TokenWrite || (kind_q == tensor_pkg::TokenResult && !accumulate_i)) lane_q <= lane_q + 1'b1;
    // Accumulators are read and written two by two: a word takes a cycle to be there, or its total one to be written.
    else if (kind_q == tensor_pkg::TokenResult) lane_q[0] <= !lane_q[0];
    if (column_last) column_q <= column_q + 1'b1;
    if (start_i) begin
      kind_q <= high_i ? tensor_pkg::TokenHigh : first_kind;
      lane_q <= '0;
      column_q <= '0;
      columns_q <= high_i ? '1 : columns_i;
      last_group_q <= last_group_i;
    end
    if (!rst_ni) kind_q <= tensor_pkg::TokenNone;
  end
endmodule

`default_nettype wire
