// SPDX-License-Identifier: MIT
// Tensor memory with one port: a word read or written a cycle, by bytes. Without reset and without initial contents.
`default_nettype none

module tensor_memory #(
  parameter int unsigned Words = 32_768,
  parameter int unsigned Bytes = 4,
  localparam int unsigned AddressWidth = $clog2(Words)
) (
  input  wire logic                    clk_i,
  input  wire logic                    valid_i,
  // But not in this cycle: known late, so an SPRAM looks at it last.
  input  wire logic                    rests_i,
  input  wire logic                    write_i,
  input  wire logic [AddressWidth-1:0] address_i,
  input  wire logic [Bytes-1:0]        enable_i,
  input  wire logic [8*Bytes-1:0]      data_i,
  // Of a read, in the next cycle alone.
  output logic      [8*Bytes-1:0]      data_o
);
`ifdef PJ_ICE40
  // Two SPRAMs of 16 Ki x 16 bits for the two halves of a word, twice.
  logic upper_q;
  logic [31:0] data[2];
  wire upper = address_i[14];
  for (genvar bank = 0; bank < 2; bank++) begin : g_bank
    for (genvar half = 0; half < 2; half++) begin : g_half
      SB_SPRAM256KA u_spram (
        .CLOCK     (clk_i),
        .CHIPSELECT(valid_i && upper == 1'(bank) && !rests_i),
        .WREN      (write_i),
        .ADDRESS   (address_i[13:0]),
        .MASKWREN  ({{2{enable_i[2*half+1]}}, {2{enable_i[2*half]}}}),
        .DATAIN    (data_i[16*half+:16]),
        .DATAOUT   (data[bank][16*half+:16]),
        .STANDBY   (1'b0),
        .SLEEP     (1'b0),
        .POWEROFF  (1'b1)
      );
    end
  end
  always_ff @(posedge clk_i) if (valid_i) upper_q <= upper;
  assign data_o = data[upper_q];
`else
  logic [8*Bytes-1:0] memory[Words] /* verilator public_flat_rw */;
  always_ff @(posedge clk_i) begin
    if (valid_i && !rests_i && write_i) begin
      for (int i = 0; i < Bytes; i++) if (enable_i[i]) memory[address_i][8*i+:8] <= data_i[8*i+:8];
    end
`ifdef VERILATOR
    // As SPRAM, whose output is unknown after a write: nobody may look.
    if (valid_i && !rests_i) data_o <= write_i ? {Bytes{8'h5a}} : memory[address_i];
`else
    if (valid_i && !rests_i && !write_i) data_o <= memory[address_i];
`endif
  end
`endif
endmodule

`default_nettype wire
