// SPDX-License-Identifier: MIT
// A bank of tensor memory, by int32: a read or a write a cycle; what is written comes a cycle after its write. Without reset and without initial contents.
`default_nettype none

module memory_bank #(
  parameter int unsigned Words = 8192,
  localparam int unsigned AddressWidth = $clog2(Words)
) (
  input  wire logic                    clk_i,
  input  wire logic                    valid_i,
  input  wire logic                    write_i,
  input  wire logic [AddressWidth-1:0] address_i,
  // Of its bytes.
  input  wire logic [3:0]              enable_i,
  // Of the write in the cycle before.
  input  wire logic [31:0]             data_i,
  // Of a read, in the next cycle, and until another access.
  output logic      [31:0]             data_o
);
  // Where a read meets the write under way, the memory's bytes are not taken.
  (* no_rw_check *)
  logic [31:0] memory[Words] /* verilator public_flat_rw */;
  logic [AddressWidth-1:0] address_q;
  logic [3:0] enable_q, ahead_q;
  logic [31:0] read_q, ahead_data_q;

  always_ff @(posedge clk_i) begin
    address_q <= address_i;
    enable_q <= (valid_i && write_i) ? enable_i : '0;
    for (int i = 0; i < 4; i++) if (enable_q[i]) memory[address_q][8*i+:8] <= data_i[8*i+:8];
    if (valid_i && !write_i) begin
      read_q <= memory[address_i];
      ahead_q <= (address_i == address_q) ? enable_q : '0;
      ahead_data_q <= data_i;
    end
`ifdef VERILATOR
    // After a write nobody may look.
    if (valid_i && write_i) {ahead_q, read_q} <= {4'b0, {4{8'h5a}}};
`endif
  end

  for (genvar i = 0; i < 4; i++) begin : g_byte
    assign data_o[8*i+:8] = ahead_q[i] ? ahead_data_q[8*i+:8] : read_q[8*i+:8];
  end
endmodule

`default_nettype wire
