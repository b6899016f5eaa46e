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
  logic [8:0] shift_q;
  // Both up to ones: ten bits, and the cycles of one.
  logic [3:0] bits_q;
  logic [DividerWidth-1:0] left_q;

  wire bit_over = &left_q;
  // What is added says what is loaded, too: so the choice takes no cells beside the adder.
  wire reloads = idle_o || bit_over;
  assign idle_o = &bits_q;
  assign ready_o = idle_o || (bits_q == 4'd14 && bit_over);

  always_ff @(posedge clk_i) begin
    left_q <= reloads ? ~divider_i : left_q + {DividerWidth{reloads}} + 1'b1;
    if (ready_o || bit_over) bits_q <= ready_o ? {!valid_i, 1'b1, !valid_i, 1'b1} : bits_q + {4{ready_o}} + 1'b1;
    if (ready_o) begin
      tx_o <= !valid_i;
      shift_q <= {1'b1, data_i};
    end else if (bit_over) begin
      {shift_q, tx_o} <= {1'b1, shift_q};
    end
    if (!rst_ni) begin
      bits_q <= '1;
      tx_o <= 1'b1;
    end
  end
endmodule

`default_nettype wire
