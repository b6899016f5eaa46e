// SPDX-License-Identifier: MIT
// Addresses of a drain: of its results, its residual and its mask, all on the same columns. One adder walks them all.
// Those of REQ and UPD as well: their int32 stand for results, the words of both planes for a residual.
`default_nettype none
// Waived: bits of words that the addresses have not, and what of a token is not of addresses.
/* verilator lint_off UNUSEDSIGNAL */

module drain_address #(
  parameter int unsigned AddressWidth = 15,
  // int32 that a REQ reads at once.
  parameter int unsigned Together = 1
) (
  input  wire logic                    clk_i,
  // Words of the instruction as they are fetched.
  input  wire logic                    word_i,
  input  wire logic [5:0]              index_i,
  input  wire logic [31:0]             data_i,
  input  wire logic                    start_i,
  // REQ or UPD: it starts, is at work, finds where its operands are; the next int32, the next word.
  input  wire logic                    element_start_i,
  input  wire logic                    element_i,
  input  wire logic                    setup_i,
  input  wire logic                    next_index_i,
  input  wire logic                    next_word_i,
  input  wire logic                    accumulate_i,
  input  wire logic                    residual_i,
  input  wire logic                    wide_i,
  input  wire logic                    mask_i,
  // A token as it enters the drain, and the one that has the port.
  input  wire logic [tensor_pkg::TokenBits-1:0] early_i,
  input  wire logic [tensor_pkg::TokenBits-1:0] token_i,
  // Of which of them.
  input  wire logic [2:0]              kind_i,
  output logic      [AddressWidth-1:0] address_o,
  // Of the instruction, when nothing is stepped: of a MAC the threshold's word; of a UPD the upper half of that with its step.
  output logic      [31:0]             word_o
);
  localparam logic [5:0] RowWord = 6'd8, LaneWord = 6'd10;
  typedef logic [AddressWidth-1:0] address_t;

  // What is walked, in this order: Place is -NX at the begin of a row, -1 at its last column.
  typedef enum logic [2:0] {Residual, Place, Low, Mask, Result} stream_e;
  // Of each: the column's; its tile's first in this group; the next tile's first in group 0.
  localparam logic [1:0] Column = 2'd0, Group = 2'd1, Tile = 2'd2;
  // Never written.
  localparam logic [6:0] Zero = 7'd63;
  localparam logic [6:0] ThresholdWord = 7'd16, StepWord = 7'd2;

  stream_e stream_q, first_stream, next_stream;
  logic busy_q, second_q;
  // What happens: the instruction starts, or a column is over: the last of its row, the first or last of its drain.
  logic start_q, row_q, first_q, last_q, first_group_q, last_group_q;
  logic row_last_q, drain_first_q;

  wire starts = start_i || element_start_i;
  wire event_now = next_word_i || (early_i[tensor_pkg::TokenColumnLast] && early_i[2:0] != tensor_pkg::TokenHigh);
  wire has_first = start_q || !last_q || first_group_q;
  wire has_second = !start_q && last_q && !(first_group_q && last_group_q);
  wire more = has_second && !second_q && stream_q != Low;

  wire residual = residual_i || element_start_i || element_i;
  assign first_stream = residual ? Residual : Place;
  always_comb begin
    unique case (stream_q)
      Residual: next_stream = Place;
      Place:    next_stream = (residual && (wide_i || element_i)) ? Low : mask_i ? Mask : Result;
      Low:      next_stream = mask_i ? Mask : Result;
      default:  next_stream = Result;
    endcase
  end

  // A step adds a jump of the instruction to a place that is kept, and keeps the sum.
  logic [6:0] from, jump, to_q;
  logic [2:0] to_stream;
  logic [1:0] to_kind;
  logic upper, carry, carry_q, step_q;
  stream_e step_stream_q;

  always_comb begin
    from = {2'b10, stream_q, first_q ? Group : Column};
    jump = Zero;
    upper = 1'b0;
    carry = 1'b0;
    to_stream = stream_q;
    to_kind = (start_q || (last_q && last_group_q)) ? Group : last_q ? Tile : Column;
    if (stream_q == Low) begin
      from = {2'b10, Residual, (start_q || last_q) ? Group : Column};
      {jump, upper} = {element_i ? 7'd4 : 7'd11, 1'b1};
    end else if (second_q) begin
      from = {2'b10, stream_q, last_group_q ? Tile : Group};
      to_kind = Group;
      if (!last_group_q) begin
        unique case (stream_q)
          Residual: {jump, upper} = {7'd13, 1'b0};
          Mask:     {jump, upper} = {7'd14, 1'b1};
          Result:   {jump, upper} = {7'd9, 1'b1};
          default: ;
        endcase
      end
    end else begin
      carry = stream_q == Place || (element_i && !start_q);
      if (start_q || (stream_q == Place && row_q)) from = Zero;
      unique case (stream_q)
        Residual: begin
          {jump, upper} = start_q ? {7'd11, 1'b0} : {7'd12, row_q};
          if (element_i) {jump, upper} = {start_q ? 7'd4 : Zero, 1'b0};
        end
        Mask:     {jump, upper} = start_q ? {7'd14, 1'b0} : {7'd15, row_q};
        Result:   {jump, upper} = start_q ? {element_i ? 7'd3 : 7'd7, 1'b0} : row_q ? {7'd9, 1'b0} : {7'd8, 1'b1};
        default:  if (start_q || row_q) jump = 7'd8;
      endcase
    end
    if (!busy_q) begin
      from = ThresholdWord;
      jump = element_i ? StepWord : ThresholdWord;
      upper = 1'b1;
    end
  end
  assign word_o = {high_q, low_q};

  // Low and high halves of the instruction's words, and in both what is kept.
  (* no_rw_check *)
  logic [15:0] lows[128], highs[128];
  initial for (int i = 0; i < 128; i++) begin
    lows[i] = '0;
    highs[i] = '0;
  end
  logic [15:0] low_q, high_q;
  wire [15:0] sum = low_q + high_q + 16'(carry_q);
  address_t residual_q, plane_q, mask_q, next_q, result_q, lane_jump_q;

  always_ff @(posedge clk_i) begin
    low_q <= lows[upper ? from : jump];
    high_q <= highs[upper ? jump : from];
    if (word_i || step_q) begin
      lows[word_i ? {1'b0, index_i} : to_q] <= !word_i ? sum : (index_i == RowWord) ? ~data_i[15:0] : data_i[15:0];
      highs[word_i ? {1'b0, index_i} : to_q] <= word_i ? data_i[31:16] : sum;
    end
    // That of the instructions which have no such word.
    if (word_i && index_i == '0) lane_jump_q <= data_i[0] ? AddressWidth'(Together) : AddressWidth'(1);
    if (word_i && index_i == LaneWord) lane_jump_q <= data_i[AddressWidth-1:0];

    to_q <= {2'b10, to_stream, to_kind};
    step_q <= busy_q;
    step_stream_q <= stream_q;
    carry_q <= carry;
    if (step_q) begin
      unique case (step_stream_q)
        Residual: residual_q <= sum[AddressWidth-1:0];
        Place:    row_last_q <= &sum;
        Low:      plane_q <= sum[AddressWidth-1:0];
        Mask:     mask_q <= sum[AddressWidth-1:0];
        default:  next_q <= sum[AddressWidth-1:0];
      endcase
    end

    if (more) second_q <= 1'b1;
    else begin
      stream_q <= next_stream;
      second_q <= !has_first;
      if (stream_q == Result) busy_q <= 1'b0;
    end
    if (starts || event_now) begin
      busy_q <= 1'b1;
      stream_q <= first_stream;
      start_q <= starts;
      row_q <= row_last_q;
      first_q <= drain_first_q;
      drain_first_q <= starts || early_i[tensor_pkg::TokenLast];
      last_q <= early_i[tensor_pkg::TokenLast];
      first_group_q <= early_i[tensor_pkg::TokenFirstGroup];
      last_group_q <= early_i[tensor_pkg::TokenLastGroup];
      second_q <= !starts && early_i[tensor_pkg::TokenLast] && !early_i[tensor_pkg::TokenFirstGroup];
    end
  end

  // Lane after lane of a column; an accumulator is read, then written.
  wire result = token_i[2:0] == tensor_pkg::TokenResult || token_i[2:0] == tensor_pkg::TokenWrite;
  wire reads = accumulate_i && token_i[2:0] == tensor_pkg::TokenResult;
  always_ff @(posedge clk_i) begin
    if (element_i ? setup_i : !result || token_i[tensor_pkg::TokenColumnLast]) result_q <= next_q;
    else if (element_i ? next_index_i : !reads) result_q <= result_q + lane_jump_q;
  end

  always_comb begin
    unique case (kind_i)
      tensor_pkg::TokenResidualHigh: address_o = residual_q;
      tensor_pkg::TokenResidualLow:  address_o = plane_q;
      tensor_pkg::TokenMask:         address_o = mask_q;
      default:                       address_o = result_q;
    endcase
  end
endmodule

`default_nettype wire
