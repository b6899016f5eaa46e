// SPDX-License-Identifier: MIT
// Bodies of frames to send, with fields as they are when it begins: answers first, then slots.
`default_nettype none

module link_composer #(
  parameter int unsigned Slots = 8,
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
  input  wire logic [47:0]          count_i,
  // Answers that became due, with the word of the frame that asks.
  input  wire logic                 welcome_i,
  input  wire logic                 resumed_i,
  input  wire logic                 ping_i,
  input  wire logic [31:0]          word_i,
  input  wire logic                 baud_i,
  input  wire logic [31:0]          rate_i,
  // The last byte of a baud taken was handed on; nothing else goes out while hold_i.
  output logic                      baud_sent_o,
  input  wire logic                 hold_i,
  // The endpoint.
  input  wire logic [31:0]          nonce_i,
  input  wire logic                 send_valid_i,
  input  wire logic                 send_slot_valid_i,
  input  wire logic [SlotWidth-1:0] send_slot_i,
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
  input  wire logic                 ready_i
);
  typedef enum logic [2:0] {Idle, Kind, Length, Fetch, Body, Checksum} state_e;
  typedef enum logic [2:0] {Nothing, Slot, Welcome, Pong, Rate} source_e;

  // From here on four bytes of a pong's first stamp are left.
  localparam logic [7:0] SecondStamp = link_pkg::HeaderBytes + 8'd6;

  state_e state_q;
  source_e source_q;
  logic [3:0]      kind_q;
  logic [SlotWidth-1:0] slot_q;
  logic [7:0] at_q, end_q, sequence_q, acknowledge_q, credit_q;
  logic repeat_q, answer_q;
  logic [1:0] check_q;
  logic welcome_q, resumed_q, pong_q, rate_q;
  // Of a pong: its token, when the ping was read, then when the answer is written. They leave byte by byte.
  logic [79:0] pong_bytes_q;

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

  // Payloads with their first byte lowest.
  localparam logic [127:0] BoardBytes = in_order(Board);
  localparam logic [127:0] BuildBytes = reversed(Build);
  wire [383:0] welcome = {
    32'(MemoryBytes), 16'(Products), 32'(ClockHz), BuildBytes, BoardBytes,
    nonce_i, 6'b0, Simulated, resumed_q, link_pkg::Version
  };

  wire [7:0] index = at_q - link_pkg::HeaderBytes;
  logic [7:0] payload;
  always_comb begin
    unique case (source_q)
      Welcome: payload = (index < link_pkg::WelcomeBytes) ? welcome[{index[5:0], 3'b0}+:8] : '0;
      Pong:    payload = pong_bytes_q[7:0];
      Rate:    payload = rate_i[{index[1:0], 3'b0}+:8];
      default: payload = read_data_i;
    endcase
  end

  logic crc_ready;
  logic [31:0] crc_state;
  wire [31:0] checksum = ~crc_state;
  wire given = valid_o && ready_i;

  always_comb begin
    unique case (at_q)
      8'd0:    data_o = {repeat_q, answer_q, 2'b0, kind_q};
      8'd1:    data_o = sequence_q;
      8'd2:    data_o = acknowledge_q;
      8'd3:    data_o = credit_q;
      default: data_o = payload;
    endcase
    if (state_q == Checksum) data_o = checksum[{check_q, 3'b0}+:8];
  end

  assign valid_o = (state_q == Body || state_q == Checksum) && crc_ready;
  assign last_o = state_q == Checksum && check_q == 2'd3;

  crc32 u_crc (
    .clk_i,
    .clear_i(state_q == Idle),
    .valid_i(given && state_q == Body),
    .data_i (data_o),
    .ready_o(crc_ready),
    .state_o(crc_state)
  );

  logic [7:0] offset;
  always_comb begin
    unique case (state_q)
      Idle:    offset = '0;
      Kind:    offset = link_pkg::LengthAt;
      default: offset = at_q;
    endcase
  end
  // The slot is chosen while idle, and its kind read in the same cycle.
  assign read_address_o = {(state_q == Idle) ? send_slot_i : slot_q, offset};

  wire answer_due = welcome_q || pong_q || rate_q;
  wire begins = state_q == Idle && !hold_i && (answer_due || send_valid_i);
  assign sent_o = begins && !answer_due;
  assign baud_sent_o = given && last_o && source_q == Rate;

  always_ff @(posedge clk_i) begin
    unique case (state_q)
      Idle: begin
        at_q <= '0;
        check_q <= '0;
        slot_q <= send_slot_i;
        acknowledge_q <= acknowledge_i;
        credit_q <= credit_i;
        repeat_q <= send_repeat_i && !answer_due;
        answer_q <= send_answer_i && !answer_due;
        sequence_q <= answer_due ? '0 : send_sequence_i;
        if (begins) state_q <= Kind;
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
      Kind: begin
        state_q <= Length;
        unique case (source_q)
          Slot:    kind_q <= read_data_i[3:0];
          Welcome: kind_q <= link_pkg::KindWelcome;
          Pong:    kind_q <= link_pkg::KindPong;
          Rate:    kind_q <= link_pkg::KindBaudTaken;
          default: kind_q <= link_pkg::KindAcknowledge;
        endcase
      end
      Length: begin
        state_q <= Fetch;
        unique case (source_q)
          Slot:    end_q <= link_pkg::HeaderBytes + read_data_i;
          Welcome: end_q <= link_pkg::HeaderBytes + link_pkg::WelcomeBytes;
          Pong:    end_q <= link_pkg::HeaderBytes + link_pkg::PongBytes;
          Rate:    end_q <= link_pkg::HeaderBytes + link_pkg::WordBytes;
          default: end_q <= link_pkg::HeaderBytes;
        endcase
      end
      Fetch: begin
        state_q <= (at_q == end_q) ? Checksum : Body;
        if (source_q == Pong && at_q == SecondStamp) pong_bytes_q[79:32] <= count_i;
      end
      Body: if (given) begin
        at_q <= at_q + 8'd1;
        if (source_q == Pong && at_q >= link_pkg::HeaderBytes) pong_bytes_q <= pong_bytes_q >> 8;
        state_q <= Fetch;
      end
      default: if (given) begin
        check_q <= check_q + 2'd1;
        if (last_o) state_q <= Idle;
      end
    endcase

    if (welcome_i) begin
      welcome_q <= 1'b1;
      resumed_q <= resumed_i;
    end
    // One that comes while a pong goes out is asked again.
    if (ping_i && (state_q == Idle || source_q != Pong)) begin
      pong_q <= 1'b1;
      pong_bytes_q <= {count_i, word_i};
    end
    if (baud_i) rate_q <= 1'b1;

    if (!rst_ni) begin
      state_q <= Idle;
      welcome_q <= 1'b0;
      pong_q <= 1'b0;
      rate_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
