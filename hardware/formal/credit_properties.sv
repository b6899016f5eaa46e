// SPDX-License-Identifier: MIT
// The endpoint never sends beyond the credit that it was given, never promises more than it can hold,
// and never loses count of either, whatever frames arrive.
`default_nettype none

module credit_properties (
  input wire logic        clk_i,
  input wire logic        tick_i,
  input wire logic        note_i,
  input wire logic        frame_valid_i,
  input wire logic [3:0]  kind_i,
  input wire logic        repeat_i,
  input wire logic        answer_i,
  input wire logic [7:0]  sequence_i,
  input wire logic [7:0]  acknowledge_i,
  input wire logic [7:0]  credit_i,
  input wire logic [7:0]  length_i,
  input wire logic        same_i,
  input wire logic        greeting_i,
  input wire logic        release_i,
  input wire logic        queued_i,
  input wire logic        sent_i
);
  localparam int unsigned Slots = 4;
  logic rst_n_q = 1'b0;
  always_ff @(posedge clk_i) rst_n_q <= 1'b1;

  logic frame_ready, held_valid, room, send_valid, send_slot_valid, session_reset;
  logic [1:0] receive_slot, held_slot, queue_slot, send_slot;
  logic [7:0] acknowledge, credit, send_sequence;
  logic nonce_take;
  logic unused_repeat, unused_answer, unused_welcome, unused_resumed, unused_ping, unused_baud;

  link_endpoint #(
    .ReceiveSlots(Slots),
    .SendSlots   (Slots),
    .Patience    (3)
  ) u_endpoint (
    .clk_i,
    .rst_ni           (rst_n_q),
    .tick_i,
    .note_i           ({4{note_i}}),
    .kind_i,
    .repeat_i,
    .answer_i,
    .sequence_i,
    .acknowledge_i,
    .credit_i,
    .frame_valid_i,
    .hello_i          (hello_q),
    .greeting_i       (greeting_i && hello_q),
    .length_i,
    .same_i,
    .nonce_take_o     (nonce_take),
    .frame_ready_o    (frame_ready),
    .receive_slot_o   (receive_slot),
    .held_valid_o     (held_valid),
    .held_slot_o      (held_slot),
    .release_i,
    .room_o           (room),
    .queue_slot_o     (queue_slot),
    .queued_i,
    .send_valid_o     (send_valid),
    .send_slot_valid_o(send_slot_valid),
    .send_slot_o      (send_slot),
    .send_repeat_o    (unused_repeat),
    .send_answer_o    (unused_answer),
    .send_sequence_o  (send_sequence),
    .sent_i,
    .acknowledge_o    (acknowledge),
    .credit_o         (credit),
    .session_reset_o  (session_reset),
    .welcome_o        (unused_welcome),
    .resumed_o        (unused_resumed),
    .ping_o           (unused_ping),
    .baud_o           (unused_baud)
  );

  // A hello was taken.
  logic session_q = 1'b0;

  // Of the frame that comes in, as it was shown.
  logic noted_q = 1'b0, hello_q = 1'b0;
  logic [7:0] noted_acknowledge_q, noted_credit_q;
  always_ff @(posedge clk_i) begin
    if (note_i) begin
      hello_q <= kind_i == link_pkg::KindHello;
      {noted_acknowledge_q, noted_credit_q} <= {acknowledge_i, credit_i};
    end
    noted_q <= note_i || (noted_q && !(frame_valid_i && frame_ready));
  end

  // What stands around it: a frame is shown before it is there, not while the one before is looked at or makes all void, and
  // stays until it is taken; and nothing is used that is not offered.
  always_ff @(posedge clk_i) begin
    if (!rst_n_q) assume (!frame_valid_i && !sent_i && !queued_i && !release_i);
    assume (!sent_i || send_valid);
    assume (!queued_i || (room && !session_reset));
    assume (!release_i || (held_valid && !session_reset));
    if (rst_n_q && $past(frame_valid_i) && !$past(frame_ready)) begin
      assume (frame_valid_i && $stable(length_i) && $stable(greeting_i));
    end
    assume (!note_i || (rst_n_q && !frame_valid_i && !session_reset));
    assume (!frame_valid_i || noted_q);
    if (rst_n_q && $past(frame_valid_i) && $past(frame_ready)) assume (!frame_valid_i);
    assume (credit_i <= 8'd127);
    session_q <= rst_n_q && (session_q || nonce_take);
  end

  // Seen from outside: frames queued, sent, acknowledged and allowed since the session began. The endpoint may
  // ignore an acknowledgement while it sends again; so what it sends can lie before acknowledged_q.
  wire taken = rst_n_q && frame_valid_i && frame_ready;
  wire reads = taken && !hello_q && session_q;
  logic signed [15:0] queued_q = '0, acknowledged_q = '0, highest_q = '0, limit_q = '0;
  wire [7:0] behind = highest_q[7:0] - noted_acknowledge_q;
  wire signed [15:0] acknowledged = highest_q - $signed({8'd0, behind});
  wire signed [15:0] offered = acknowledged + $signed({8'd0, noted_credit_q});
  wire [7:0] again = highest_q[7:0] - send_sequence;
  wire signed [15:0] sending = highest_q - $signed({8'd0, again});

  logic [7:0] expected_q = '0;
  always_ff @(posedge clk_i) begin
    if (queued_i) queued_q <= queued_q + 16'sd1;
    if (sent_i && send_slot_valid && again == '0) highest_q <= highest_q + 16'sd1;
    // Of a frame that was sent, and not so long ago that its slot has another.
    if (reads && behind <= 8'(Slots)) begin
      if (acknowledged > acknowledged_q) acknowledged_q <= acknowledged;
      if (offered > limit_q) limit_q <= offered;
    end
    expected_q <= acknowledge;
    if (!rst_n_q || session_reset) begin
      queued_q <= '0;
      acknowledged_q <= '0;
      highest_q <= '0;
      limit_q <= '0;
      expected_q <= '0;
    end

    if (rst_n_q && !session_reset) begin
      if (sent_i && send_slot_valid) begin
        // The next frame or one again, within what was allowed, and a frame that exists.
        assert (again <= 8'(Slots));
        assert (sending < limit_q);
        assert (sending < queued_q);
        assert (send_slot == send_sequence[1:0]);
      end
      assert (queued_q - acknowledged_q <= 16'(Slots) || frame_valid_i);
      // One slot is always left for the frame that comes in.
      assert (credit < 8'(Slots));
      assert (acknowledge == expected_q || acknowledge == expected_q + 8'd1);
      assert (!held_valid || held_slot != receive_slot);
    end
    cover (sent_i && send_slot_valid && send_sequence == 8'd2);
    cover (rst_n_q && credit == '0);
  end
endmodule

`default_nettype wire
