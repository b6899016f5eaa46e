// SPDX-License-Identifier: MIT
// UART receiver, 8N1: majority of three samples in the middle of each bit; tells a line that stays low.
`default_nettype none

module uart_rx #(
  parameter int unsigned DividerWidth = 6
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  // Cycles per bit, less 1; at least 5.
  input  wire logic [DividerWidth-1:0] divider_i,
  input  wire logic                    rx_i,
  // A byte stays until the next one's first bit comes, for a bit and a half at least; who has not taken it then, takes another.
  output logic                         valid_o,
  output logic      [7:0]              data_o,
  input  wire logic                    ready_i,
  // One cycle: the line was low for 12 bits, as no byte at this rate makes it.
  output logic                         break_o
);
  typedef enum logic [1:0] {Idle, Bits, Low, Wait} state_e;
  localparam logic [3:0] StopBit = 4'd9;
  localparam logic [3:0] BreakBits = 4'd12;

  state_e state_q;
  logic [4:0] history_q;
  // Up to ones.
  logic [DividerWidth-1:0] left_q;
  logic [3:0] bit_q;
  logic [7:0] shift_q;
  assign data_o = shift_q;

  // The two oldest-but-one stages synchronise; three more vote.
  wire line = (history_q[2] & history_q[3]) | (history_q[3] & history_q[4]) | (history_q[2] & history_q[4]);
  wire sample = &left_q;
  // What is added says what is loaded, too: so the choice takes no cells beside the adder.
  wire reloads = state_q == Idle || sample;

  always_ff @(posedge clk_i) begin
    history_q <= {history_q[3:0], rx_i};
    // Half a bit from the edge to the middle of the start bit.
    left_q <= reloads ? ~((state_q == Idle) ? divider_i >> 1 : divider_i) : left_q + {DividerWidth{reloads}} + 1'b1;
    break_o <= 1'b0;
    if (valid_o && ready_i) valid_o <= 1'b0;

    bit_q <= bit_q + 4'(sample);
    unique case (state_q)
      Idle: begin
        bit_q <= '0;
        if (!line) state_q <= Bits;
      end
      Bits: begin
        if (sample) begin
          if (bit_q == '0) begin
            if (line) state_q <= Idle;
          end else if (bit_q != StopBit) begin
            shift_q <= {line, shift_q[7:1]};
          end else if (line) begin
            state_q <= Idle;
            valid_o <= 1'b1;
          end else begin
            state_q <= (shift_q == '0) ? Low : Wait;
          end
        end
      end
      Low: begin
        if (line) state_q <= Idle;
        else if (sample && bit_q == BreakBits) begin
          state_q <= Wait;
          break_o <= 1'b1;
        end
      end
      Wait: if (line) state_q <= Idle;
    endcase

    if (!rst_ni) begin
      state_q <= Wait;
      history_q <= '0;
      valid_o <= 1'b0;
    end
  end
endmodule

`default_nettype wire
