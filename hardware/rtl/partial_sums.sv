// SPDX-License-Identifier: MIT
// Sums of a pass on their way to the drain: they leave the array one a cycle, those of a lo plane are added to 256 times the hi plane's.
`default_nettype none

module partial_sums #(
  parameter int unsigned Lanes = 4,
  parameter int unsigned SumBits = 24,
  localparam int unsigned Groups = tensor_pkg::most_groups(Lanes),
  localparam int unsigned GroupWidth = $clog2(Groups),
  localparam int unsigned IndexWidth = $clog2(Lanes * Lanes)
) (
  input  wire logic                      clk_i,
  input  wire logic                      rst_ni,
  // Lanes * Lanes cycles, the first of them right after the pass's last product; and what the sums are of.
  input  wire logic                      unload_i,
  input  wire logic [GroupWidth-1:0]     group_i,
  input  wire logic                      high_i,
  input  wire logic                      low_i,
  // The array's sums, and which it gives.
  output logic                           take_o,
  // In the next cycle one is taken, and which.
  output logic                           ahead_o,
  output logic      [IndexWidth-1:0]     ahead_index_o,
  input  wire logic signed [SumBits-1:0] sum_i,
  input  wire logic        [IndexWidth-1:0] index_i,
  // The drain's, a cycle later.
  input  wire logic [GroupWidth+IndexWidth-1:0] address_i,
  output logic      [31:0]               sum_o
);
  // The array is a pipeline: from a product to its sum it takes as many cycles.
  localparam int unsigned Delay = 5;

  logic [Delay+1:1] unload_q;
  logic [GroupWidth-1:0] group_q;
  logic high_q, low_q;
  logic [IndexWidth-1:0] index_q;
  assign ahead_o = unload_q[Delay-1];
  assign take_o = unload_q[Delay];

  (* no_rw_check *)
  logic [31:0] sums[1<<(GroupWidth+IndexWidth)];
  // A register stands before the adder. What is added is left out behind that: there a LUT has an input free.
  logic [31:0] own_q;
  wire [SumBits-1:0] added = own_q[31:8] + sum_o[31:8];

  always_ff @(posedge clk_i) begin
    unload_q <= {unload_q[Delay:1], unload_i};
    if (!rst_ni) unload_q <= '0;
    // Taken when the last sum of the pass before was written; it changes before the last of this one was.
    if (unload_i && unload_q[Delay-2]) {group_q, high_q, low_q} <= {group_i, high_i, low_i};
    ahead_index_o <= ahead_o ? ahead_index_o + 1'b1 : '0;
    index_q <= index_i;
    own_q <= high_q ? {sum_i, 8'b0} : 32'(sum_i);
    // While the last of a hi plane come, the drain may read the first.
    sum_o <= sums[take_o && low_q ? {group_q, index_i} : address_i];
    if (unload_q[Delay+1]) sums[{group_q, index_q}] <= {low_q ? added : own_q[31:8], own_q[7:0]};
  end
endmodule

`default_nettype wire
