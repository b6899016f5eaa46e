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
  localparam logic [2:0] StartRow = 3'd0;
  localparam logic [5:0] ABase = 6'd3, BBase = 6'd4, Start = 6'd8, Size = 6'd12;
  localparam int unsigned CountBits = tensor_pkg::CountBits;
  localparam int unsigned PlaceBits = tensor_pkg::PlaceBits;

  // Rows of loops, innermost last: those of A stand at 4 to 7, those of B from 10 on. The first of each is where it starts.
  // Words 16 to 19 are loops of A, those to 31 loops of B, two words each.
  wire is_a = index_i[5:2] == 4'b0100;
  wire is_b = index_i[4] && !is_a;
  wire is_base = index_i == ABase || index_i == BBase;
  wire [3:0] write_row = is_a ? {2'b01, index_i[1:0]} : is_b ? {1'b1, index_i[3:1]} : {index_i != ABase, StartRow};
  wire second = (is_b && index_i[0]) || index_i == Start;

  (* no_rw_check *)
  logic [CountBits+17:0] jumps[16];
  // The turn that a loop begins next, and whether that is its last; jumps of coordinates, but for the sign of y's.
  (* no_rw_check *)
  logic [CountBits+2*PlaceBits-1:0] loops[16];
  // Loops of a single turn: of the walk, at first A's, and of B.
  logic [7:2] single_q, single_b_q;
  wire is_single = data_i[CountBits-1:0] == '0, is_double = data_i[CountBits-1:0] == CountBits'(1);
  // Of B's size the inverse: to compare with it takes no cells beside the carries.
  logic [PlaceBits-2:0] not_height_q, not_width_q;

  always_ff @(posedge clk_i) begin
    if (word_i) begin
      if ((is_a || is_b || is_base) && !second) jumps[write_row][CountBits+16:0] <= {is_double, data_i[CountBits-1:0], data_i[31:16]};
      if (second) jumps[write_row][CountBits+17] <= data_i[PlaceBits-1];
      if (index_i == ABase) single_q <= '1;
      else if (is_a) single_q <= {is_single, single_q[7:3]};
      if (is_b && !second) single_b_q <= {is_single, single_b_q[7:3]};
      if (index_i == Size) {not_width_q, not_height_q} <= ~{data_i[16+:PlaceBits-1], data_i[PlaceBits-2:0]};
    end
    if (start_i && walk_b_i) single_q <= single_b_q;
  end

  // Of loops with more than one turn the innermost counts up, or one outside it, and then the innermost begins anew. 0: there is none.
  logic [2:0] inner;
  // It, and those inside it.
  logic [6:2] innermost;
  always_comb begin
    inner = '0;
    for (int i = 2; i < 8; i++) if (!single_q[i]) inner = 3'(i);
    for (int i = 2; i < 7; i++) innermost[i] = (single_q | 6'((1 << (i - 1)) - 1)) == '1;
  end

  // The walk: which loops outside it are at their end; the innermost that is not counts up where the innermost of all does not. Its row is at hand.
  logic walk_b_q, ended_q;
  logic [6:2] at_end_q, at_end_d;
  logic [2:0] outer;
  // The innermost counts up next.
  logic inner_q;
  // Of the loop that counts up next, the turn that it begins: it has just counted, or it began anew, or what was kept of it.
  logic [CountBits-1:0] turn_q, kept_q, turn;
  logic again_q, new_q, turn_last_q, kept_last_q, row_double;
  logic [6:2] new_loops_q, new_loops_d;
  logic signed [PlaceBits-1:0] y_q, x_q;
  logic [CountBits-1:0] row_count;
  logic [15:0] row_jump;
  logic signed [PlaceBits-1:0] row_y, row_x;

  // The step to where it starts comes a cycle after the place was set to 0, all loops to their ends: so they begin anew.
  logic start_q;
  wire walk_b = start_i ? walk_b_i : walk_b_q;
  wire last = &at_end_q && !inner_q;
  wire steps = advance_i && !last;
  wire goes = start_q || steps;
  wire [3:0] loops_row = steps ? {walk_b_q, inner_q ? inner : outer} : write_row;
  assign turn = again_q ? turn_q : new_q ? CountBits'(2) : kept_q;
  // A step ends a loop: known since the step before. The innermost is never what was kept.
  wire leaves = inner_q && (again_q ? turn_last_q : row_double);
  wire outer_last = new_q ? row_double : kept_last_q;
  wire next_last = turn == row_count;
  // Whether a step leaves the innermost loop comes late, from a row: all else of the next row is known before.
  wire [2:0] row = start_i ? StartRow : leaves ? outer : inner;

  // What a step of another loop than the innermost makes of them.
  always_comb begin
    at_end_d = at_end_q;
    new_loops_d = new_loops_q;
    outer = '0;
    for (int i = 2; i < 7; i++) begin
      // All inside it are at their end.
      if ((at_end_q | 5'((1 << (i - 1)) - 1)) == '1) begin
        at_end_d[i] = at_end_q[i] ? single_q[i] || innermost[i] : outer_last;
        new_loops_d[i] = at_end_q[i];
      end
      if (!at_end_q[i]) outer = 3'(i);
    end
  end

  always_ff @(posedge clk_i) begin
    // Until the next step what was read stays.
    if (start_i || goes) begin
      {row_y[PlaceBits-1], row_double, row_count, row_jump} <= jumps[{walk_b, row}];
      {kept_q, kept_last_q, row_y[PlaceBits-2:0], row_x} <= loops[{walk_b, row}];
    end
    if (word_i && second) loops[loops_row][2*PlaceBits-2:0] <= {data_i[PlaceBits-2:0], data_i[16+:PlaceBits]};
    if (steps) loops[loops_row][2*PlaceBits-1+:CountBits+1] <= {turn + 1'b1, next_last};
    if (goes) begin
      turn_q <= turn + 1'b1;
      turn_last_q <= next_last;
      again_q <= inner_q && !leaves;
      new_q <= !leaves || new_loops_q[outer];
      inner_q <= inner != '0 && !leaves;
    end
    if (goes && !inner_q) begin
      new_loops_q <= new_loops_d;
      at_end_q <= at_end_d;
    end
    start_q <= start_i;
    if (start_i) begin
      walk_b_q <= walk_b_i;
      at_end_q <= '1;
      inner_q <= 1'b0;
      {address_o, y_q, x_q} <= '0;
    end else if (goes) begin
      address_o <= address_o + AddressWidth'(row_jump);
      y_q <= y_q + row_y;
      x_q <= x_q + row_x;
    end
    if (start_q) ended_q <= 1'b0;
    else if (advance_i && last) ended_q <= 1'b1;
  end

  logic above_y, above_x;
  logic [PlaceBits-2:0] unused_y, unused_x;
  assign {above_y, unused_y} = {1'b0, y_q[PlaceBits-2:0]} + {1'b0, not_height_q} + PlaceBits'(1);
  assign {above_x, unused_x} = {1'b0, x_q[PlaceBits-2:0]} + {1'b0, not_width_q} + PlaceBits'(1);
  wire covered = !y_q[PlaceBits-1] && !x_q[PlaceBits-1] && !above_y && !above_x;
  assign zero_o = ended_q || (walk_b_q && !covered);
endmodule

`default_nettype wire
