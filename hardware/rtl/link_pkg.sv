// SPDX-License-Identifier: MIT
// Numbers of the board link, version 1: see docs/reference/link.md.
`default_nettype none

package link_pkg;
  localparam logic [7:0] Version = 8'd1;

  // Kinds of frames.
  localparam logic [3:0] KindAcknowledge = 4'd0;
  localparam logic [3:0] KindCommand = 4'd1;
  localparam logic [3:0] KindStream = 4'd2;
  localparam logic [3:0] KindTest = 4'd3;
  localparam logic [3:0] KindHello = 4'd4;
  localparam logic [3:0] KindWelcome = 4'd5;
  localparam logic [3:0] KindPing = 4'd6;
  localparam logic [3:0] KindPong = 4'd7;
  localparam logic [3:0] KindBaud = 4'd8;
  localparam logic [3:0] KindBaudTaken = 4'd9;

  // Bytes of a body.
  localparam logic [7:0] HeaderBytes  = 8'd4;
  localparam logic [7:0] LeastBody    = 8'd8;
  localparam logic [7:0] LargestBody  = 8'd248;
  localparam logic [7:0] WelcomeBytes = 8'd48;
  localparam logic [7:0] PongBytes    = 8'd16;
  localparam logic [7:0] WordBytes    = 8'd4;

  // Where a slot of 256 bytes holds the length of the payload of a received frame, whose body begins behind it and goes round,
  // so that the place of a payload's end is its length and that of the checksum; and that of header and payload of one to send, whose body begins at 0.
  localparam logic [7:0] ReceivedAt = 8'hf8;
  localparam logic [7:0] ReceivedLengthAt = ReceivedAt - 8'd1;
  localparam logic [7:0] LengthAt = 8'd255;

  // What an exact CRC-32 leaves in the register after a body and its checksum.
  localparam logic [31:0] Residue = 32'hDEBB20E3;
endpackage

`default_nettype wire
