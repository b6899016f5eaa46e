// SPDX-License-Identifier: MIT
// 48-bit counter of clock cycles, the clock of all stamps, in windows of 16: in each the bytes of one stamp pass, as it is written.
`default_nettype none

module window_counter #(
  // A tick each 2^TickBits cycles: 17 to 19.
  parameter int unsigned TickBits = 17
) (
  input  wire logic       clk_i,
  input  wire logic       rst_ni,
  // Cycle of the window.
  output logic      [3:0] phase_o,
  // In cycles 2 to 7 the bytes of the stamp of the window before, lowest first. Its lowest 4 bits are 0: the phase that
  // something had there makes its stamp whole.
  output logic      [7:0] byte_o,
  output logic            tick_o
);
  // The lowest byte in cycle 2.
  logic [47:0] window_q;
  logic carry_q;
  wire first = phase_o == 4'd2;
  wire passes = phase_o[2:1] != '0 && !phase_o[3];
  wire [7:0] addend = {3'b0, first, 3'b0, carry_q};
  wire [8:0] sum = {1'b0, byte_o} + {1'b0, addend};
  assign byte_o = window_q[7:0];
  assign tick_o = phase_o == 4'd4 && carry_q && (&byte_o[TickBits-17:0]);

  always_ff @(posedge clk_i) begin
    phase_o <= phase_o + 4'd1;
    if (passes) window_q <= {sum[7:0], window_q[47:8]};
    carry_q <= passes && sum[8];
    if (!rst_ni) begin
      phase_o <= '0;
      window_q <= -48'd16;
      carry_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
