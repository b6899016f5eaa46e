// SPDX-License-Identifier: MIT
// Bits a cycle later, where it must be: what T at once need and the small machine does not.
`default_nettype none
// Waived: the clock, where nothing is later.
/* verilator lint_off UNUSEDSIGNAL */

module later #(
  parameter bit Later = 1'b1,
  parameter int unsigned Width = 1
) (
  input  wire logic             clk_i,
  input  wire logic [Width-1:0] bits_i,
  output logic      [Width-1:0] bits_o
);
  if (Later) begin : g_later
    always_ff @(posedge clk_i) bits_o <= bits_i;
  end else begin : g_now
    assign bits_o = bits_i;
  end
endmodule

`default_nettype wire
