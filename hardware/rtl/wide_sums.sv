// SPDX-License-Identifier: MIT
// Sums of a pass on their way to the drain, which follows them: they come one a cycle, those of a lo plane are added to 256 times the hi plane's.
`default_nettype none

module wide_sums #(
  parameter int unsigned Lanes = 8,
  parameter int unsigned SumBits = 24,
  localparam int unsigned Groups = tensor_pkg::most_groups(Lanes),
  localparam int unsigned GroupWidth = $clog2(Groups),
  localparam int unsigned IndexWidth = $clog2(Lanes * Lanes)
) (
  input  wire logic                      clk_i,
  input  wire logic                      rst_ni,
  // Right after the pass's last product; and what the sums are of. Where it comes before Lanes * Lanes cycles, the rest of those before is lost.
  input  wire logic                      unload_i,
  input  wire logic [GroupWidth-1:0]     group_i,
  input  wire logic                      high_i,
  input  wire logic                      low_i,
  // The array's sums: all at once; then one after the other.
  output logic                           leave_o,
  output logic                           take_o,
  input  wire logic signed [SumBits-1:0] sum_i,
  // The drain's, a cycle later: one that comes in this cycle, too.
  input  wire logic [GroupWidth+IndexWidth-1:0] address_i,
  output logic      [31:0]               sum_o
);
  // The array is a pipeline: so many cycles after the control's.
  localparam int unsigned Delay = 3;

  typedef struct packed {
    logic [GroupWidth-1:0] group;
    logic high;
    logic low;
  } kind_t;
  // Of the pass that left the control, whose hi sums are read, whose sums are written.
  kind_t kind_q, reads_q, writes_q;
  logic [Delay:1] unload_q;
  assign leave_o = unload_q[Delay];

  // A hi sum is read a cycle before its lo sum comes.
  logic going_q;
  logic [IndexWidth-1:0] next_q, index_q, ahead;
  wire reads = leave_o || going_q;
  assign ahead = leave_o ? '0 : next_q;

  (* no_rw_check *)
  logic [31:0] sums[1<<(GroupWidth+IndexWidth)];
  logic [SumBits-1:0] high_q;
  wire [SumBits-1:0] added = SumBits'($signed(sum_i[SumBits-1:8])) + (writes_q.low ? high_q : '0);
  wire [31:0] total = writes_q.high ? {sum_i, 8'b0} : {added, sum_i[7:0]};
  wire [GroupWidth+IndexWidth-1:0] write_address = {writes_q.group, index_q};

  always_ff @(posedge clk_i) begin
    unload_q <= {unload_q[Delay-1:1], unload_i};
    if (unload_i) kind_q <= {group_i, high_i, low_i};
    if (unload_q[Delay-1]) reads_q <= kind_q;
    writes_q <= reads_q;
    next_q <= ahead + 1'b1;
    going_q <= reads && !(&ahead);
    take_o <= reads;
    index_q <= ahead;
    high_q <= sums[{reads_q.group, ahead}][31:8];
    sum_o <= (take_o && write_address == address_i) ? total : sums[address_i];
    if (take_o) sums[write_address] <= total;
    if (!rst_ni) begin
      unload_q <= '0;
      going_q <= 1'b0;
      take_o <= 1'b0;
    end
  end
endmodule

`default_nettype wire
