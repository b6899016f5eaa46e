// SPDX-License-Identifier: MIT
// 48-bit counter of clock cycles: the clock of all stamps.
`default_nettype none

module cycle_counter (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  output logic      [47:0] count_o
);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) count_o <= '0;
    else count_o <= count_o + 48'd1;
  end
endmodule

`default_nettype wire
