// SPDX-License-Identifier: MIT
// Frames from bytes: unstuffs, checks, writes the body to a slot and shows the header to the endpoint.
`default_nettype none

module link_receiver (
  input  wire logic       clk_i,
  input  wire logic       rst_ni,
  // Of the counter, the lower bits: a byte is taken before a half window, in which it goes into the checksum.
  input  wire logic [2:0] phase_i,
  input  wire logic       valid_i,
  input  wire logic [7:0] data_i,
  output logic            ready_o,
  // Body bytes, and the length of the payload, into the slot that the endpoint offers.
  output logic            write_o,
  output logic      [7:0] write_offset_o,
  output logic      [7:0] write_data_o,
  // Fields, each when its byte is there: of one bit each kind and flags, sequence number, acknowledgement, credit.
  output logic [3:0]        note_o,
  output logic        [7:0] byte_o,
  // A byte of the nonce of a hello, or of the first four of any other payload, and its place: three to two, and zero to three. It comes in no other
  // cycle than one with may_word_o.
  output logic              may_word_o,
  output logic              word_o,
  output logic [1:0]        word_at_o,
  // In the same cycle, of a hello: the byte of the session's nonce at that place.
  input  wire logic [7:0]   nonce_byte_i,
  // A whole frame; what is below stays until it is taken.
  output logic              frame_valid_o,
  output logic        [7:0] length_o,
  // It is a hello; of the right form, and its nonce is not 0; its nonce is the session's.
  output logic              hello_o,
  output logic              greeting_o,
  output logic              same_o,
  input  wire logic         frame_ready_i
);
  localparam logic [7:0] MostPayload = link_pkg::LargestBody - link_pkg::LeastBody;

  // Bytes beyond the least body: the payload's length at the end.
  logic [7:0] at_q;
  logic known_q, magic_q, zero_q;

  logic decoded_valid, decoded_end, decoded_good, end_q, good_q;
  logic [7:0] decoded_data;
  logic [31:0] crc_state;
  // One beat at a time: a frame has to be taken.
  logic may_take_q, takes_q;
  // It stands there for the whole half of a window, at whose end it is taken: what it is, is known a cycle before.
  wire soon = takes_q && phase_i == 3'd6;
  logic body, finish;

  // Bodies of 8 to 248 bytes; one more, and they are no longer counted.
  wire least = at_q[7:3] != link_pkg::ReceivedAt[7:3];
  wire largest = at_q[7:3] == MostPayload[7:3];
  wire overlong = largest && at_q[0];
  // Known long before its byte.
  logic in_word;
  wire whole = good_q && least && !overlong && known_q && crc_state == link_pkg::Residue;

  cobs_decoder u_decoder (
    .clk_i,
    .rst_ni,
    .valid_i,
    .data_i,
    .ready_o,
    .valid_o(decoded_valid),
    .data_o (decoded_data),
    .end_o  (decoded_end),
    .good_o (decoded_good),
    .ready_i(may_take_q)
  );

  crc32 u_crc (
    .clk_i,
    .clear_i(finish || !rst_ni),
    .shift_i(takes_q && !end_q),
    .bit_i  (byte_o[phase_i]),
    .drain_i(1'b0),
    .state_o(crc_state)
  );

  assign length_o = at_q;
  assign write_o = finish || (body && !largest);
  assign write_offset_o = finish ? link_pkg::ReceivedLengthAt : at_q;
  assign write_data_o = finish ? length_o : byte_o;

  assign word_at_o = at_q[1:0];

  always_ff @(posedge clk_i) begin
    // For the half of a window that follows, whatever the wire brings.
    may_take_q <= phase_i == 3'd6 && !takes_q && !frame_valid_o;
    if (may_take_q) {byte_o, end_q, good_q} <= {decoded_data, decoded_end, decoded_good};
    in_word <= hello_o ? (&at_q) || (at_q[7:2] == '0 && at_q[1:0] != 2'd3) : &at_q[7:2];
    if (phase_i == 3'd7) takes_q <= may_take_q && decoded_valid;
    may_word_o <= soon;
    body <= soon && !end_q;
    finish <= soon && end_q;
    word_o <= soon && !end_q && in_word;
    for (int i = 0; i < 4; i++) note_o[i] <= soon && !end_q && at_q == link_pkg::ReceivedAt + 8'(i);
    at_q <= at_q + 8'(body && !overlong);
    if (body) begin
      unique case (at_q)
        link_pkg::ReceivedAt: begin
          hello_o <= byte_o[5:0] == {2'b0, link_pkg::KindHello};
          // Up to the last kind, 9: without the carries of a comparison.
          known_q <= byte_o[5:4] == '0 && (!byte_o[3] || byte_o[2:1] == '0);
        end
        link_pkg::ReceivedAt + 8'd4: magic_q <= byte_o == "P";
        link_pkg::ReceivedAt + 8'd5: magic_q <= magic_q && byte_o == "J";
        link_pkg::ReceivedAt + 8'd6: zero_q <= 1'b1;
        default: ;
      endcase
      if (in_word && byte_o != '0) zero_q <= 1'b0;
      if (in_word) same_o <= byte_o == nonce_byte_i && (same_o || (&at_q[1:0]));
    end
    if (finish) begin
      greeting_o <= hello_o && magic_q && !zero_q && at_q == 8'd7;
      if (whole) frame_valid_o <= 1'b1;
      else at_q <= link_pkg::ReceivedAt;
    end
    if (frame_valid_o && frame_ready_i) begin
      frame_valid_o <= 1'b0;
      at_q <= link_pkg::ReceivedAt;
    end
    if (!rst_ni) begin
      at_q <= link_pkg::ReceivedAt;
      takes_q <= 1'b0;
      frame_valid_o <= 1'b0;
    end
  end
endmodule

`default_nettype wire
