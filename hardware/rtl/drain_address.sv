// SPDX-License-Identifier: MIT
// Addresses of a drain: of its results, its residual and its mask, all on the same columns. One adder walks them all, each when its turn comes.
// Those of REQ and UPD as well: their int32 stand for results, the words of both planes for a residual.
`default_nettype none
// Waived: bits of words that the addresses have not, and what of a token is not of addresses.
/* verilator lint_off UNUSEDSIGNAL */

module drain_address #(
  parameter int unsigned AddressWidth = 15,
  parameter int unsigned Lanes = 4,
  localparam int unsigned LaneWidth = $clog2(Lanes)
) (
  input  wire logic                    clk_i,
  // Words of the instruction as they are fetched.
  input  wire logic                    word_i,
  input  wire logic [5:0]              index_i,
  input  wire logic [31:0]             data_i,
  // A MAC starts, or REQ or UPD, and is at work.
  input  wire logic                    start_i,
  input  wire logic                    element_start_i,
  input  wire logic                    element_i,
  // Of what REQ or UPD wants the address three cycles later: the next one; of results the next T, or the last of these T.
  input  wire logic [2:0]              element_step_i,
  input  wire logic                    element_next_i,
  input  wire logic                    element_last_i,
  // The int32 after this one, in the next cycle.
  input  wire logic                    element_lane_i,
  input  wire logic                    accumulate_i,
  // A token three cycles before it has the port, two before, and the one that has it.
  input  wire logic [tensor_pkg::TokenBits-1:0] ahead_i,
  input  wire logic [tensor_pkg::TokenBits-1:0] early_i,
  input  wire logic [tensor_pkg::TokenBits-1:0] token_i,
  output logic      [AddressWidth-1:0] address_o,
  // Of the instruction, when nothing is stepped: of a MAC the threshold's word; of a UPD the upper half of that with its step.
  output logic      [31:0]             word_o
);
  localparam logic [5:0] RowWord = 6'd11, LaneWord = 6'd15;

  // What is walked, by the kinds of tokens. Place is -NX at the begin of a row, -1 at its last column.
  localparam logic [2:0] Residual = tensor_pkg::TokenResidualHigh, Low = tensor_pkg::TokenResidualLow;
  localparam logic [2:0] Mask = tensor_pkg::TokenMask, Result = tensor_pkg::TokenResult, Place = tensor_pkg::TokenWrite;
  // Of each is kept: that of the column; of its tile's first in this group; the next one's in group 0, at last the next tile's.
  // Where it begins the instruction says.
  localparam logic [1:0] Column = 2'd0, Group = 2'd1, Tile = 2'd2, Begin = 2'd3;
  // What is added: numbers of our own, or words 4 to 15 of the instruction, by what is walked.
  localparam logic [2:0] Taken = 3'b100, Next = 3'b101, Last = 3'b110, Nothing = 3'b111;
  localparam logic [2:0] NextColumn = 3'd1, NextRow = 3'd2, NextGroup = 3'd3;
  localparam logic [5:0] ThresholdWord = 6'd32, StepWord = 6'd2;

  // At the start a step for each: Mask, Residual, Result, Place, Low.
  logic [2:0] start_q;

  // A column's token of a kind finds where that is, its waits and results where the next column's is.
  wire [2:0] kind = ahead_i[2:0];
  wire is_result = kind == tensor_pkg::TokenResult, is_wait = kind == tensor_pkg::TokenWait;
  // Of the results 0 is the first; the last wait has the highest number.
  logic [LaneWidth-1:0] count_q;
  // The first column of a drain, the first group.
  logic first_q, first_group_q, row_q;
  wire words = kind == Residual || kind == Low || kind == Mask;
  wire finds = words || (is_result && count_q == '0);
  wire is_mask_next = is_result && count_q == LaneWidth'(1);
  wire goes_on = (is_wait && count_q[1]) || is_mask_next || (is_result && count_q == LaneWidth'(2));
  wire places = ahead_i[tensor_pkg::TokenColumnLast] && kind[2:1] == Place[2:1];
  // The same columns come once more, for the next group.
  wire returns = early_i[tensor_pkg::TokenLast] && !early_i[tensor_pkg::TokenLastGroup];

  // What is stepped is known a cycle before it is.
  logic [2:0] stream, next_stream;
  always_comb begin
    next_stream = start_q | element_step_i;
    if (finds) next_stream |= kind;
    if (is_wait) next_stream |= {2'b01, count_q[0]};
    if (goes_on && is_result) next_stream |= is_mask_next ? Mask : Result;
    if (places) next_stream |= Place;
  end
  logic starts_q, finds_q, goes_on_q, places_q, next_q, last_q;
  always_ff @(posedge clk_i) begin
    stream <= next_stream;
    starts_q <= start_q != '0;
    finds_q <= finds || element_step_i[1];
    goes_on_q <= goes_on;
    places_q <= places;
    next_q <= element_next_i;
    last_q <= element_last_i;
  end
  wire steps = starts_q || finds_q || goes_on_q || places_q;

  // A step adds a jump to what is kept, and keeps the sum.
  logic [1:0] from_kind, to_kind;
  logic [2:0] added;
  logic carry;
  // REQ and UPD have one place for both planes, and the distance between them.
  wire low_starts = starts_q && element_i && stream == Low;
  always_comb begin
    from_kind = first_q ? Group : Column;
    to_kind = Column;
    added = Nothing;
    carry = 1'b0;
    if (starts_q) begin
      from_kind = low_starts ? Tile : Begin;
      to_kind = (stream == Place) ? Group : Tile;
      carry = stream == Place;
      if (element_i) added = low_starts ? NextColumn : Taken;
    end else if (element_i) begin
      from_kind = Tile;
      to_kind = last_q ? Column : Tile;
      carry = next_q && stream != Result;
      added = last_q ? Last : Next;
    end else if (places_q) begin
      from_kind = returns ? Group : row_q ? Begin : first_q ? Group : Column;
      to_kind = early_i[tensor_pkg::TokenLast] ? Group : Column;
      carry = !returns;
    end else if (goes_on_q) begin
      to_kind = first_group_q ? Tile : Column;
      added = row_q ? NextRow : NextColumn;
    end else begin
      if (first_group_q) from_kind = Tile;
      to_kind = first_q ? Group : Column;
      if (first_q && !first_group_q) added = NextGroup;
    end
  end
  // A MAC's places and jumps have words by what is walked; REQ and UPD have words 3 and 4.
  wire [5:0] begins = element_i ? {3'b0, !stream[2], {2{stream[2]}}} : {2'b0, stream[0], !stream[0], stream[2:1]};
  wire [5:0] kept = {1'b1, stream[2:1], stream[0] && !low_starts, from_kind};
  wire [5:0] from = !steps ? ThresholdWord : (from_kind == Begin) ? begins : kept;
  wire [5:0] jump = !steps ? (element_i ? StepWord : ThresholdWord) : {{2{added[2]}}, added[1:0], stream[2], stream[1] && !low_starts};
  assign word_o = {high_q, low_q};

  // Low halves of the instruction's words, and what is kept; high halves, and what else is added.
  (* no_rw_check *)
  logic [15:0] lows[64], highs[64];
  initial begin
    for (int i = 0; i < 64; i++) begin
      lows[i] = '0;
      highs[i] = '0;
    end
    highs[{1'b1, Taken, Residual[2:1]}] = '1;
    highs[{1'b1, Taken, Result[2:1]}] = -16'(Lanes);
    highs[{1'b1, Next, Result[2:1]}] = 16'(Lanes);
    highs[{1'b1, Last, Result[2:1]}] = 16'(Lanes - 1);
  end
  logic [15:0] low_q, high_q;
  logic carry_q, step_q, shows_q, place_q;
  logic [5:0] to_q;
  wire [15:0] sum = low_q + high_q + 16'(carry_q);
  logic [AddressWidth-1:0] lane_jump_q;
  // It is the inverse, and one more is added.
  logic back_q;

  always_ff @(posedge clk_i) begin
    low_q <= lows[from];
    high_q <= highs[jump];
    if (word_i || step_q) begin
      lows[word_i ? index_i : to_q] <= !word_i ? sum : (index_i == RowWord) ? ~data_i[15:0] : data_i[15:0];
    end
    if (word_i) highs[index_i] <= data_i[31:16];
    // That of the instructions which have no such word is 1.
    if (word_i && (index_i == '0 || index_i == LaneWord)) begin
      lane_jump_q <= data_i[AddressWidth-1:0];
      if (index_i == '0) lane_jump_q <= AddressWidth'(1);
      back_q <= 1'b0;
    end else if (accumulate_i && token_i[2:0] == tensor_pkg::TokenResult) begin
      lane_jump_q <= ~lane_jump_q;
      back_q <= !back_q;
    end

    to_q <= {1'b1, stream, to_kind};
    step_q <= steps;
    shows_q <= finds_q;
    place_q <= stream == Place;
    carry_q <= carry;
    if (place_q) row_q <= &sum;

    // Lane after lane of a column. Of accumulators two are read, then written: back to the first.
    if (shows_q) address_o <= sum[AddressWidth-1:0];
    else if (!element_i || element_lane_i) begin
      address_o <= address_o + lane_jump_q + AddressWidth'(back_q);
    end

    if (words) count_q <= -LaneWidth'(tensor_pkg::Waits);
    else if (is_wait || is_result) count_q <= count_q + 1'b1;
    if (early_i[tensor_pkg::TokenColumnLast]) first_q <= early_i[tensor_pkg::TokenLast];
    if (places_q && early_i[tensor_pkg::TokenLast]) first_group_q <= early_i[tensor_pkg::TokenLastGroup];
    start_q <= {start_q[1] && !start_q[0], start_q[2] || (start_q[1] && !start_q[0]), start_q[2] && start_q[1]};
    if (start_i || element_start_i) start_q <= start_i ? Mask : Residual;
    if (start_i) begin
      count_q <= '0;
      first_q <= 1'b1;
      first_group_q <= 1'b1;
    end
  end
endmodule

`default_nettype wire
