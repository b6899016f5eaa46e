// SPDX-License-Identifier: MIT
// A bank of tensor memory, by int32: a read or a write a cycle. Without reset and without initial contents.
`default_nettype none

module memory_bank #(
  parameter int unsigned Words = 8192,
  localparam int unsigned AddressWidth = $clog2(Words)
) (
  input  wire logic                    clk_i,
  input  wire logic                    read_i,
  // Its bytes, never with a read.
  input  wire logic [3:0]              write_i,
  input  wire logic [AddressWidth-1:0] address_i,
  input  wire logic [31:0]             data_i,
  // In the next cycle, and until another access.
  output logic      [31:0]             data_o
);
  (* no_rw_check *)
  logic [31:0] memory[Words] /* verilator public_flat_rw */;

  always_ff @(posedge clk_i) begin
    for (int i = 0; i < 4; i++) if (write_i[i]) memory[address_i][8*i+:8] <= data_i[8*i+:8];
    if (read_i) data_o <= memory[address_i];
`ifdef VERILATOR
    // After a write nobody may look.
    if (write_i != '0) data_o <= {4{8'h5a}};
`endif
  end
endmodule

`default_nettype wire
