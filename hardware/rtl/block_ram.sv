// SPDX-License-Identifier: MIT
// Memory of bytes with one write and one read port, as block RAM.
`default_nettype none

module block_ram #(
  parameter int unsigned Depth = 512,
  localparam int unsigned AddressWidth = $clog2(Depth)
) (
  input  wire logic                    clk_i,
  input  wire logic                    write_i,
  input  wire logic [AddressWidth-1:0] write_address_i,
  input  wire logic [7:0]              write_data_i,
  input  wire logic [AddressWidth-1:0] read_address_i,
  // One cycle later; undefined where it was written in the same cycle.
  output logic      [7:0]              read_data_o
);
  (* no_rw_check *)
  logic [7:0] memory[Depth];

  always_ff @(posedge clk_i) begin
    if (write_i) memory[write_address_i] <= write_data_i;
    read_data_o <= memory[read_address_i];
  end
endmodule

`default_nettype wire
