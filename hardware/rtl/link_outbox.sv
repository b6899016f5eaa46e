// SPDX-License-Identifier: MIT
// Writes streams, one a frame, to the slots of frames to send; and what answers say to spare bytes there.
`default_nettype none

module link_outbox #(
  parameter int unsigned Slots = 4,
  localparam int unsigned SlotWidth = $clog2(Slots)
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  // Of the counter.
  input  wire logic [3:0]           phase_i,
  input  wire logic [7:0]           byte_i,
  // A byte of a word that is received, into the spare bytes of the slot of that number; it may come.
  input  wire logic                 may_word_i,
  input  wire logic                 word_i,
  input  wire logic [1:0]           word_slot_i,
  input  wire logic [1:0]           word_at_i,
  input  wire logic [7:0]           word_byte_i,
  // One cycle: a window's stamp is to be noted behind the word of this slot. Then noted_o.
  input  wire logic                 note_i,
  input  wire logic [1:0]           note_slot_i,
  output logic                      noting_o,
  output logic                      noted_o,
  input  wire logic                 valid_i,
  input  wire logic [3:0]           kind_i,
  input  wire logic [7:0]           data_i,
  input  wire logic                 last_i,
  input  wire logic                 none_i,
  output logic                      ready_o,
  input  wire logic                 room_i,
  input  wire logic [SlotWidth-1:0] slot_i,
  output logic                      queued_o,
  output logic                      write_o,
  output logic      [SlotWidth+7:0] write_address_o,
  output logic      [7:0]           write_data_o
);
  typedef enum logic [1:0] {Kind, Fill, Length} state_e;
  state_e state_q;
  logic [7:0] at_q;
  logic [7:0] offset;
  logic due_q, notes_q;
  wire taken = valid_i && ready_o;
  wire holds = notes_q || may_word_i;
  // Words to 0xf4, stamps in phases 2 to 7 to 0xf8, so that a body's place plus 0xf0 is theirs.
  wire [3:0] note_at = word_i ? {2'b01, word_at_i} : {1'b1, phase_i[2] && phase_i[1], phase_i[2] && !phase_i[1], phase_i[0]};
  wire stamps = notes_q && phase_i[2:1] != '0 && !phase_i[3];

  assign noting_o = due_q || notes_q;
  assign noted_o = notes_q && (&phase_i);
  wire begins = state_q == Kind && valid_i && room_i && !holds;
  wire fills = taken && !none_i;
  assign ready_o = state_q == Fill && !holds;
  assign write_o = word_i || stamps || begins || queued_o || fills;
  assign write_address_o = {word_i ? SlotWidth'(word_slot_i) : notes_q ? SlotWidth'(note_slot_i) : slot_i, offset};
  assign queued_o = state_q == Length && !holds;

  always_comb begin
    unique case (state_q)
      // The place is 0 then.
      Kind: begin
        offset = at_q;
        write_data_o = {4'b0, kind_i};
      end
      Length: begin
        offset = link_pkg::LengthAt;
        write_data_o = at_q;
      end
      default: begin
        offset = at_q;
        write_data_o = data_i;
      end
    endcase
    if (word_i || notes_q) begin
      offset = {4'hf, note_at};
      write_data_o = word_i ? word_byte_i : byte_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (&phase_i) begin
      notes_q <= due_q;
      due_q <= 1'b0;
    end
    if (note_i) due_q <= 1'b1;
    if (!holds) begin
      unique case (state_q)
        Kind: if (begins) state_q <= Fill;
        Fill: if (taken && last_i) state_q <= Length;
        default: state_q <= Kind;
      endcase
    end
    // Over the header, or by a byte.
    at_q <= at_q + {5'b0, begins, 1'b0, fills};
    if (queued_o) at_q <= '0;
    if (!rst_ni) begin
      state_q <= Kind;
      at_q <= '0;
      due_q <= 1'b0;
      notes_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
