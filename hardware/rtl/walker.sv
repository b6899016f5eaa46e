// SPDX-License-Identifier: MIT
// Affine address generator: a word a cycle of the walks of a MAC, and whether it is one of zeros.
`default_nettype none
// Waived: of the words and of jumps, the bits that the address has not.
/* verilator lint_off UNUSEDSIGNAL */

module walker #(
  parameter int unsigned AddressWidth = 15
) (
  input  wire logic                    clk_i,
  // Words of the instruction as they are fetched.
  input  wire logic                    word_i,
  input  wire logic [5:0]              index_i,
  input  wire logic [31:0]             data_i,
  // The first word of walk A or B stands at the output from the next cycle but one on.
  input  wire logic                    start_i,
  input  wire logic                    walk_b_i,
  input  wire logic                    advance_i,
  output logic      [AddressWidth-1:0] address_o,
  output logic                         zero_o
);
  localparam int unsigned Loops = 6;
  localparam logic [2:0] StartRow = 3'd7;
  localparam int unsigned ALoops = 4;
  localparam logic [5:0] ABase = 6'd3, BBase = 6'd4, Start = 6'd5, Size = 6'd6, AFirst = 6'd17, BFirst = 6'd21;
  localparam int unsigned CountBits = tensor_pkg::CountBits;
  localparam int unsigned PlaceBits = tensor_pkg::PlaceBits;

  // Rows of loops: those of A stand at 2 to 5, innermost last as in B; those of B from 8 on. The last of each is where it starts.
  // Words 17 to 20 are loops of A, those from 21 on of B.
  wire after_a = index_i[3] || (index_i[2] && index_i[1:0] != '0);
  wire is_a = index_i[5:4] == 2'd1 && !after_a && index_i[2:0] != '0;
  wire is_b = index_i[5] || (index_i[4] && after_a);
  wire [3:0] b_word = index_i[3:0] - BFirst[3:0];
  wire [3:0] loop_row = is_a ? {1'b0, index_i[2:0] - AFirst[2:0] + 3'(Loops - ALoops)} : {1'b1, b_word[3:1]};
  wire is_base = index_i == ABase || index_i == BBase;
  wire [3:0] write_row = (is_base || index_i == Start) ? {index_i != ABase, StartRow} : loop_row;
  wire second = (is_b && b_word[0]) || index_i == Start;

  (* no_rw_check *)
  logic [CountBits+15:0] jumps[16];
  // How often a loop has turned, and jumps of coordinates.
  (* no_rw_check *)
  logic [CountBits+2*PlaceBits-1:0] loops[16];
  // Loops of a single turn.
  logic [Loops-1:0] single_a_q, single_b_q;
  logic [PlaceBits-2:0] height_q, width_q;

  always_ff @(posedge clk_i) begin
    if (word_i) begin
      if ((is_a || is_b || is_base) && !second) jumps[write_row] <= {data_i[CountBits-1:0], data_i[31:16]};
      if (is_a) single_a_q[write_row[2:0]] <= data_i[CountBits-1:0] == '0;
      if (is_b && !second) single_b_q[write_row[2:0]] <= data_i[CountBits-1:0] == '0;
      unique case (index_i)
        ABase: single_a_q <= '1;
        Size: {width_q, height_q} <= {data_i[16+:PlaceBits-1], data_i[PlaceBits-2:0]};
        default: ;
      endcase
    end
  end

  // The walk: which loops are at their end; the innermost that is not counts up next, its row is at hand.
  logic walk_b_q, last_q, ended_q;
  logic [Loops-1:0] at_end_q, at_end_d, single;
  // Of the loop that counts up next: it has just done so, or it began anew, or what was kept of it.
  logic [CountBits-1:0] turn_q, kept_q, turned;
  logic again_q, new_q;
  logic [Loops-1:0] new_loops_q, new_loops_d;
  logic [2:0] loop_q, loop_d;
  logic signed [PlaceBits-1:0] y_q, x_q;
  logic [CountBits-1:0] row_count;
  logic [15:0] row_jump;
  logic signed [PlaceBits-1:0] row_y, row_x;

  // The step to where it starts comes a cycle after the place was set to 0.
  logic start_q;
  wire walk_b = start_i ? walk_b_i : walk_b_q;
  wire steps = advance_i && !last_q && !start_q;
  wire [2:0] row = start_i ? StartRow : loop_d;
  wire [3:0] loops_row = steps ? {walk_b_q, loop_q} : write_row;
  assign turned = again_q ? turn_q : new_q ? '0 : kept_q;
  wire [CountBits-1:0] turn = turned + 1'b1;
  assign single = walk_b_q ? single_b_q : single_a_q;

  always_comb begin
    at_end_d = at_end_q;
    for (int i = 0; i < Loops; i++) begin
      if (start_q || (steps && 3'(i) > loop_q)) at_end_d[i] = single[i];
      else if (steps && 3'(i) == loop_q) at_end_d[i] = turn == row_count;
      new_loops_d[i] = start_q || (steps ? 3'(i) > loop_q || (3'(i) != loop_q && new_loops_q[i]) : new_loops_q[i]);
    end
    loop_d = '0;
    for (int i = 0; i < Loops; i++) if (!at_end_d[i]) loop_d = 3'(i);
  end

  always_ff @(posedge clk_i) begin
    {row_count, row_jump} <= jumps[{walk_b, row}];
    {kept_q, row_y, row_x} <= loops[{walk_b, row}];
    if (word_i && second) loops[loops_row][2*PlaceBits-1:0] <= {data_i[PlaceBits-1:0], data_i[16+:PlaceBits]};
    if (steps) loops[loops_row][2*PlaceBits+:CountBits] <= turn;
    // Until the next step what was kept is read again.
    if (steps || start_q) begin
      turn_q <= turn;
      again_q <= !start_q && loop_d == loop_q;
      new_q <= new_loops_d[loop_d];
    end
    new_loops_q <= new_loops_d;
    at_end_q <= at_end_d;
    loop_q <= loop_d;
    last_q <= &at_end_d;
    start_q <= start_i;
    if (start_i) begin
      walk_b_q <= walk_b_i;
      {address_o, y_q, x_q} <= '0;
    end else if (start_q || steps) begin
      address_o <= address_o + AddressWidth'(row_jump);
      y_q <= y_q + row_y;
      x_q <= x_q + row_x;
    end
    if (start_q) ended_q <= 1'b0;
    else if (advance_i && last_q) ended_q <= 1'b1;
  end

  wire covered = !y_q[PlaceBits-1] && !x_q[PlaceBits-1]
    && y_q[PlaceBits-2:0] < height_q && x_q[PlaceBits-2:0] < width_q;
  assign zero_o = ended_q || (walk_b_q && !covered);
endmodule

`default_nettype wire
