// SPDX-License-Identifier: MIT
// Nonce of the session, and whether the word of a frame is the same: four bytes that go round, as the word does, in the cycles
// of a window whose third bit is 0, so that byte i is the lowest in cycles i and 8 + i.
`default_nettype none

module link_nonce (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  // Of the counter, the lower bits.
  input  wire logic [2:0]  phase_i,
  input  wire logic [31:0] word_i,
  // In a cycle in which neither turns: the word is the nonce from now on.
  input  wire logic        take_i,
  output logic      [7:0]  byte_o,
  // In cycles 4 to 7, and 12 to 15, of a word that stood still before them.
  output logic             known_o
);
  logic [31:0] nonce_q;
  wire turns = !phase_i[2];
  assign byte_o = nonce_q[7:0];

  always_ff @(posedge clk_i) begin
    if (turns) begin
      nonce_q <= {nonce_q[7:0], nonce_q[31:8]};
      known_o <= word_i[7:0] == byte_o && (known_o || phase_i[1:0] == '0);
    end
    if (take_i) nonce_q <= word_i;
    if (!rst_ni) nonce_q <= '0;
  end
endmodule

`default_nettype wire
