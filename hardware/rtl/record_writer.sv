// SPDX-License-Identifier: MIT
// Writes samples and markers as records of 12 bytes: kind, number, stamp, two words. One that finds no room is lost, its number with it.
`default_nettype none

module record_writer (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  input  wire logic        enable_i,
  input  wire logic [47:0] count_i,
  // One cycle each; the fields of a sample stay until the next one, which comes later than two records take.
  input  wire logic        sample_i,
  input  wire logic        fault_i,
  input  wire logic [47:0] sample_stamp_i,
  input  wire logic [15:0] shunt_i,
  input  wire logic [15:0] bus_i,
  // Of programs, one cycle each, at least 26 cycles apart: a MARK takes 48.
  input  wire logic        mark_i,
  input  wire logic  [7:0] mark_id_i,
  // Of the host: made when all before it is written, and taken when it is written itself, or lost.
  input  wire logic        marker_valid_i,
  input  wire logic [15:0] marker_id_i,
  output logic             marker_ready_o,
  // Room for a whole record.
  input  wire logic        room_i,
  output logic             valid_o,
  output logic      [7:0]  data_o,
  // The last byte of a record.
  output logic             last_o
);
  localparam logic [7:0] Sample = 8'd1;
  localparam logic [7:0] Marker = 8'd2;
  localparam logic [7:0] Fault = 8'd3;
  localparam logic [3:0] LastByte = 4'd11;

  typedef enum logic [1:0] {OfSample, OfMark, OfHost} source_e;
  source_e source_q;

  logic sample_q, fault_q, mark_q, busy_q, room_q;
  logic [3:0] at_q;
  logic [7:0] number_q, mark_id_q;
  logic [47:0] stamp_q;
  // Cycles since the MARK that waits; 0 without one. So a marker's stamp need be kept only while it is written.
  logic [3:0] age_q;
  wire starts_mark = !busy_q && mark_q;

  wire is_sample = source_q == OfSample;
  wire [7:0] kind = !is_sample ? Marker : fault_q ? Fault : Sample;
  wire [47:0] stamp = is_sample ? sample_stamp_i : stamp_q;
  wire [15:0] id = (source_q == OfMark) ? {8'b0, mark_id_q} : marker_id_i;
  wire [31:0] words = !is_sample ? {16'b0, id} : fault_q ? '0 : {bus_i, shunt_i};
  wire [127:0] record = {32'b0, words, stamp, number_q, kind};
  wire ends = busy_q && at_q == LastByte;

  assign valid_o = busy_q && room_q;
  assign data_o = record[{at_q, 3'b0}+:8];
  assign last_o = valid_o && ends;
  assign marker_ready_o = !enable_i || (ends && source_q == OfHost);

  always_ff @(posedge clk_i) begin
    at_q <= busy_q ? at_q + 4'd1 : '0;
    if (ends) begin
      busy_q <= 1'b0;
      number_q <= number_q + 8'd1;
      if (is_sample) sample_q <= 1'b0;
    end
    if (!busy_q) begin
      busy_q <= mark_q || sample_q || marker_valid_i;
      room_q <= room_i;
      source_q <= mark_q ? OfMark : sample_q ? OfSample : OfHost;
      stamp_q <= count_i - 48'(age_q);
    end
    if (sample_i) begin
      sample_q <= 1'b1;
      fault_q <= fault_i;
    end
    age_q <= mark_i ? 4'd1 : (mark_q && !starts_mark) ? age_q + 4'd1 : '0;
    mark_q <= mark_i || (mark_q && !starts_mark);
    if (mark_i) mark_id_q <= mark_id_i;
    if (!rst_ni || !enable_i) begin
      sample_q <= 1'b0;
      mark_q <= 1'b0;
      age_q <= '0;
      busy_q <= 1'b0;
      number_q <= '0;
    end
  end
endmodule

`default_nettype wire
