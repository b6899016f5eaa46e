// SPDX-License-Identifier: MIT
// UART transmitter, 8N1, without a gap between bytes that are there in time.
`default_nettype none

module uart_tx #(
  parameter int unsigned DividerWidth = 6
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  // Cycles per bit, less 1; at least 1; may change while idle_o.
  input  wire logic [DividerWidth-1:0] divider_i,
  input  wire logic                    valid_i,
  input  wire logic [7:0]              data_i,
  output logic                         ready_o,
  output logic                         tx_o,
  // The last stop bit is over.
  output logic                         idle_o
);
  localparam logic [3:0] FrameBits = 4'd10;

  logic [8:0] shift_q;
  logic [3:0] bits_q;
  logic [DividerWidth-1:0] left_q;

  wire bit_over = left_q == '0;
  // What is subtracted says what is loaded, too: so the choice takes no cells beside the adder.
  wire reloads = idle_o || bit_over;
  assign idle_o = bits_q == '0;
  assign ready_o = idle_o || (bits_q == 4'd1 && bit_over);

  always_ff @(posedge clk_i) begin
    left_q <= reloads ? divider_i : left_q + {DividerWidth{!reloads}};
    if (ready_o || bit_over) bits_q <= ready_o ? FrameBits & {4{valid_i}} : bits_q + {4{!ready_o}};
    if (ready_o) begin
      tx_o <= !valid_i;
      shift_q <= {1'b1, data_i};
    end else if (bit_over) begin
      {shift_q, tx_o} <= {1'b1, shift_q};
    end
    if (!rst_ni) begin
      bits_q <= '0;
      tx_o <= 1'b1;
    end
  end
endmodule

`default_nettype wire
