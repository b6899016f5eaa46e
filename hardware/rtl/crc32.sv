// SPDX-License-Identifier: MIT
// CRC-32 of IEEE 802.3 (as in zip), a bit a cycle.
`default_nettype none

module crc32 (
  input  wire logic        clk_i,
  // Before the first bit, in a cycle without shift_i.
  input  wire logic        clear_i,
  // The lowest bit of a byte first.
  input  wire logic        shift_i,
  input  wire logic        bit_i,
  // The register's lowest bits leave instead: their inverse is the checksum.
  input  wire logic        drain_i,
  output logic      [31:0] state_o
);
  localparam logic [31:0] Polynomial = 32'hEDB88320;
  wire feed = (state_o[0] ^ bit_i) && !drain_i;

  always_ff @(posedge clk_i) begin
    if (shift_i) state_o <= (state_o >> 1) ^ (feed ? Polynomial : '0);
    if (clear_i) state_o <= '1;
  end
endmodule

`default_nettype wire
