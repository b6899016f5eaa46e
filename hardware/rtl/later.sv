// SPDX-License-Identifier: MIT
// Bits a cycle later or some, where they must be: what T at once need and the small machine does not.
`default_nettype none
// Waived: the clock, where nothing is later.
/* verilator lint_off UNUSEDSIGNAL */

module later #(
  parameter bit Later = 1'b1,
  parameter int unsigned Cycles = 1,
  parameter int unsigned Width = 1
) (
  input  wire logic             clk_i,
  input  wire logic [Width-1:0] bits_i,
  output logic      [Width-1:0] bits_o
);
  if (Later) begin : g_later
    logic [Width-1:0] bits_q[Cycles];
    assign bits_o = bits_q[Cycles-1];
    always_ff @(posedge clk_i) begin
      bits_q[0] <= bits_i;
      for (int i = 1; i < Cycles; i++) bits_q[i] <= bits_q[i-1];
    end
  end else begin : g_now
    assign bits_o = bits_i;
  end
endmodule

`default_nettype wire
