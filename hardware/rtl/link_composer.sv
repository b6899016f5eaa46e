// SPDX-License-Identifier: MIT
// Bodies of frames to send: answers first, then slots. A byte takes a window of the counter, in whose second half it goes into the checksum.
`default_nettype none

module link_composer #(
  parameter int unsigned Slots = 4,
  // Name in ASCII; build: first 16 bytes of the hash, the first one highest.
  parameter logic [127:0] Board = "",
  parameter logic [127:0] Build = '0,
  parameter int unsigned  ClockHz = 30_000_000,
  parameter int unsigned  Products = 16,
  parameter int unsigned  MemoryBytes = 131_072,
  parameter bit           Simulated = 1'b0,
  localparam int unsigned SlotWidth = $clog2(Slots)
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  // Of the counter.
  input  wire logic [3:0]           phase_i,
  input  wire logic [7:0]           byte_i,
  // Answers that became due; what those to a ping and to a rate say stands in memory.
  input  wire logic                 welcome_i,
  input  wire logic                 resumed_i,
  input  wire logic                 pong_i,
  input  wire logic                 rate_i,
  // One of them is due, or goes out.
  output logic                      answering_o,
  // The last byte of a baud taken was handed on; nothing else goes out while hold_i.
  output logic                      baud_sent_o,
  input  wire logic                 hold_i,
  // Slots whose spare bytes have the word and the stamp of an answer, and the session's nonce. That byte of the nonce
  // is shown in phases 7 and 15.
  input  wire logic [1:0]           answer_slot_i,
  input  wire logic [1:0]           nonce_slot_i,
  input  wire logic [1:0]           nonce_at_i,
  // The endpoint.
  input  wire logic                 send_valid_i,
  input  wire logic                 send_slot_valid_i,
  input  wire logic                 send_repeat_i,
  input  wire logic                 send_answer_i,
  input  wire logic [7:0]           send_sequence_i,
  input  wire logic [7:0]           acknowledge_i,
  input  wire logic [7:0]           credit_i,
  output logic                      sent_o,
  output logic      [SlotWidth+7:0] read_address_o,
  input  wire logic [7:0]           read_data_i,
  output logic                      valid_o,
  output logic      [7:0]           data_o,
  output logic                      last_o,
  // Looked at before a frame; it finds room for all its bytes.
  input  wire logic                 ready_i
);
  localparam logic [3:0] Load = 4'd6, Give = 4'd8, Last = 4'd15;

  typedef enum logic [1:0] {Idle, Length, Body, Checksum} state_e;
  typedef enum logic [2:0] {Nothing, Slot, Welcome, Pong, Rate} source_e;

  state_e state_q;
  source_e source_q;
  logic [7:0] at_q, end_q, sequence_q;
  logic repeat_q, answer_q, wait_q;
  logic welcome_q, resumed_q, pong_q, rate_q;

  // The first character of a text goes out first.
  function automatic logic [127:0] in_order(input logic [127:0] text);
    in_order = '0;
    for (int i = 0; i < 16; i++) begin
      if (text[8*i+:8] != '0) in_order = {in_order[119:0], text[8*i+:8]};
    end
  endfunction

  function automatic logic [127:0] reversed(input logic [127:0] value);
    for (int i = 0; i < 16; i++) reversed[8*i+:8] = value[8*(15-i)+:8];
  endfunction

  // A welcome with its first byte lowest, behind a header and before nothing; its nonce stands in memory.
  localparam logic [127:0] BoardBytes = in_order(Board);
  localparam logic [127:0] BuildBytes = reversed(Build);
  wire [511:0] welcomes = {
    96'b0, 32'(MemoryBytes), 16'(Products), 32'(ClockHz), BuildBytes, BoardBytes,
    32'b0, 6'b0, Simulated, 1'b0, link_pkg::Version, 32'b0
  };
  wire is_nonce = source_q == Welcome && at_q[5:4] == '0 && (at_q[3:1] == 3'd3 || at_q[3:1] == 3'd4);
  wire [7:0] welcome = welcomes[{at_q[5:0], 3'b0}+:8] | {7'b0, at_q[5:0] == 6'd5 && resumed_q};

  // A pong's second stamp comes from the counter, a byte a window, from a first one on whose carry is far.
  // What a byte is, is known long before it is read.
  logic stamped, head_q, fixed_q, at_end_q, may_begin_q;
  logic [7:0] next_byte;
  always_comb begin
    unique case (at_q[1:0])
      2'd0: begin
        next_byte = {repeat_q, answer_q, 2'b0, link_pkg::KindAcknowledge};
        unique case (source_q)
          Slot:    next_byte[3:0] = read_data_i[3:0];
          Welcome: next_byte[3:0] = link_pkg::KindWelcome;
          Pong:    next_byte[3:0] = link_pkg::KindPong;
          Rate:    next_byte[3:0] = link_pkg::KindBaudTaken;
          default: ;
        endcase
      end
      2'd1:    next_byte = sequence_q;
      2'd2:    next_byte = acknowledge_i;
      default: next_byte = credit_i;
    endcase
    if (!head_q) next_byte = fixed_q ? welcome : stamped ? byte_i : read_data_i;
  end
  wire [2:0] load = stamped ? {!at_q[2], at_q[1:0]} : Load[2:0];
  wire loads = state_q == Body && phase_i[2:0] == load;

  logic [31:0] crc_state;
  wire unused_state = ^crc_state[31:1];
  wire checks = state_q == Checksum;
  wire shifts = phase_i[3] && (checks || (state_q == Body && !wait_q));
  crc32 u_crc (
    .clk_i,
    .clear_i(state_q == Idle),
    .shift_i(shifts),
    .bit_i  (data_o[0]),
    .drain_i(checks),
    .state_o(crc_state)
  );

  assign last_o = checks && at_q[2];

  wire is_answer = source_q == Pong || source_q == Rate;
  // In the cycle before Load a byte is read, in the one behind it one of the nonce, for the receiver.
  wire shows = phase_i[2:0] == Load[2:0];
  wire nonces = shows || source_q == Welcome;
  wire [1:0] nonce_at = shows ? nonce_at_i : at_q[1:0] + 2'd1;
  wire [7:0] own = at_q | {{4{is_answer}}, 4'b0} | {8{state_q == Length}};
  assign read_address_o = nonces ? {SlotWidth'(nonce_slot_i), 6'b111101, nonce_at}
    : {is_answer ? SlotWidth'(answer_slot_i) : sequence_q[SlotWidth-1:0], own};

  wire answer_due = welcome_q || pong_q || rate_q;
  wire begins = may_begin_q && (answer_due || send_valid_i);
  assign sent_o = begins && !answer_due;
  assign baud_sent_o = valid_o && last_o && source_q == Rate;
  assign answering_o = pong_q || rate_q || (state_q != Idle && is_answer);

  always_ff @(posedge clk_i) begin
    stamped <= source_q == Pong && (at_q[4] || (&at_q[3:1]));
    head_q <= at_q[7:2] == '0;
    fixed_q <= source_q == Welcome && !is_nonce;
    at_end_q <= at_q == end_q;
    valid_o <= phase_i == Give - 4'd1 && ((state_q == Body && !wait_q) || (checks && at_q[2:0] != '0));
    // What it waits for stays until it begins, in phase Last.
    may_begin_q <= state_q == Idle && phase_i == Last - 4'd1 && !hold_i && ready_i;

    if (!phase_i[3] && loads) data_o <= next_byte;
    else if (shifts) data_o <= {!crc_state[0], data_o[7:1]};
    if (phase_i == 4'd2) wait_q <= stamped && at_q[3:0] == 4'd14 && byte_i[7];

    unique case (state_q)
      Idle: begin
        at_q <= '0;
        repeat_q <= send_repeat_i && !answer_due;
        answer_q <= send_answer_i && !answer_due;
        sequence_q <= answer_due ? '0 : send_sequence_i;
        if (begins) state_q <= Length;
        if (welcome_q) begin
          source_q <= Welcome;
          if (begins) welcome_q <= 1'b0;
        end else if (rate_q) begin
          source_q <= Rate;
          if (begins) rate_q <= 1'b0;
        end else if (pong_q) begin
          source_q <= Pong;
          if (begins) pong_q <= 1'b0;
        end else begin
          source_q <= send_slot_valid_i ? Slot : Nothing;
        end
      end
      Length: begin
        if (shows) unique case (source_q)
          Slot:    end_q <= read_data_i;
          Welcome: end_q <= link_pkg::HeaderBytes + link_pkg::WelcomeBytes;
          Pong:    end_q <= link_pkg::HeaderBytes + link_pkg::PongBytes;
          Rate:    end_q <= link_pkg::HeaderBytes + link_pkg::WordBytes;
          default: end_q <= link_pkg::HeaderBytes;
        endcase
        if (phase_i == Last) state_q <= Body;
      end
      Body: begin
        if (phase_i == Last && !wait_q) at_q <= at_q + 8'd1;
        // The first byte of the checksum leaves the register in this window, to be given in the next one.
        if (phase_i == Load && at_end_q) begin
          state_q <= Checksum;
          at_q <= '0;
        end
      end
      default: begin
        if (phase_i == Last) at_q <= at_q + 8'd1;
        if (valid_o && last_o) state_q <= Idle;
      end
    endcase

    if (welcome_i) begin
      welcome_q <= 1'b1;
      resumed_q <= resumed_i;
    end
    if (pong_i) pong_q <= 1'b1;
    if (rate_i) rate_q <= 1'b1;

    if (!rst_ni) begin
      state_q <= Idle;
      welcome_q <= 1'b0;
      pong_q <= 1'b0;
      rate_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
