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
  // A frame that came in.
  input  wire logic                    frame_valid_i,
  input  wire logic [3:0]              kind_i,
  input  wire logic                    repeat_i,
  input  wire logic                    answer_i,
  input  wire logic [7:0]              sequence_i,
  input  wire logic [7:0]              acknowledge_i,
  input  wire logic [7:0]              credit_i,
  input  wire logic [7:0]              length_i,
  input  wire logic                    greeting_i,
  // It is looked at in the cycle behind look_i. Then the nonce of a hello is compared, and taken.
  input  wire logic                    look_i,
  input  wire logic                    known_i,
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
  // sent, and of the last that there is, the number behind it, as far as it can be beyond the first.
  logic [7:0] base_q, next_q, advance_q;
  logic [SendWidth:0] allowed_q, tail_q;
  logic [TimerWidth-1:0] waited_q;
  // Receiving: the number that is expected, and the oldest slot that is held.
  logic [7:0] expected_q;
  logic [ReceiveWidth-1:0] oldest_q;
  logic session_q, few_q;
  logic acknowledge_due_q, repeat_due_q, repeat_asked_q, answer_due_q;

  wire [SendWidth:0] base = base_q[SendWidth:0];
  wire [SendWidth:0] following = next_q[SendWidth:0];
  wire [SendWidth:0] sent = following - base;
  wire [SendWidth:0] limit = allowed_q - base;
  // More than it can send is as much as all.
  wire [SendWidth:0] offered = (credit_i[7:SendWidth] != '0) ? {1'b1, SendWidth'(0)} : {1'b0, credit_i[SendWidth-1:0]};
  wire sequenced = kind_i == link_pkg::KindCommand || kind_i == link_pkg::KindStream
    || kind_i == link_pkg::KindTest;
  wire [7:0] ahead = sequence_i - expected_q;
  wire [ReceiveWidth-1:0] credit = oldest_q + ~expected_q[ReceiveWidth-1:0];

  wire advances = state_q == Acknowledge && advance_q[7:SendWidth+1] == '0 && advance_q[SendWidth:0] <= sent;
  wire takes = state_q == Take && sequenced && ahead == '0 && credit != '0;
  wire next = following != tail_q && following != allowed_q && !repeat_due_q;
  wire late = tail_q != base && waited_q == TimerWidth'(Patience);
  wire greets = state_q == Look && kind_i == link_pkg::KindHello && greeting_i;
  wire rewinds = greets || (state_q == Idle && late && !frame_valid_i) || (state_q == Credits && repeat_i);
  wire steps = sent_i && next;

  assign nonce_take_o = greets;
  assign receive_slot_o = expected_q[ReceiveWidth-1:0];
  assign held_valid_o = oldest_q != expected_q[ReceiveWidth-1:0];
  assign held_slot_o = oldest_q;
  assign room_o = tail_q != {!base[SendWidth], base[SendWidth-1:0]};
  assign queue_slot_o = tail_q[SendWidth-1:0];

  assign send_valid_o = state_q == Idle && !frame_valid_i && session_q && !late
    && (next || acknowledge_due_q || answer_due_q);
  assign send_slot_valid_o = next;
  assign send_sequence_o = next ? next_q : '0;
  assign send_slot_o = next_q[SendWidth-1:0];
  assign send_repeat_o = repeat_due_q;
  assign send_answer_o = answer_due_q;
  assign acknowledge_o = expected_q;
  assign credit_o = 8'(credit);

  always_ff @(posedge clk_i) begin
    frame_ready_o <= 1'b0;
    session_reset_o <= 1'b0;
    welcome_o <= 1'b0;
    ping_o <= 1'b0;
    baud_o <= 1'b0;

    if (tick_i && !late) waited_q <= waited_q + 1'b1;
    if (queued_i) tail_q <= tail_q + 1'b1;
    if (release_i) oldest_q <= oldest_q + 1'b1;
    // What is added says what is taken, too: so the choice takes no cells beside the adder.
    if (rewinds || steps) next_q <= rewinds ? base_q : next_q + {8{rewinds}} + 8'd1;
    if ((queued_i && tail_q == base) || (steps && following == base) || rewinds) waited_q <= '0;
    // News of room is worth a frame when the host may be waiting for it.
    if (release_i && few_q) acknowledge_due_q <= 1'b1;

    unique case (state_q)
      Idle: begin
        advance_q <= acknowledge_i - base_q;
        if (frame_valid_i && !frame_ready_o && look_i) state_q <= Look;
        if (rewinds && allowed_q == base) answer_due_q <= 1'b1;
      end
      Look: begin
        state_q <= session_q ? Acknowledge : Idle;
        frame_ready_o <= !session_q;
        unique case (kind_i)
          link_pkg::KindHello: begin
            state_q <= Idle;
            frame_ready_o <= 1'b1;
            if (greets) begin
              welcome_o <= 1'b1;
              resumed_o <= known_i;
              session_q <= 1'b1;
              session_reset_o <= !known_i;
              acknowledge_due_q <= 1'b1;
            end
          end
          link_pkg::KindPing: ping_o <= length_i == link_pkg::WordBytes;
          link_pkg::KindBaud: baud_o <= length_i == link_pkg::WordBytes;
          default: begin
            welcome_o <= !session_q;
            resumed_o <= 1'b0;
          end
        endcase
      end
      Acknowledge: begin
        // An acknowledgement of what was never sent is an old one that was repeated.
        state_q <= advances ? Credits : Take;
        if (advances && advance_q[SendWidth:0] != '0) begin
          base_q <= acknowledge_i;
          waited_q <= '0;
        end
      end
      Credits: begin
        state_q <= Take;
        if (offered > limit) begin
          allowed_q <= base + offered;
          if (limit == sent) waited_q <= '0;
        end
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
      if (repeat_due_q) repeat_asked_q <= 1'b1;
      repeat_due_q <= 1'b0;
      answer_due_q <= 1'b0;
      // What is freed in this very cycle is not in the frame that goes out.
      acknowledge_due_q <= release_i;
      few_q <= !credit[ReceiveWidth-1];
    end

    if (!rst_ni || session_reset_o) begin
      base_q <= '0;
      next_q <= '0;
      allowed_q <= '0;
      tail_q <= '0;
      waited_q <= '0;
      expected_q <= '0;
      oldest_q <= '0;
      few_q <= 1'b0;
      acknowledge_due_q <= 1'b0;
      repeat_due_q <= 1'b0;
      repeat_asked_q <= 1'b0;
      answer_due_q <= 1'b0;
    end
    if (!rst_ni) begin
      state_q <= Idle;
      session_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
