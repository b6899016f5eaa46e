// SPDX-License-Identifier: MIT
// Rules of one end of the link: session, sequence numbers, credits, sending again. Holds no payload.
`default_nettype none

module link_endpoint #(
  // Powers of two. One received slot is always left for the frame that comes in.
  parameter int unsigned ReceiveSlots = 8,
  parameter int unsigned SendSlots = 8,
  // Ticks without progress after which it sends again.
  parameter int unsigned Patience = 586,
  localparam int unsigned ReceiveWidth = $clog2(ReceiveSlots),
  localparam int unsigned SendWidth = $clog2(SendSlots)
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  input  wire logic                    tick_i,
  // A frame that came in.
  input  wire logic                    frame_valid_i,
  input  wire logic [3:0]              kind_i,
  input  wire logic                    repeat_i,
  input  wire logic                    answer_i,
  input  wire logic [7:0]              sequence_i,
  input  wire logic [7:0]              acknowledge_i,
  input  wire logic [7:0]              credit_i,
  input  wire logic [7:0]              length_i,
  input  wire logic [31:0]             word_i,
  input  wire logic                    greeting_i,
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
  // Session; one cycle of session_reset_o when all that is queued is forgotten.
  output logic      [31:0]             nonce_o,
  output logic                         session_reset_o,
  // Answers outside the sequence that became due, one cycle each.
  output logic                         welcome_o,
  output logic                         resumed_o,
  output logic                         ping_o,
  output logic                         baud_o
);
  localparam logic [ReceiveWidth-1:0] Credit = '1;
  localparam logic [SendWidth:0] Room = (SendWidth+1)'(SendSlots);
  localparam int unsigned TimerWidth = $clog2(Patience + 1);

  typedef enum logic [2:0] {Idle, Look, Acknowledge, Credits, Take} state_e;
  state_e state_q;

  // Sending: of the pending frames from base on, the first sent_q are on the way, limit_q may be.
  logic [7:0] base_q, limit_q, advance_q;
  logic [SendWidth:0] pending_q, sent_q;
  logic [TimerWidth-1:0] waited_q;
  // Receiving.
  logic [7:0] expected_q;
  logic [ReceiveWidth-1:0] held_q, advertised_q;
  logic known_q;
  logic acknowledge_due_q, repeat_due_q, repeat_asked_q, answer_due_q;

  wire [7:0] sent = 8'(sent_q);
  wire session = nonce_o != '0;
  wire sequenced = kind_i == link_pkg::KindCommand || kind_i == link_pkg::KindStream
    || kind_i == link_pkg::KindTest;
  wire [7:0] ahead = sequence_i - expected_q;

  wire advances = state_q == Acknowledge && advance_q <= sent;
  wire takes = state_q == Take && sequenced && ahead == '0 && held_q != Credit;
  wire next = sent_q < pending_q && sent < limit_q && !repeat_due_q;
  wire late = pending_q != '0 && waited_q == TimerWidth'(Patience);

  assign receive_slot_o = expected_q[ReceiveWidth-1:0];
  assign held_valid_o = held_q != '0;
  assign held_slot_o = expected_q[ReceiveWidth-1:0] - held_q;
  assign room_o = pending_q != Room;
  assign queue_slot_o = base_q[SendWidth-1:0] + pending_q[SendWidth-1:0];

  assign send_valid_o = state_q == Idle && !frame_valid_i && session && !late
    && (next || acknowledge_due_q || answer_due_q);
  assign send_slot_valid_o = next;
  assign send_sequence_o = next ? base_q + sent : '0;
  assign send_slot_o = send_sequence_o[SendWidth-1:0];
  assign send_repeat_o = repeat_due_q;
  assign send_answer_o = answer_due_q;
  assign acknowledge_o = expected_q;
  wire [ReceiveWidth-1:0] credit = Credit - held_q;
  assign credit_o = 8'(credit);

  always_ff @(posedge clk_i) begin
    frame_ready_o <= 1'b0;
    session_reset_o <= 1'b0;
    welcome_o <= 1'b0;
    ping_o <= 1'b0;
    baud_o <= 1'b0;

    if (tick_i && !late) waited_q <= waited_q + 1'b1;
    pending_q <= pending_q + (SendWidth+1)'(queued_i) - (advances ? advance_q[SendWidth:0] : '0);
    held_q <= held_q + ReceiveWidth'(takes) - ReceiveWidth'(release_i);
    if (queued_i && pending_q == '0) waited_q <= '0;
    // News of room is worth a frame when the host may be waiting for it.
    if (release_i && !advertised_q[ReceiveWidth-1]) acknowledge_due_q <= 1'b1;

    unique case (state_q)
      Idle: begin
        advance_q <= acknowledge_i - base_q;
        known_q <= word_i == nonce_o;
        if (frame_valid_i && !frame_ready_o) begin
          state_q <= Look;
        end else if (late) begin
          sent_q <= '0;
          waited_q <= '0;
          if (limit_q == '0) answer_due_q <= 1'b1;
        end
      end
      Look: begin
        state_q <= session ? Acknowledge : Idle;
        frame_ready_o <= !session;
        unique case (kind_i)
          link_pkg::KindHello: begin
            state_q <= Idle;
            frame_ready_o <= 1'b1;
            if (greeting_i && word_i != '0) begin
              welcome_o <= 1'b1;
              resumed_o <= known_q;
              nonce_o <= word_i;
              session_reset_o <= !known_q;
              sent_q <= '0;
              waited_q <= '0;
              acknowledge_due_q <= 1'b1;
            end
          end
          link_pkg::KindPing: ping_o <= length_i == link_pkg::WordBytes;
          link_pkg::KindBaud: baud_o <= length_i == link_pkg::WordBytes;
          default: begin
            welcome_o <= !session;
            resumed_o <= 1'b0;
          end
        endcase
      end
      Acknowledge: begin
        // An acknowledgement of what was never sent is an old one that was repeated.
        state_q <= advances ? Credits : Take;
        if (advances && advance_q != '0) begin
          base_q <= acknowledge_i;
          sent_q <= sent_q - advance_q[SendWidth:0];
          limit_q <= (limit_q > advance_q) ? limit_q - advance_q : '0;
          waited_q <= '0;
        end
      end
      Credits: begin
        state_q <= Take;
        if (credit_i > limit_q) begin
          limit_q <= credit_i;
          if (limit_q == sent) waited_q <= '0;
        end
        if (repeat_i) sent_q <= '0;
      end
      default: begin
        state_q <= Idle;
        frame_ready_o <= 1'b1;
        if (answer_i || sequenced) acknowledge_due_q <= 1'b1;
        if (takes) begin
          expected_q <= expected_q + 8'd1;
          repeat_asked_q <= 1'b0;
          repeat_due_q <= 1'b0;
        end else if (sequenced && ahead != '0 && !ahead[7] && !repeat_asked_q) begin
          repeat_due_q <= 1'b1;
        end
      end
    endcase

    if (sent_i) begin
      if (next) begin
        sent_q <= sent_q + 1'b1;
        if (sent_q == '0) waited_q <= '0;
      end
      if (repeat_due_q) repeat_asked_q <= 1'b1;
      repeat_due_q <= 1'b0;
      answer_due_q <= 1'b0;
      // What is freed in this very cycle is not in the frame that goes out.
      acknowledge_due_q <= release_i;
      advertised_q <= credit;
    end

    if (!rst_ni || session_reset_o) begin
      base_q <= '0;
      limit_q <= '0;
      pending_q <= '0;
      sent_q <= '0;
      waited_q <= '0;
      expected_q <= '0;
      held_q <= '0;
      advertised_q <= Credit;
      acknowledge_due_q <= 1'b0;
      repeat_due_q <= 1'b0;
      repeat_asked_q <= 1'b0;
      answer_due_q <= 1'b0;
    end
    if (!rst_ni) begin
      state_q <= Idle;
      nonce_o <= '0;
    end
  end
endmodule

`default_nettype wire
