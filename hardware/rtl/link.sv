// SPDX-License-Identifier: MIT
// The device side of the board link: bytes of a wire on one side, commands, replies and records on the other.
`default_nettype none

module link #(
  parameter logic [127:0] Board = "",
  parameter logic [127:0] Build = '0,
  parameter int unsigned  ClockHz = 30_000_000,
  parameter int unsigned  Products = 16,
  parameter int unsigned  MemoryBytes = 131_072,
  parameter bit           Simulated = 1'b0,
  // Frames that it holds each way, a power of two.
  parameter int unsigned  Slots = 4,
  parameter int unsigned  TickCycles = 131_072,
  parameter int unsigned  DividerWidth = 6
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  // Of the counter; a tick is one in TickCycles.
  input  wire logic [3:0]              phase_i,
  input  wire logic [7:0]              byte_i,
  input  wire logic                    tick_i,
  // Bytes of the wire.
  input  wire logic                    rx_valid_i,
  input  wire logic [7:0]              rx_data_i,
  output logic                         rx_ready_o,
  input  wire logic                    rx_break_i,
  output logic                         tx_valid_o,
  output logic      [7:0]              tx_data_o,
  input  wire logic                    tx_ready_i,
  input  wire logic                    tx_idle_i,
  output logic      [DividerWidth-1:0] divider_o,
  // One cycle: a new session, all that was under way is void.
  output logic                         session_reset_o,
  // Payloads of commands.
  output logic                         command_valid_o,
  output logic      [7:0]              command_data_o,
  output logic                         command_last_o,
  input  wire logic                    command_ready_i,
  // Payloads to send, of 1 to 240 bytes: of stream frames and of replies.
  input  wire logic                    stream_valid_i,
  input  wire logic [7:0]              stream_data_i,
  input  wire logic                    stream_last_i,
  output logic                         stream_ready_o,
  input  wire logic                    reply_valid_i,
  input  wire logic [7:0]              reply_data_i,
  input  wire logic                    reply_last_i,
  output logic                         reply_ready_o
);
  localparam int unsigned SlotWidth = $clog2(Slots);
  localparam int unsigned PerSecond = ClockHz / TickCycles;
  // 20 ms at most, and 0.1 s.
  localparam int unsigned PatienceTicks = PerSecond / 50 + 1;
  localparam int unsigned TrialTicks = PerSecond / 10;

  logic void_n;
  assign void_n = rst_ni && !session_reset_o;

  logic frame_valid, frame_ready, frame_hello, frame_greeting, frame_same, may_word, word;
  logic [3:0] frame_note;
  logic [7:0] frame_byte, frame_length;
  logic [1:0] word_at;
  logic inbox_write;
  logic [7:0] inbox_offset, inbox_data;

  link_receiver u_receiver (
    .clk_i,
    .rst_ni,
    .phase_i       (phase_i[2:0]),
    .valid_i       (rx_valid_i),
    .data_i        (rx_data_i),
    .ready_o       (rx_ready_o),
    .write_o       (inbox_write),
    .write_offset_o(inbox_offset),
    .write_data_o  (inbox_data),
    .note_o        (frame_note),
    .byte_o        (frame_byte),
    .may_word_o    (may_word),
    .word_o        (word),
    .word_at_o     (word_at),
    .nonce_byte_i  (outbox_read_data),
    .frame_valid_o (frame_valid),
    .length_o      (frame_length),
    .hello_o       (frame_hello),
    .greeting_o    (frame_greeting),
    .same_o        (frame_same),
    .frame_ready_i (frame_ready)
  );

  logic [SlotWidth-1:0] receive_slot, held_slot, queue_slot, unused_send_slot;
  logic held_valid, released, room, queued, send_valid, send_slot_valid, send_repeat, send_answer, sent;
  logic [7:0] send_sequence, acknowledge, credit;
  logic nonce_take;
  logic welcome, resumed, ping, baud;

  link_endpoint #(
    .ReceiveSlots(Slots),
    .SendSlots   (Slots),
    .Patience    (PatienceTicks)
  ) u_endpoint (
    .clk_i,
    .rst_ni,
    .tick_i,
    .note_i           (frame_note),
    .kind_i           (frame_byte[3:0]),
    .repeat_i         (frame_byte[7]),
    .answer_i         (frame_byte[6]),
    .sequence_i       (frame_byte),
    .acknowledge_i    (frame_byte),
    .credit_i         (frame_byte),
    .frame_valid_i    (frame_valid),
    .hello_i          (frame_hello),
    .greeting_i       (frame_greeting),
    .length_i         (frame_length),
    .same_i           (frame_same),
    .nonce_take_o     (nonce_take),
    .frame_ready_o    (frame_ready),
    .receive_slot_o   (receive_slot),
    .held_valid_o     (held_valid),
    .held_slot_o      (held_slot),
    .release_i        (released),
    .room_o           (room),
    .queue_slot_o     (queue_slot),
    .queued_i         (queued),
    .send_valid_o     (send_valid),
    .send_slot_valid_o(send_slot_valid),
    .send_slot_o      (unused_send_slot),
    .send_repeat_o    (send_repeat),
    .send_answer_o    (send_answer),
    .send_sequence_o  (send_sequence),
    .sent_i           (sent),
    .acknowledge_o    (acknowledge),
    .credit_o         (credit),
    .session_reset_o,
    .welcome_o        (welcome),
    .resumed_o        (resumed),
    .ping_o           (ping),
    .baud_o           (baud)
  );

  // Received: slots, then commands to the board, test frames back to the host.
  logic [SlotWidth+7:0] inbox_read_address;
  logic [7:0] inbox_read_data, inbox_out_data;
  logic inbox_valid, inbox_last, inbox_none, inbox_ready, is_command, is_test;

  block_ram #(.Depth(Slots * 256)) u_received (
    .clk_i,
    .write_i        (inbox_write),
    .write_address_i({receive_slot, inbox_offset}),
    .write_data_i   (inbox_data),
    .read_address_i (inbox_read_address),
    .read_data_o    (inbox_read_data)
  );

  link_inbox #(.Slots(Slots)) u_inbox (
    .clk_i,
    .rst_ni        (void_n),
    .held_valid_i  (held_valid),
    .held_slot_i   (held_slot),
    .release_o     (released),
    .read_address_o(inbox_read_address),
    .read_data_i   (inbox_read_data),
    .valid_o       (inbox_valid),
    .command_o     (is_command),
    .test_o        (is_test),
    .data_o        (inbox_out_data),
    .last_o        (inbox_last),
    .none_o        (inbox_none),
    .ready_i       (inbox_ready)
  );

  assign command_valid_o = inbox_valid && is_command;
  assign command_data_o = inbox_out_data;
  assign command_last_o = inbox_last;

  // To send: records before replies before what is only a test.
  logic out_valid, out_last, out_ready, test_ready;
  logic [7:0] out_data;
  logic [1:0] out_source;
  assign inbox_ready = is_command ? command_ready_i : !is_test || test_ready;

  frame_arbiter u_arbiter (
    .clk_i,
    .rst_ni  (void_n),
    .valid_i ({inbox_valid && is_test, reply_valid_i, stream_valid_i}),
    .data_i  ({inbox_out_data, reply_data_i, stream_data_i}),
    .last_i  ({inbox_last, reply_last_i, stream_last_i}),
    .ready_o ({test_ready, reply_ready_o, stream_ready_o}),
    .valid_o (out_valid),
    .source_o(out_source),
    .data_o  (out_data),
    .last_o  (out_last),
    .ready_i (out_ready)
  );

  logic [3:0]      out_kind;
  always_comb begin
    unique case (out_source)
      2'd0:    out_kind = link_pkg::KindStream;
      2'd1:    out_kind = link_pkg::KindCommand;
      default: out_kind = link_pkg::KindTest;
    endcase
  end

  // What answers say of a ping, or of a rate, is noted before they are due. A ping waits for no other answer. The word of a
  // frame goes to the spare bytes of a slot, nonces to one of the first two, others to one of the next two, to the one that is not in use.
  logic rate_due, noting, noted, answering, notes_rate_q, answer_q, nonce_q;
  wire notes_ping = ping && !noting && !answering;
  wire [1:0] answer_slot = {1'b1, answer_q};
  wire [1:0] nonce_slot = {1'b0, nonce_q};
  always_ff @(posedge clk_i) begin
    if (rate_due || notes_ping) notes_rate_q <= rate_due;
    if (rate_due || notes_ping) answer_q <= !answer_q;
    if (nonce_take) nonce_q <= !nonce_q;
    if (!rst_ni) {answer_q, nonce_q} <= '0;
  end

  logic outbox_write;
  logic [SlotWidth+7:0] outbox_write_address, outbox_read_address;
  logic [7:0] outbox_write_data, outbox_read_data;

  link_outbox #(.Slots(Slots)) u_outbox (
    .clk_i,
    .rst_ni         (void_n),
    .phase_i,
    .byte_i,
    .may_word_i     (may_word),
    .word_i         (word),
    .word_slot_i    (frame_hello ? {1'b0, !nonce_q} : {1'b1, !answer_q}),
    .word_at_i      (word_at),
    .word_byte_i    (frame_byte),
    .note_i         (notes_ping || rate_due),
    .note_slot_i    (answer_slot),
    .noting_o       (noting),
    .noted_o        (noted),
    .valid_i        (out_valid),
    .kind_i         (out_kind),
    .data_i         (out_data),
    .last_i         (out_last),
    .none_i         (out_source == 2'd2 && inbox_none),
    .ready_o        (out_ready),
    .room_i         (room),
    .slot_i         (queue_slot),
    .queued_o       (queued),
    .write_o        (outbox_write),
    .write_address_o(outbox_write_address),
    .write_data_o   (outbox_write_data)
  );

  block_ram #(.Depth(Slots * 256)) u_to_send (
    .clk_i,
    .write_i        (outbox_write),
    .write_address_i(outbox_write_address),
    .write_data_i   (outbox_write_data),
    .read_address_i (outbox_read_address),
    .read_data_o    (outbox_read_data)
  );

  logic rate_sent, hold, encoder_idle, idle_q;
  // A rate's answer keeps it from being idle before it is held.
  always_ff @(posedge clk_i) idle_q <= encoder_idle && tx_idle_i;

  baud_control #(
    .ClockHz     (ClockHz),
    .DividerWidth(DividerWidth),
    .TrialTicks  (TrialTicks)
  ) u_baud (
    .clk_i,
    .rst_ni,
    .tick_i,
    .baud_i   (baud),
    .word_i   (word),
    .word_at_i(word_at),
    .byte_i   (frame_byte),
    .due_o    (rate_due),
    .sent_i   (rate_sent),
    .idle_i   (idle_q),
    .hold_o   (hold),
    .ping_i   (ping),
    .break_i  (rx_break_i),
    .divider_o
  );

  logic body_valid, body_last, body_ready;
  logic [7:0] body_data;

  link_composer #(
    .Slots      (Slots),
    .Board      (Board),
    .Build      (Build),
    .ClockHz    (ClockHz),
    .Products   (Products),
    .MemoryBytes(MemoryBytes),
    .Simulated  (Simulated)
  ) u_composer (
    .clk_i,
    .rst_ni,
    .phase_i,
    .byte_i,
    .welcome_i        (welcome),
    .resumed_i        (resumed),
    .pong_i           (noted && !notes_rate_q),
    .rate_i           (noted && notes_rate_q),
    .answering_o      (answering),
    .baud_sent_o      (rate_sent),
    .hold_i           (hold),
    .answer_slot_i    (answer_slot),
    .nonce_slot_i     (nonce_slot),
    .nonce_at_i       (word_at),
    .send_valid_i     (send_valid),
    .send_slot_valid_i(send_slot_valid),
    .send_repeat_i    (send_repeat),
    .send_answer_i    (send_answer),
    .send_sequence_i  (send_sequence),
    .acknowledge_i    (acknowledge),
    .credit_i         (credit),
    .sent_o           (sent),
    .read_address_o   (outbox_read_address),
    .read_data_i      (outbox_read_data),
    .valid_o          (body_valid),
    .data_o           (body_data),
    .last_o           (body_last),
    .ready_i          (body_ready)
  );

  cobs_encoder u_encoder (
    .clk_i,
    .rst_ni,
    .valid_i(body_valid),
    .data_i (body_data),
    .last_i (body_last),
    .ready_o(body_ready),
    .valid_o(tx_valid_o),
    .data_o (tx_data_o),
    .ready_i(tx_ready_i),
    .idle_o (encoder_idle)
  );
endmodule

`default_nettype wire
