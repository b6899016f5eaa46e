// SPDX-License-Identifier: MIT
// Operands of a MAC, from memory to lanes: where the walker says that a word is, the loader takes it.
`default_nettype none

module operands #(
  parameter int unsigned Lanes = 4,
  localparam int unsigned AddressWidth = tensor_pkg::address_width(Lanes),
  localparam int unsigned ABytes = tensor_pkg::a_bytes(Lanes),
  localparam int unsigned BBytes = tensor_pkg::BBytes,
  localparam int unsigned LaneWidth = $clog2(Lanes),
  localparam int unsigned ByteWidth = $clog2(ABytes > 2 * BBytes ? ABytes : 2 * BBytes)
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  // Words of the instruction as they are fetched, and what is known of it when it starts.
  input  wire logic                    word_i,
  input  wire logic [5:0]              index_i,
  input  wire logic [31:0]             data_i,
  input  wire logic                    a_spread_i,
  input  wire logic                    b_spread_i,
  input  wire logic                    b_planes_i,
  input  wire logic [tensor_pkg::DepthBits-1:0] depth_i,
  input  wire logic [4:0]              last_part_i,
  // A, and B of the first tile; B of one tile more; the tile is there.
  input  wire logic                    start_i,
  input  wire logic                    tile_i,
  output logic                         ready_o,
  // The port: another one has it; it may be wanted; a word is taken, which is not read where it is zero.
  input  wire logic                    hold_i,
  output logic                         busy_o,
  output logic                         take_o,
  output logic                         zero_o,
  output logic      [AddressWidth-1:0] address_o,
  // To the lanes, a cycle after the word was taken.
  output logic                         a_write_o,
  output logic                         b_write_o,
  output logic                         spread_o,
  output logic                         lane_zero_o,
  output logic      [LaneWidth-1:0]    lane_o,
  output logic      [ByteWidth-1:0]    lane_address_o
);
  logic walk_start, walk_b;

  walker #(.AddressWidth(AddressWidth)) u_walker (
    .clk_i,
    .word_i,
    .index_i,
    .data_i,
    .start_i  (walk_start),
    .walk_b_i (walk_b),
    .advance_i(take_o),
    .address_o,
    .zero_o
  );

  loader #(.Lanes(Lanes)) u_loader (
    .clk_i,
    .rst_ni,
    .a_spread_i,
    .b_spread_i,
    .b_planes_i,
    .depth_i,
    .last_part_i,
    .start_i,
    .tile_i,
    .hold_i,
    .busy_o,
    .take_o,
    .zero_i      (zero_o),
    .walk_start_o(walk_start),
    .walk_b_o    (walk_b),
    .ready_o,
    .a_write_o,
    .b_write_o,
    .spread_o,
    .zero_o      (lane_zero_o),
    .lane_o,
    .address_o   (lane_address_o)
  );
endmodule

`default_nettype wire
