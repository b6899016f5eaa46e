// SPDX-License-Identifier: MIT
// Rules of one end of the link: session, sequence numbers, credits, sending again. Holds no payload.
`default_nettype none

module link_endpoint #(
  // Powers of two. One received slot is always left for the frame that comes in.
  parameter int unsigned ReceiveSlots = 4,
  parameter int unsigned SendSlots = 4,
  // Ticks without progress after which it sends again.
  parameter int unsigned Patience = 586,
  localparam int unsigned ReceiveWidth = $clog2(ReceiveSlots),
  localparam int unsigned SendWidth = $clog2(SendSlots)
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  input  wire logic                    tick_i,
  // Of a frame that comes in each field is shown once, when its bit is set: kind with both flags, sequence number,
  // acknowledgement, credit. Then it is whole, or another one comes.
  input  wire logic [3:0]              note_i,
  input  wire logic [3:0]              kind_i,
  input  wire logic                    repeat_i,
  input  wire logic                    answer_i,
  input  wire logic [7:0]              sequence_i,
  input  wire logic [7:0]              acknowledge_i,
  input  wire logic [7:0]              credit_i,
  input  wire logic                    frame_valid_i,
  input  wire logic                    hello_i,
  input  wire logic                    greeting_i,
  input  wire logic [7:0]              length_i,
  // Of a hello: its nonce is that of the last one that was taken.
  input  wire logic                    same_i,
  output logic                         nonce_take_o,
  output logic                         frame_ready_o,
  // Slots of received frames: the one to write next, and the oldest that is held.
  output logic      [ReceiveWidth-1:0] receive_slot_o,
  output logic                         held_valid_o,
  output logic      [ReceiveWidth-1:0] held_slot_o,
  input  wire logic                    release_i,
  // Slots of frames to send: the one to fill next.
  output logic                         room_o,
  output logic      [SendWidth-1:0]    queue_slot_o,
  input  wire logic                    queued_i,
  // What to send now: a slot, else an acknowledgement alone.
  output logic                         send_valid_o,
  output logic                         send_slot_valid_o,
  output logic      [SendWidth-1:0]    send_slot_o,
  output logic                         send_repeat_o,
  output logic                         send_answer_o,
  output logic      [7:0]              send_sequence_o,
  input  wire logic                    sent_i,
  // Fields of every frame that goes out.
  output logic      [7:0]              acknowledge_o,
  output logic      [7:0]              credit_o,
  // One cycle of session_reset_o when all that is queued is forgotten.
  output logic                         session_reset_o,
  // Answers outside the sequence that became due, one cycle each.
  output logic                         welcome_o,
  output logic                         resumed_o,
  output logic                         ping_o,
  output logic                         baud_o
);
  localparam int unsigned TimerWidth = $clog2(Patience + 1);

  typedef enum logic [2:0] {Idle, Look, Acknowledge, Credits, Take} state_e;
  state_e state_q;

  // Sending, by sequence numbers: the first frame that is not acknowledged, and the next one to send. Of the last one that may be
  // sent, and of the last that there is, the number behind it, as far as it can be beyond the first. Of the first, and of the
  // expected one below, the inverse is kept: a difference then takes no cells beside the adder.
  logic [7:0] not_base_q, next_q;
  logic [SendWidth:0] allowed_q, tail_q;
  logic [TimerWidth-1:0] waited_q;
  // Receiving: the number that is expected, and the oldest slot that is held.
  logic [7:0] not_expected_q;
  logic [ReceiveWidth-1:0] oldest_q;
  logic session_q, few_q;
  logic acknowledge_due_q, repeat_due_q, repeat_asked_q, answer_due_q;
  // Of the frame that comes in: how far it acknowledges, inverted; the number is the expected one, or one behind it; how many may be sent, inverted.
  logic sequenced_q, ping_q, baud_q, repeat_q, answer_q, fits_q, beyond_q;
  logic [7:0] not_advance_q;
  logic [SendWidth:0] not_offered_q;

  wire [SendWidth:0] not_base = not_base_q[SendWidth:0];
  wire [SendWidth:0] base = ~not_base;
  wire [SendWidth:0] following = next_q[SendWidth:0];
  wire [SendWidth:0] sent = following + not_base + 1'b1;
  wire [SendWidth:0] limit = allowed_q + not_base + 1'b1;
  // More than it can send is as much as all.
  wire [SendWidth:0] offered = (credit_i[7:SendWidth] != '0) ? {1'b1, SendWidth'(0)} : {1'b0, credit_i[SendWidth-1:0]};
  wire [7:0] ahead = sequence_i + not_expected_q + 8'd1;
  wire [ReceiveWidth-1:0] credit = oldest_q + not_expected_q[ReceiveWidth-1:0];

  wire [SendWidth:0] advance = ~not_advance_q[SendWidth:0];
  // Known in Look, in which nothing is sent.
  logic within_q;
  wire advances = state_q == Acknowledge && within_q;
  wire takes = state_q == Take && sequenced_q && fits_q && credit != '0;
  wire next = following != tail_q && following != allowed_q && !repeat_due_q;
  wire late = tail_q != base && waited_q == TimerWidth'(Patience);
  wire greets = state_q == Look && greeting_i;
  wire known = same_i && session_q;
  wire rewinds = greets || (state_q == Idle && late && !frame_valid_i) || (state_q == Credits && repeat_q);
  // What goes out is known a cycle before: in Idle it stays so, or there is more of it.
  wire steps = sent_i && send_slot_valid_o;

  assign nonce_take_o = greets;
  assign receive_slot_o = acknowledge_o[ReceiveWidth-1:0];
  assign held_valid_o = oldest_q != acknowledge_o[ReceiveWidth-1:0];
  assign held_slot_o = oldest_q;
  assign room_o = tail_q != {!base[SendWidth], base[SendWidth-1:0]};
  assign queue_slot_o = tail_q[SendWidth-1:0];

  assign send_sequence_o = send_slot_valid_o ? next_q : '0;
  assign send_slot_o = next_q[SendWidth-1:0];
  assign send_repeat_o = repeat_due_q;
  assign send_answer_o = answer_due_q;
  assign acknowledge_o = ~not_expected_q;
  assign credit_o = 8'(credit);

  // Without the carries of a comparison.
  function automatic logic above(input logic [SendWidth:0] a, input logic [SendWidth:0] b);
    above = 1'b0;
    for (int unsigned i = 0; i <= SendWidth; i++) above = (a[i] && !b[i]) || (a[i] == b[i] && above);
  endfunction

  always_ff @(posedge clk_i) begin
    frame_ready_o <= 1'b0;
    session_reset_o <= 1'b0;
    welcome_o <= 1'b0;
    ping_o <= 1'b0;
    baud_o <= 1'b0;
    send_valid_o <= state_q == Idle && !frame_valid_i && session_q && !late && !sent_i
      && (next || acknowledge_due_q || answer_due_q);
    send_slot_valid_o <= next;
    within_q <= (&not_advance_q[7:SendWidth+1]) && !above(advance, sent);

    // Without an enable, and a cell where a chain of carries begins.
    waited_q <= waited_q + TimerWidth'(tick_i && !late);
    tail_q <= tail_q + (SendWidth+1)'(queued_i);
    oldest_q <= oldest_q + ReceiveWidth'(release_i);
    // What is added says what is taken, too: so the choice takes no cells beside the adder.
    next_q <= rewinds ? ~not_base_q : next_q + {{7{rewinds}}, rewinds || steps};
    if ((queued_i && tail_q == base) || (steps && following == base) || rewinds) waited_q <= '0;
    // News of room is worth a frame when the host may be waiting for it.
    if (release_i && few_q) acknowledge_due_q <= 1'b1;

    unique case (state_q)
      Idle: if (frame_valid_i && !frame_ready_o) state_q <= Look;
      Look: begin
        state_q <= session_q ? Acknowledge : Idle;
        frame_ready_o <= !session_q;
        ping_o <= ping_q && length_i == link_pkg::WordBytes;
        baud_o <= baud_q && length_i == link_pkg::WordBytes;
        if (hello_i) begin
          state_q <= Idle;
          frame_ready_o <= 1'b1;
          if (greets) begin
            welcome_o <= 1'b1;
            resumed_o <= known;
            session_q <= 1'b1;
            session_reset_o <= !known;
            acknowledge_due_q <= 1'b1;
          end
        end else if (!ping_q && !baud_q) begin
          welcome_o <= !session_q;
          resumed_o <= 1'b0;
        end
      end
      Acknowledge: begin
        // An acknowledgement of what was never sent is an old one that was repeated.
        state_q <= advances ? Credits : Take;
        if (advances && advance != '0) begin
          not_base_q <= not_base_q + not_advance_q + 8'd1;
          waited_q <= '0;
        end
      end
      Credits: begin
        state_q <= Take;
        if (above(~not_offered_q, limit)) begin
          allowed_q <= ~(not_base + not_offered_q + 1'b1);
          if (limit == sent) waited_q <= '0;
        end
      end
      default: begin
        state_q <= Idle;
        frame_ready_o <= 1'b1;
        if (answer_q || sequenced_q) acknowledge_due_q <= 1'b1;
        if (takes) begin
          not_expected_q <= not_expected_q - 8'd1;
          repeat_asked_q <= 1'b0;
          repeat_due_q <= 1'b0;
        end else if (sequenced_q && beyond_q && !repeat_asked_q) begin
          repeat_due_q <= 1'b1;
        end
      end
    endcase

    if (note_i[0]) begin
      sequenced_q <= kind_i == link_pkg::KindCommand || kind_i == link_pkg::KindStream || kind_i == link_pkg::KindTest;
      ping_q <= kind_i == link_pkg::KindPing;
      baud_q <= kind_i == link_pkg::KindBaud;
      repeat_q <= repeat_i;
      answer_q <= answer_i;
    end
    if (note_i[1]) {fits_q, beyond_q} <= {ahead == '0, ahead != '0 && !ahead[7]};
    if (note_i[2]) not_advance_q <= ~(acknowledge_i + not_base_q + 8'd1);
    if (note_i[3]) not_offered_q <= ~offered;

    if (sent_i) begin
      if (repeat_due_q) repeat_asked_q <= 1'b1;
      repeat_due_q <= 1'b0;
      answer_due_q <= 1'b0;
      // What is freed in this very cycle is not in the frame that goes out.
      acknowledge_due_q <= release_i;
      few_q <= !credit[ReceiveWidth-1];
    end
    if (state_q == Idle && rewinds && allowed_q == base) answer_due_q <= 1'b1;

    if (!rst_ni || session_reset_o) begin
      not_base_q <= '1;
      next_q <= '0;
      allowed_q <= '0;
      tail_q <= '0;
      waited_q <= '0;
      not_expected_q <= '1;
      oldest_q <= '0;
      few_q <= 1'b0;
      acknowledge_due_q <= 1'b0;
      repeat_due_q <= 1'b0;
      repeat_asked_q <= 1'b0;
      answer_due_q <= 1'b0;
      send_valid_o <= 1'b0;
    end
    if (!rst_ni) begin
      state_q <= Idle;
      session_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
