// SPDX-License-Identifier: MIT
// All lanes of one operand: a word goes into one lane (run), or a byte of it into each (spread); one byte of each is read a cycle.
`default_nettype none

module lane_memories #(
  parameter int unsigned Lanes = 4,
  // Of a lane.
  parameter int unsigned Bytes = 512,
  // Bytes of a memory that are written at once: all of a word, or as many as one block RAM takes. Then a word goes to several memories.
  parameter int unsigned Width = 2,
  localparam int unsigned AddressWidth = $clog2(Bytes),
  localparam int unsigned LaneWidth = $clog2(Lanes)
) (
  input  wire logic                    clk_i,
  input  wire logic                    write_i,
  input  wire logic                    spread_i,
  // The lane (run) or the place in a word (spread); the word's byte n stands at n ^ order.
  input  wire logic [LaneWidth-1:0]    order_i,
  input  wire logic [AddressWidth-1:0] write_address_i,
  input  wire logic [8*Lanes-1:0]      data_i,
  input  wire logic [AddressWidth-1:0] read_address_i,
  // One cycle later, lane 0 lowest.
  output logic      [8*Lanes-1:0]      data_o
);
  // Byte n of a word of lane i is in memory i ^ (n & Turned), at place n ^ (i & Within) of its word there.
  localparam logic [LaneWidth-1:0] Turned = LaneWidth'(Lanes - Width);
  localparam logic [LaneWidth-1:0] Within = LaneWidth'(Width - 1);

  logic [7:0] bytes[Lanes];
  logic [LaneWidth-1:0] turn_q;
  logic unused_low;
  assign unused_low = ^write_address_i[LaneWidth-1:0];

  for (genvar m = 0; m < Lanes; m++) begin : g_memory
    localparam logic [LaneWidth-1:0] Number = LaneWidth'(m);
    localparam logic [LaneWidth-1:0] Low = Number & Within;
    logic [Width-1:0] enable;
    always_comb begin
      for (int n = 0; n < Width; n++) begin
        enable[n] = write_i && (((spread_i ? LaneWidth'(n) ^ Number : Number) ^ order_i) & Within) == '0;
      end
    end
    lane_memory #(
      .Bytes(Bytes),
      .Width(Width)
    ) u_memory (
      .clk_i,
      .write_i        (enable),
      .write_address_i({write_address_i[AddressWidth-1:LaneWidth], order_i ^ (spread_i ? '0 : Number & Turned)}),
      .data_i         (data_i[8*(m&32'(Turned))+:8*Width]),
      .read_address_i (read_address_i ^ AddressWidth'(Low)),
      .data_o         (bytes[m])
    );
  end

  always_ff @(posedge clk_i) turn_q <= read_address_i[LaneWidth-1:0] & Turned;
  always_comb begin
    for (int i = 0; i < Lanes; i++) data_o[8*i+:8] = bytes[LaneWidth'(i) ^ turn_q];
  end
endmodule

`default_nettype wire
