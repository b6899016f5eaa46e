// SPDX-License-Identifier: MIT
// What the encoder stuffs holds no zero but its delimiter, and the decoder gives back the very bytes.
`default_nettype none

module cobs_properties (
  input wire logic       clk_i,
  input wire logic       valid_i,
  input wire logic [7:0] data_i,
  input wire logic       last_i,
  input wire logic       ready_i,
  input wire logic       out_ready_i
);
  logic rst_n_q = 1'b0;
  always_ff @(posedge clk_i) rst_n_q <= 1'b1;

  logic ready, wire_valid, wire_ready, unused_idle;
  logic [7:0] wire_data;
  cobs_encoder #(.HalfBytes(8)) u_encoder (
    .clk_i,
    .rst_ni (rst_n_q),
    .valid_i,
    .data_i,
    .last_i,
    .ready_o(ready),
    .valid_o(wire_valid),
    .data_o (wire_data),
    .ready_i(wire_ready && ready_i),
    .idle_o (unused_idle)
  );

  logic valid, ends, good;
  logic [7:0] data;
  cobs_decoder u_decoder (
    .clk_i,
    .rst_ni (rst_n_q),
    .valid_i(wire_valid && ready_i),
    .data_i (wire_data),
    .ready_o(wire_ready),
    .valid_o(valid),
    .data_o (data),
    .end_o  (ends),
    .good_o (good),
    .ready_i(out_ready_i)
  );

  wire put = rst_n_q && valid_i && ready;
  wire get = rst_n_q && valid && out_ready_i;

  // Frames of at most five bytes, so that whole ones pass within the bound.
  logic [2:0] length_q = '0;
  always_ff @(posedge clk_i) begin
    if (put) length_q <= last_i ? '0 : length_q + 3'd1;
    assume (!(put && length_q == 3'd4) || last_i);
  end

  // Any one byte comes out as the beat of its number, and the end of its frame after it where it is the last.
  (* anyconst *) logic [3:0] watched;
  logic [3:0] puts_q = '0, gets_q = '0;
  logic [7:0] seen_q;
  logic seen_last_q = 1'b0, known_q = 1'b0;
  wire [3:0] put_beats = last_i ? 4'd2 : 4'd1;

  always_ff @(posedge clk_i) begin
    if (put) begin
      puts_q <= puts_q + put_beats;
      if (puts_q == watched && !known_q) begin
        known_q <= 1'b1;
        seen_q <= data_i;
        seen_last_q <= last_i;
      end
    end
    if (get) gets_q <= gets_q + 4'd1;
    if (rst_n_q && puts_q < 4'd12) begin
      assert (gets_q <= puts_q);
      if (get && ends) assert (good);
      if (get && known_q && gets_q == watched) assert (!ends && data == seen_q);
      if (get && known_q && seen_last_q && gets_q == watched + 4'd1) assert (ends);
    end
    cover (get && ends && gets_q > 4'd1);
  end
endmodule

`default_nettype wire
