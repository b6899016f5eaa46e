// SPDX-License-Identifier: MIT
// Writes samples and markers as records of 12 bytes: kind, number, stamp, two words. One that finds no room is lost, its number with it.
// A record takes a window of the counter, and 16 bytes of memory.
`default_nettype none

module record_writer #(
  // Records that memory holds, a power of two.
  parameter int unsigned Records = 32,
  localparam int unsigned Width = $clog2(Records)
) (
  input  wire logic             clk_i,
  input  wire logic             rst_ni,
  input  wire logic             enable_i,
  // Of the counter.
  input  wire logic [3:0]       phase_i,
  input  wire logic [7:0]       byte_i,
  // A conversion is ready, and its record is made, without its words. Each of their bytes stays for a window or more; then
  // the sample is whole, or there is none.
  input  wire logic             sample_i,
  input  wire logic             word_valid_i,
  input  wire logic [1:0]       word_at_i,
  input  wire logic [7:0]       word_i,
  input  wire logic             whole_i,
  input  wire logic             fault_i,
  // Of programs, one cycle each, at least 32 cycles apart: a MARK takes 48.
  input  wire logic             mark_i,
  input  wire logic [7:0]       mark_id_i,
  // Of the host: made when nothing else is to be written, and taken when it is written itself, or lost.
  input  wire logic             marker_valid_i,
  input  wire logic [15:0]      marker_id_i,
  output logic                  marker_ready_o,
  // The oldest record in memory, and the one behind the last that may go out; the highest bit tells full from empty.
  input  wire logic [Width:0]   begin_i,
  output logic      [Width:0]   end_o,
  output logic                  write_o,
  output logic      [Width+3:0] address_o,
  output logic      [7:0]       data_o
);
  localparam logic [7:0] Sample = 8'd1;
  localparam logic [7:0] Marker = 8'd2;
  localparam logic [7:0] Fault = 8'd3;
  // Phases: 12 of a record; then a byte of a word, or another kind, into the one that is open.
  localparam logic [3:0] Stamp = 4'd2, Words = 4'd8, Word = 4'd12, Kind = 4'd13, Last = 4'd15;

  typedef enum logic [1:0] {OfSample, OfMark, OfHost} source_e;
  source_e source_q;

  // The record of this window; and one without its words, at end_o.
  logic busy_q, room_q, open_q;
  logic sample_q, fault_q, mark_q;
  logic [7:0] number_q, mark_id_q;
  // Of what waits. A window's stamp is shown in the next one, as that of what was in this one.
  logic [3:0] phase_q;
  logic [Width:0] at_q;

  wire is_sample = source_q == OfSample;
  wire is_host = source_q == OfHost;
  wire marks = mark_i || mark_q;
  wire samples = sample_q || (fault_q && !open_q);
  wire room = at_q != {!begin_i[Width], begin_i[Width-1:0]};
  wire written = phase_i == Word && busy_q;
  wire faulty = phase_i == Kind && fault_q && (open_q || (busy_q && is_sample));

  assign marker_ready_o = !enable_i || (written && is_host);
  assign write_o = (phase_i < Word) ? busy_q && room_q : open_q && (faulty || (phase_i == Word && word_valid_i));
  assign address_o = (phase_i < Word) ? {at_q[Width-1:0], phase_i}
    : {end_o[Width-1:0], (phase_i == Word) ? Words | 4'(word_at_i) : 4'd0};

  always_comb begin
    unique case (phase_i)
      4'd0:    data_o = !is_sample ? Marker : fault_q ? Fault : Sample;
      4'd1:    data_o = number_q;
      Stamp:   data_o = {byte_i[7:4], phase_q};
      Words:   data_o = is_sample ? '0 : is_host ? marker_id_i[7:0] : mark_id_q;
      4'd9:    data_o = is_host ? marker_id_i[15:8] : '0;
      4'd10, 4'd11: data_o = '0;
      Word:    data_o = word_i;
      Kind:    data_o = Fault;
      default: data_o = byte_i;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (mark_i || (!mark_q && (sample_i || (!sample_q && phase_i[3:2] != '0)))) phase_q <= phase_i;
    if (phase_i == Stamp && source_q == OfMark) mark_q <= 1'b0;
    if (mark_i) begin
      mark_q <= 1'b1;
      mark_id_q <= mark_id_i;
    end
    at_q <= at_q + (Width+1)'(written && room_q);
    if (!open_q) end_o <= at_q;
    number_q <= number_q + 8'(phase_i == Last && (marks || samples || marker_valid_i));
    if (phase_i == Last) begin
      busy_q <= marks || samples || marker_valid_i;
      room_q <= room;
      source_q <= marks ? OfMark : (samples || !marker_valid_i) ? OfSample : OfHost;
      if (!marks && samples) begin
        sample_q <= 1'b0;
        open_q <= !fault_q && room;
      end
    end
    if (sample_i) sample_q <= 1'b1;
    if (fault_i) fault_q <= enable_i || open_q;
    if (faulty) fault_q <= 1'b0;
    if (whole_i || faulty) open_q <= 1'b0;
    if (!rst_ni || !enable_i) begin
      sample_q <= 1'b0;
      mark_q <= 1'b0;
      busy_q <= 1'b0;
      number_q <= '1;
    end
    if (!rst_ni) begin
      source_q <= OfSample;
      at_q <= '0;
      end_o <= '0;
      open_q <= 1'b0;
      fault_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
