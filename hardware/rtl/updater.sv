// SPDX-License-Identifier: MIT
// UPD: moves T master weights at a time by their accumulators, with decay, momentum, signs, masks.
`default_nettype none

module updater #(
  parameter int unsigned Lanes = 4,
  parameter int unsigned AddressWidth = 15,
  localparam int unsigned LaneWidth = $clog2(Lanes)
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  // Words of the instruction as they are fetched; then it starts.
  input  wire logic                    word_i,
  input  wire logic [5:0]              index_i,
  input  wire logic [31:0]             data_i,
  input  wire logic                    start_i,
  // Memory's port, and what it gave for the read of the cycle before.
  output logic                         read_o,
  output logic                         write_o,
  output logic      [AddressWidth-1:0] address_o,
  output logic      [31:0]             data_o,
  input  wire logic [31:0]             word_data_i,
  // To the rounder, and from it a cycle later.
  output logic signed [31:0]           value_o,
  output logic      [4:0]              shift_o,
  output logic                         random_o,
  input  wire logic signed [31:0]      rounded_i,
  output logic                         done_o
);
  // A block: both planes of T weights; then for each weight V, its decay, its move, what is kept of it; both planes again.
  typedef enum logic [3:0] {
    Idle, Begin, ReadHigh, ReadLow, ReadV, Decay, Decayed, Add, Move, Keep, Kept, WriteV, WriteHigh, WriteLow
  } state_e;
  state_e state_q;

  logic sign_q, random_q, masked_q;
  logic [15:0] blocks_q, step_q;
  logic [4:0] decay_q, momentum_q;
  logic decays_q, keeps_q;
  logic [AddressWidth-1:0] sums_q, master_q, plane_q;
  logic [LaneWidth-1:0] lane_q;
  logic [8*Lanes-1:0] high_q, low_q;
  logic signed [31:0] v_q, part_q;

  // The weight whose turn it is stands lowest.
  wire signed [15:0] weight = {high_q[7:0], 8'b0} + 16'($signed(low_q[7:0]));

  logic signed [31:0] sum;
  saturating_adder u_adder (
    .a_i(v_q),
    .b_i(part_q),
    .sum_o(sum)
  );

  // Its move: a weight that is pruned stays so, and no other becomes it.
  wire signed [31:0] step = (v_q < 0) ? -{16'b0, step_q} : (v_q == '0) ? '0 : {16'b0, step_q};
  wire signed [31:0] difference = 32'(weight) - part_q;
  logic signed [15:0] clamped, moved_q;
  clamp u_clamp (
    .value_i(difference),
    .wide_i (1'b1),
    .value_o(clamped)
  );
  wire signed [15:0] moved = (masked_q && weight == '0) ? '0 : (masked_q && clamped == '0) ? 16'sd1 : clamped;
  logic [7:0] high, low;
  planes u_planes (
    .value_i(moved_q),
    .high_o (high),
    .low_o  (low)
  );

  assign read_o = state_q == ReadHigh || state_q == ReadLow || state_q == ReadV;
  assign write_o = state_q == WriteV || state_q == WriteHigh || state_q == WriteLow;
  assign done_o = (state_q == Begin && blocks_q == '0) || (state_q == WriteLow && blocks_q == 16'd1);
  assign random_o = random_q && !sign_q && state_q == Move;

  always_comb begin
    unique case (state_q)
      ReadHigh, WriteHigh: address_o = master_q;
      ReadLow, WriteLow:   address_o = master_q + plane_q;
      default:             address_o = sums_q;
    endcase
    unique case (state_q)
      WriteHigh: data_o = high_q;
      WriteLow:  data_o = low_q;
      default:   data_o = (sign_q || !keeps_q) ? '0 : v_q - part_q;
    endcase
    unique case (state_q)
      Decay:   {value_o, shift_o} = {{{8{weight[15]}}, weight, 8'b0}, decay_q};
      Move:    {value_o, shift_o} = {v_q, 5'd8};
      default: {value_o, shift_o} = {v_q, momentum_q};
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (word_i) begin
      unique case (index_i)
        6'd0: {masked_q, random_q, sign_q} <= data_i[18:16];
        6'd1: blocks_q <= data_i[15:0];
        6'd2: sums_q <= data_i[AddressWidth-1:0];
        6'd3: {plane_q, master_q} <= {data_i[16+:AddressWidth], data_i[AddressWidth-1:0]};
        6'd4: begin
          decay_q <= (data_i[7:5] != '0) ? 5'd31 : data_i[4:0];
          decays_q <= data_i[7:0] != '0;
          momentum_q <= (data_i[15:13] != '0) ? 5'd31 : data_i[12:8];
          keeps_q <= data_i[15:8] != '0;
          step_q <= data_i[31:16];
        end
        default: ;
      endcase
    end
    unique case (state_q)
      Idle: if (start_i) state_q <= Begin;
      Begin: state_q <= (blocks_q == '0) ? Idle : ReadHigh;
      ReadHigh: state_q <= ReadLow;
      ReadLow: begin
        high_q <= word_data_i;
        lane_q <= '0;
        state_q <= ReadV;
      end
      ReadV: begin
        if (lane_q == '0) low_q <= word_data_i;
        state_q <= Decay;
      end
      Decay: begin
        v_q <= word_data_i;
        state_q <= Decayed;
      end
      Decayed: begin
        part_q <= decays_q ? rounded_i : '0;
        state_q <= Add;
      end
      Add: begin
        v_q <= sum;
        state_q <= Move;
      end
      Move: state_q <= Keep;
      Keep: begin
        part_q <= sign_q ? step : rounded_i;
        state_q <= Kept;
      end
      Kept: begin
        moved_q <= moved;
        part_q <= rounded_i;
        state_q <= WriteV;
      end
      WriteV: begin
        high_q <= {high, high_q[8*Lanes-1:8]};
        low_q <= {low, low_q[8*Lanes-1:8]};
        sums_q <= sums_q + 1'b1;
        lane_q <= lane_q + 1'b1;
        state_q <= (&lane_q) ? WriteHigh : ReadV;
      end
      WriteHigh: state_q <= WriteLow;
      default: begin
        master_q <= master_q + 1'b1;
        blocks_q <= blocks_q - 16'd1;
        state_q <= (blocks_q == 16'd1) ? Idle : ReadHigh;
      end
    endcase
    if (!rst_ni) state_q <= Idle;
  end
endmodule

`default_nettype wire
