// SPDX-License-Identifier: MIT
// Keeps records and cuts them into payloads: of 20, or what there is after a while.
`default_nettype none

module record_stream #(
  // Bytes, a power of two.
  parameter int unsigned Depth = 1024,
  // Ticks of the beat on which records go out. It runs freely: in step with the conversions, frames
  // would draw their power where the sensor does not look.
  parameter int unsigned PatienceTicks = 469
) (
  input  wire logic       clk_i,
  input  wire logic       rst_ni,
  input  wire logic       tick_i,
  // Records, as they come; room_o says beforehand that a whole one fits.
  input  wire logic       valid_i,
  input  wire logic [7:0] data_i,
  input  wire logic       last_i,
  output logic            room_o,
  output logic            valid_o,
  output logic      [7:0] data_o,
  output logic            last_o,
  input  wire logic       ready_i
);
  localparam int unsigned CountWidth = $clog2(Depth) + 1;
  localparam logic [7:0] RecordBytes = 8'd12;
  localparam logic [7:0] Batch = 8'd240;
  localparam int unsigned TimerWidth = $clog2(PatienceTicks + 1);

  logic [CountWidth-1:0] count;
  logic fifo_ready, fifo_valid, sending_q;
  // Bytes of whole records that are to go out in this payload.
  logic [7:0] left_q;
  logic [CountWidth-1:0] whole_q;
  logic [TimerWidth-1:0] patience_q;
  wire given = valid_o && ready_i;
  wire enough = whole_q >= CountWidth'(Batch);

  assign room_o = count <= CountWidth'(Depth - 12) && fifo_ready;
  assign valid_o = sending_q && fifo_valid;
  assign last_o = left_q == 8'd1;

  fifo #(.Depth(Depth)) u_fifo (
    .clk_i,
    .rst_ni,
    .valid_i,
    .data_i,
    .ready_o(fifo_ready),
    .valid_o(fifo_valid),
    .data_o,
    .ready_i(sending_q && ready_i),
    .count_o(count)
  );

  always_ff @(posedge clk_i) begin
    whole_q <= whole_q + ((valid_i && last_i) ? CountWidth'(RecordBytes) : '0) - CountWidth'(given);
    if (tick_i) patience_q <= (patience_q == '0) ? TimerWidth'(PatienceTicks) : patience_q - 1'b1;
    if (sending_q) begin
      if (given) left_q <= left_q - 8'd1;
      if (given && last_o) sending_q <= 1'b0;
    end else if (whole_q != '0) begin
      left_q <= enough ? Batch : whole_q[7:0];
      sending_q <= enough || patience_q == '0;
    end
    if (!rst_ni) begin
      patience_q <= TimerWidth'(PatienceTicks);
      whole_q <= '0;
      sending_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
