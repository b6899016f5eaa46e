// SPDX-License-Identifier: MIT
// Operand lanes of A and of B: a word goes into one lane (run), or a byte of it into each (spread); one byte of each is read a cycle.
`default_nettype none

module lanes #(
  parameter int unsigned Lanes = 4,
  localparam int unsigned ABytes = tensor_pkg::a_bytes(Lanes),
  // Of both halves.
  localparam int unsigned BBytes = 2 * tensor_pkg::BBytes,
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

  lane_memories #(
    .Lanes(Lanes),
    .Bytes(ABytes),
    .Width(tensor_pkg::a_write_bytes(Lanes))
  ) u_a (
    .clk_i,
    .write_i        (a_write_i),
    .spread_i,
    .order_i        (order),
    .write_address_i(write_address_i[AWidth-1:0]),
    .data_i         (data),
    .read_address_i (a_address_i),
    .data_o         (a_o)
  );

  lane_memories #(
    .Lanes(Lanes),
    .Bytes(BBytes),
    .Width(Lanes)
  ) u_b (
    .clk_i,
    .write_i        (b_write_i),
    .spread_i,
    .order_i        (order),
    .write_address_i(write_address_i[BWidth-1:0]),
    .data_i         (data),
    .read_address_i (b_address_i),
    .data_o         (b_o)
  );
endmodule

`default_nettype wire
