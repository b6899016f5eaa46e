// SPDX-License-Identifier: MIT
// Operand lanes of A and of B: a word goes into one lane (run), or a byte of it into each (spread); one byte of each is read a cycle.
`default_nettype none

module lanes #(
  parameter int unsigned Lanes = 4,
  parameter int unsigned ABytes = 1024,
  // Of both halves.
  parameter int unsigned BBytes = 1024,
  localparam int unsigned AWidth = $clog2(ABytes),
  localparam int unsigned BWidth = $clog2(BBytes),
  localparam int unsigned AddressWidth = AWidth > BWidth ? AWidth : BWidth,
  localparam int unsigned LaneWidth = $clog2(Lanes)
) (
  input  wire logic                    clk_i,
  input  wire logic                    a_write_i,
  input  wire logic                    b_write_i,
  input  wire logic                    spread_i,
  input  wire logic                    zero_i,
  input  wire logic [LaneWidth-1:0]    lane_i,
  input  wire logic [AddressWidth-1:0] write_address_i,
  input  wire logic [8*Lanes-1:0]      data_i,
  input  wire logic [AWidth-1:0]       a_address_i,
  input  wire logic [BWidth-1:0]       b_address_i,
  // One cycle later, lane 0 lowest.
  output logic      [8*Lanes-1:0]      a_o,
  output logic      [8*Lanes-1:0]      b_o
);
  // Byte n of a word of lane i stands at n ^ i: so a word goes to its lanes in one order of its bytes, whether to one lane or to all.
  wire [LaneWidth-1:0] order = spread_i ? write_address_i[LaneWidth-1:0] : lane_i;
  logic [8*Lanes-1:0] data;
  always_comb begin
    for (int n = 0; n < Lanes; n++) data[8*n+:8] = zero_i ? '0 : data_i[{LaneWidth'(n) ^ order, 3'b0}+:8];
  end

  for (genvar i = 0; i < Lanes; i++) begin : g_lane
    logic [Lanes-1:0] enable;
    always_comb begin
      for (int n = 0; n < Lanes; n++) enable[n] = order == LaneWidth'(spread_i ? n ^ i : i);
    end
    lane_memory #(
      .Bytes(ABytes),
      .Width(Lanes)
    ) u_a (
      .clk_i,
      .write_i        (enable & {Lanes{a_write_i}}),
      .write_address_i(write_address_i[AWidth-1:0]),
      .data_i         (data),
      .read_address_i (a_address_i ^ AWidth'(i)),
      .data_o         (a_o[8*i+:8])
    );
    lane_memory #(
      .Bytes(BBytes),
      .Width(Lanes)
    ) u_b (
      .clk_i,
      .write_i        (enable & {Lanes{b_write_i}}),
      .write_address_i(write_address_i[BWidth-1:0]),
      .data_i         (data),
      .read_address_i (b_address_i ^ BWidth'(i)),
      .data_o         (b_o[8*i+:8])
    );
  end
endmodule

`default_nettype wire
