// SPDX-License-Identifier: MIT
// Where a drain reads or writes: the address of its column, over columns, rows, groups and tiles.
`default_nettype none

module column_walk #(
  parameter int unsigned AddressWidth = 15
) (
  input  wire logic                    clk_i,
  input  wire logic                    start_i,
  input  wire logic [AddressWidth-1:0] base_i,
  // From a column to the next, from the last of a row to the next row's first, from a group to the next.
  input  wire logic [AddressWidth-1:0] column_jump_i,
  input  wire logic [AddressWidth-1:0] row_jump_i,
  input  wire logic [AddressWidth-1:0] group_jump_i,
  // A column is over; the last of its row, of its drain; in the first, in the last group.
  input  wire logic                    column_i,
  input  wire logic                    row_last_i,
  input  wire logic                    drain_last_i,
  input  wire logic                    first_group_i,
  input  wire logic                    last_group_i,
  // And what it is from the next cycle on.
  output logic      [AddressWidth-1:0] address_o,
  output logic      [AddressWidth-1:0] next_o
);
  // Of the tile's first column in this group; of the next tile's in group 0.
  logic [AddressWidth-1:0] group_q, tile_q;
  wire [AddressWidth-1:0] column = address_o + (row_last_i ? row_jump_i : column_jump_i);
  wire [AddressWidth-1:0] group = group_q + group_jump_i;
  wire [AddressWidth-1:0] tile = first_group_i ? column : tile_q;

  always_comb begin
    next_o = address_o;
    if (start_i) next_o = base_i;
    else if (column_i) next_o = !drain_last_i ? column : last_group_i ? tile : group;
  end

  always_ff @(posedge clk_i) begin
    address_o <= next_o;
    if (start_i || (column_i && drain_last_i)) group_q <= next_o;
    if (column_i && drain_last_i) tile_q <= tile;
  end
endmodule

`default_nettype wire
