// SPDX-License-Identifier: MIT
// REQ: T results are read, shifted, clamped, and written as one word, or as one of each plane.
`default_nettype none
// Waived: bits of words that the addresses have not.
/* verilator lint_off UNUSEDSIGNAL */

module requantiser #(
  parameter int unsigned Lanes = 4,
  parameter int unsigned AddressWidth = 15,
  localparam int unsigned LaneWidth = $clog2(Lanes)
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  // Words of the instruction as they are fetched; then it starts, and its shift is known two cycles later.
  input  wire logic                    word_i,
  input  wire logic [5:0]              index_i,
  input  wire logic [31:0]             data_i,
  input  wire logic                    start_i,
  // Memory's port, and what it gave for the read of the cycle before.
  output logic                         read_o,
  output logic                         write_o,
  output logic      [AddressWidth-1:0] address_o,
  output logic      [8*Lanes-1:0]      data_o,
  // A result is at the rounder.
  output logic                         round_o,
  input  wire logic signed [31:0]      rounded_i,
  output logic                         random_o,
  output logic                         done_o
);
  typedef enum logic [2:0] {Idle, Setup, Read, Wait, WriteHigh, WriteLow} state_e;
  state_e state_q;
  logic relu_q, wide_q;
  logic [15:0] blocks_q;
  logic [AddressWidth-1:0] source_q, target_q, plane_q;
  logic [LaneWidth-1:0] lane_q;
  logic second_q;
  logic [2:1] read_q;

  assign read_o = state_q == Read;
  assign write_o = state_q == WriteHigh || state_q == WriteLow;
  assign address_o = read_o ? source_q : (state_q == WriteLow) ? target_q + plane_q : target_q;
  assign round_o = read_q[1];

  wire block_last = (state_q == WriteHigh && !wide_q) || state_q == WriteLow;
  assign done_o = (block_last && blocks_q == 16'd1) || (state_q == Setup && second_q && blocks_q == '0);

  // The nearest that the format has, and ReLU.
  logic signed [15:0] clamped;
  clamp u_clamp (
    .value_i(rounded_i),
    .wide_i (wide_q),
    .value_o(clamped)
  );
  wire signed [15:0] value = (relu_q && clamped < 0) ? '0 : clamped;
  logic [7:0] high, low;
  planes u_planes (
    .value_i(value),
    .high_o (high),
    .low_o  (low)
  );

  logic [8*Lanes-1:0] high_q, low_q;
  assign data_o = (state_q == WriteLow) ? low_q : high_q;

  always_ff @(posedge clk_i) begin
    if (word_i) begin
      unique case (index_i)
        6'd0: {relu_q, random_o, wide_q} <= data_i[18:16];
        6'd2: blocks_q <= data_i[15:0];
        6'd3: source_q <= data_i[AddressWidth-1:0];
        6'd4: {plane_q, target_q} <= {data_i[16+:AddressWidth], data_i[AddressWidth-1:0]};
        default: ;
      endcase
    end
    read_q <= {read_q[1], read_o};
    if (read_q[2]) begin
      high_q <= {wide_q ? high : value[7:0], high_q[8*Lanes-1:8]};
      low_q <= {low, low_q[8*Lanes-1:8]};
    end
    second_q <= 1'b0;
    unique case (state_q)
      Idle: if (start_i) state_q <= Setup;
      Setup: begin
        second_q <= 1'b1;
        lane_q <= '0;
        if (second_q) state_q <= (blocks_q == '0) ? Idle : Read;
      end
      Read: begin
        source_q <= source_q + 1'b1;
        lane_q <= lane_q + 1'b1;
        if (&lane_q) state_q <= Wait;
      end
      Wait: begin
        second_q <= 1'b1;
        if (second_q) state_q <= WriteHigh;
      end
      default: begin
        if (!block_last) state_q <= WriteLow;
        else begin
          target_q <= target_q + 1'b1;
          blocks_q <= blocks_q - 16'd1;
          state_q <= (blocks_q == 16'd1) ? Idle : Read;
        end
      end
    endcase
    if (!rst_ni) state_q <= Idle;
  end
endmodule

`default_nettype wire
