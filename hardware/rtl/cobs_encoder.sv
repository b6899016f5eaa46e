// SPDX-License-Identifier: MIT
// COBS encoder for frames of at most 253 bytes: stuffs in place, in a ring of block RAM.
`default_nettype none

module cobs_encoder #(
  // Half of the ring, a power of two, at most 256: the longest frame is three bytes shorter.
  parameter int unsigned HalfBytes = 256,
  localparam int unsigned Width = $clog2(HalfBytes) + 1
) (
  input  wire logic       clk_i,
  input  wire logic       rst_ni,
  input  wire logic       valid_i,
  input  wire logic [7:0] data_i,
  input  wire logic       last_i,
  // A frame that has begun finds room for all its bytes.
  output logic            ready_o,
  // The stuffed frame, its delimiter last.
  output logic            valid_o,
  output logic      [7:0] data_o,
  input  wire logic       ready_i,
  // It holds nothing.
  output logic            idle_o
);
  typedef enum logic [1:0] {Take, Code, Delimiter, Place} state_e;
  state_e state_q;

  // Filling: a zero leaves its place to the code byte of the run behind it. What is before that place may go out.
  logic begun_q;
  // Of the place its inverse is kept: the difference takes no cells beside the adder.
  logic [Width-1:0] at_q, not_code_q, out_q;
  wire zero = data_i == '0;
  wire take = valid_i && ready_o;
  wire write_code = (state_q == Take) ? zero : state_q == Code;
  wire [Width-2:0] run = at_q[Width-2:0] + not_code_q[Width-2:0] + 1'b1;
  // In eighths of it, rounded up or down: four are at least half of it. Without the carries of a difference.
  wire [1:0] at = at_q[Width-2-:2];
  wire [1:0] out = out_q[Width-2-:2];
  wire borrow = (out[1] && !at[1]) || (out[1] == at[1] && out[0] && !at[0]);
  wire half_used = at_q[Width-1] ^ out_q[Width-1] ^ borrow;
  assign ready_o = state_q == Take && (begun_q || !half_used);

  // Draining: one cycle to read, then the byte waits for its taker.
  wire given = valid_o && ready_i;
  wire empty = out_q == ~not_code_q;
  assign idle_o = empty && !begun_q;

  block_ram #(.Depth(2 * HalfBytes)) u_memory (
    .clk_i,
    .write_i        (take || state_q != Take),
    .write_address_i(write_code ? ~not_code_q : at_q),
    .write_data_i   (write_code ? 8'(run) : (state_q == Take) ? data_i : '0),
    .read_address_i (out_q),
    .read_data_o    (data_o)
  );

  always_ff @(posedge clk_i) begin
    at_q <= at_q + Width'(take || state_q[1]);
    if ((take && zero) || state_q == Place) not_code_q <= ~at_q;
    if (take) begun_q <= 1'b1;
    unique case (state_q)
      Take:      if (take && last_i) state_q <= Code;
      Code:      state_q <= Delimiter;
      Delimiter: state_q <= Place;
      Place: begin
        state_q <= Take;
        begun_q <= 1'b0;
      end
    endcase
    valid_o <= !empty && !given;
    out_q <= out_q + Width'(given);

    if (!rst_ni) begin
      state_q <= Take;
      begun_q <= 1'b0;
      at_q <= Width'(1);
      not_code_q <= '1;
      out_q <= '0;
      valid_o <= 1'b0;
    end
  end
endmodule

`default_nettype wire
