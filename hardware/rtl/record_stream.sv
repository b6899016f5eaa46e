// SPDX-License-Identifier: MIT
// Keeps records and cuts them into payloads: of at most 20, and what there is after a while.
`default_nettype none

module record_stream #(
  // A power of two; one takes 16 bytes.
  parameter int unsigned Records = 32,
  // Ticks of the beat on which records go out, a power of two. It runs freely: in step with the conversions, frames
  // would draw their power where the sensor does not look.
  parameter int unsigned PatienceTicks = 4,
  localparam int unsigned Width = $clog2(Records)
) (
  input  wire logic             clk_i,
  input  wire logic             rst_ni,
  input  wire logic             tick_i,
  // Records, as they are written; those from begin_o to end_i may go out.
  input  wire logic             write_i,
  input  wire logic [Width+3:0] address_i,
  input  wire logic [7:0]       data_i,
  output logic      [Width:0]   begin_o,
  input  wire logic [Width:0]   end_i,
  output logic                  valid_o,
  output logic      [7:0]       data_o,
  output logic                  last_o,
  input  wire logic             ready_i
);
  localparam logic [3:0] LastByte = 4'd11;
  localparam logic [4:0] Most = 5'd20;
  localparam int unsigned TimerWidth = $clog2(PatienceTicks);

  logic [3:0] byte_q;
  // Records of this payload.
  logic [4:0] sent_q;
  logic [TimerWidth-1:0] patience_q;
  logic more_q, sending_q;
  // Of begin_o, which is also the address: then a difference takes no cells beside the adder.
  logic [Width:0] not_begin_q;
  wire given = valid_o && ready_i;
  wire record_ends = byte_q == LastByte;
  wire [Width:0] whole = end_i + not_begin_q + 1'b1;
  wire beat = tick_i && (&patience_q);

  assign begin_o = ~not_begin_q;
  assign last_o = record_ends && !more_q;

  block_ram #(.Depth(16 * Records)) u_memory (
    .clk_i,
    .write_i,
    .write_address_i(address_i ^ {{Width{1'b1}}, 4'b0}),
    .write_data_i   (data_i),
    .read_address_i ({not_begin_q[Width-1:0], byte_q}),
    .read_data_o    (data_o)
  );

  always_ff @(posedge clk_i) begin
    // A byte is read in the cycle before.
    valid_o <= sending_q && !given;
    patience_q <= patience_q + TimerWidth'(tick_i);
    // Decided before a record's last byte is shown.
    if (!record_ends) more_q <= whole != (Width+1)'(1) && sent_q != Most - 5'd1;
    if (given) begin
      byte_q <= record_ends ? '0 : byte_q + 4'd1;
      if (record_ends) begin
        not_begin_q <= not_begin_q - 1'b1;
        sent_q <= sent_q + 5'd1;
        sending_q <= more_q;
      end
    end
    if (!sending_q) begin
      sent_q <= '0;
      sending_q <= whole[Width:4] != '0 || (beat && whole != '0);
    end
    if (!rst_ni) begin
      patience_q <= '0;
      not_begin_q <= '1;
      byte_q <= '0;
      sending_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
