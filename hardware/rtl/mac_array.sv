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
  // Four cycles after the last product or later: the sum at the output goes, the next one comes; after the last all are 0.
  input  wire logic                   take_i,
  // In the next cycle one is taken: this one.
  input  wire logic                   ahead_i,
  input  wire logic [IndexWidth-1:0]  ahead_index_i,
  // That of A lane i and B lane j has index j * Lanes + i.
  output logic signed          [23:0] sum_o,
  output logic       [IndexWidth-1:0] index_o
);
  logic add_q;
  always_ff @(posedge clk_i) add_q <= valid_i;
  wire shift = take_i || !rst_ni;

  logic [15:0] chain[Area/2+1];
  logic [3:0] turns[Area];
  assign chain[Area/2] = '0;
  for (genvar j = 0; j < Lanes; j++) begin : g_column
    for (genvar i = 0; i < Lanes; i += 2) begin : g_pair
      localparam int unsigned At = j * Lanes + i;
      sum_pair u_pair (
        .clk_i,
        .a_low_i (a_i[8*i+:8]),
        .a_high_i(a_i[8*(i+1)+:8]),
        .b_i     (b_i[8*j+:8]),
        .add_i   (add_q),
        .shift_i (shift),
        .next_i  (chain[At/2+1]),
        .sum_o   (chain[At/2]),
        .turns_o ({turns[At+1], turns[At]})
      );
    end
  end

  function automatic logic [1:0] third(input logic [1:0] code);
    third = (&code) ? 2'd1 : code;
  endfunction

  // Bits above the 16, of one sum after the other, and of the one that is taken: what they were when they were last looked
  // at, and how far its turns were. So often as they are looked at, at most 6 of 12 were made. A reset lasts for all of them.
  (* no_rw_check *)
  logic [12:0] uppers[Area];
  logic [IndexWidth-1:0] turn_q, at;
  logic [3:0] turns_q, turns_before;
  logic [7:0] upper_before;
  logic took_q, clear_before;
  assign at = ahead_i ? ahead_index_i : turn_q;
  // What they were further modulo 4 and modulo 3 says it from -5 to 6.
  logic [1:0] by4, by3;
  // Without the carries of a difference.
  assign by4[0] = ^{turns_q[1:0], turns_before[1:0]};
  assign by4[1] = turns_q[1] ^ turns_before[1] ^ (!(^turns_q[1:0]) && (^turns_before[1:0]));
  always_comb begin
    by3 = third(turns_q[3:2]);
    if (third(turns_before[3:2]) == 2'd1) by3 = (by3 == '0) ? 2'd2 : by3 - 2'd1;
    if (third(turns_before[3:2]) == 2'd2) by3 = (by3 == 2'd2) ? '0 : by3 + 2'd1;
  end
  logic signed [3:0] more;
  always_comb begin
    more = signed'({2'b0, by4});
    for (int n = -5; n <= 6; n++) begin
      if (by4 == 2'(n + 8) && by3 == 2'((n + 6) % 3)) more = 4'(n);
    end
  end
  // Cleared before the adder: what they are changed by comes later.
  wire [7:0] upper = (upper_before & ~{8{clear_before}}) + 8'(more);
  assign sum_o = {upper, chain[0]};

  always_ff @(posedge clk_i) begin
    if (!ahead_i) turn_q <= turn_q + 1'b1;
    index_o <= at;
    turns_q <= turns[at];
    {clear_before, upper_before, turns_before} <= uppers[at];
    took_q <= take_i;
    // Never where it is read: what is read right after a clear is not used.
    if (shift || !(took_q || ahead_i)) uppers[index_o] <= {shift, upper, turns_q};
  end
endmodule

`default_nettype wire
