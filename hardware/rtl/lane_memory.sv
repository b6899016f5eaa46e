// SPDX-License-Identifier: MIT
// Bytes in block RAM, as many as one lane has: written by words of some bytes, read one byte a cycle.
`default_nettype none

module lane_memory #(
  parameter int unsigned Bytes = 1024,
  // Of a word.
  parameter int unsigned Width = 4,
  localparam int unsigned AddressWidth = $clog2(Bytes),
  localparam int unsigned ByteWidth = $clog2(Width)
) (
  input  wire logic                    clk_i,
  input  wire logic [Width-1:0]        write_i,
  input  wire logic [AddressWidth-1:0] write_address_i,
  input  wire logic [8*Width-1:0]      data_i,
  input  wire logic [AddressWidth-1:0] read_address_i,
  // One cycle later.
  output logic      [7:0]              data_o
);
  // A port of some bytes for writes, of one for reads: block RAM has both.
  (* no_rw_check *)
  logic [7:0] memory[Bytes];
  logic unused_low;
  assign unused_low = ^write_address_i[ByteWidth-1:0];

  always_ff @(posedge clk_i) begin
    for (int i = 0; i < Width; i++) begin
      if (write_i[i]) memory[{write_address_i[AddressWidth-1:ByteWidth], ByteWidth'(i)}] <= data_i[8*i+:8];
    end
    data_o <= memory[read_address_i];
  end
endmodule

`default_nettype wire
