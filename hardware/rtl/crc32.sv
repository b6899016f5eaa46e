// SPDX-License-Identifier: MIT
// CRC-32 of IEEE 802.3 (as in zip), Step bits a cycle.
`default_nettype none

module crc32 #(
  // 1, 2, 4 or 8.
  parameter int unsigned Step = 4
) (
  input  wire logic        clk_i,
  // Before the first byte, in a cycle without valid_i.
  input  wire logic        clear_i,
  input  wire logic        valid_i,
  input  wire logic [7:0]  data_i,
  output logic             ready_o,
  // While ready_o: the register; its inverse is the checksum of all bytes so far.
  output logic      [31:0] state_o
);
  localparam logic [31:0] Polynomial = 32'hEDB88320;
  localparam int unsigned Steps = 8 / Step;

  logic [3:0] left_q;
  assign ready_o = left_q == '0;

  function automatic logic [31:0] advance(input logic [31:0] state);
    advance = state;
    for (int i = 0; i < Step; i++) advance = (advance >> 1) ^ (advance[0] ? Polynomial : '0);
  endfunction

  always_ff @(posedge clk_i) begin
    if (clear_i) begin
      state_o <= '1;
      left_q <= '0;
    end else if (!ready_o) begin
      state_o <= advance(state_o);
      left_q <= left_q - 4'd1;
    end else if (valid_i) begin
      state_o <= state_o ^ {24'b0, data_i};
      left_q <= 4'(Steps);
    end
  end
endmodule

`default_nettype wire
