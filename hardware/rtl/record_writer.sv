// SPDX-License-Identifier: MIT
// Writes samples and markers as records of 12 bytes: kind, number, stamp, two words. One that finds no room is lost, its number with it.
`default_nettype none

module record_writer (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  input  wire logic        enable_i,
  // One cycle each; the fields of a sample stay until the next one.
  input  wire logic        sample_i,
  input  wire logic        fault_i,
  input  wire logic [47:0] sample_stamp_i,
  input  wire logic [15:0] shunt_i,
  input  wire logic [15:0] bus_i,
  input  wire logic        marker_i,
  input  wire logic [47:0] marker_stamp_i,
  input  wire logic [15:0] marker_id_i,
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

  logic sample_q, fault_q, marker_q, busy_q, is_marker_q;
  logic [3:0] at_q;
  logic [7:0] number_q;
  logic [47:0] marker_stamp_q;
  logic [15:0] marker_id_q;

  wire [7:0] kind = is_marker_q ? Marker : fault_q ? Fault : Sample;
  wire [47:0] stamp = is_marker_q ? marker_stamp_q : sample_stamp_i;
  wire [31:0] words = is_marker_q ? {16'b0, marker_id_q} : fault_q ? '0 : {bus_i, shunt_i};
  wire [127:0] record = {32'b0, words, stamp, number_q, kind};

  assign valid_o = busy_q;
  assign data_o = record[{at_q, 3'b0}+:8];
  assign last_o = busy_q && at_q == LastByte;

  always_ff @(posedge clk_i) begin
    if (busy_q) begin
      at_q <= at_q + 4'd1;
      if (last_o) begin
        busy_q <= 1'b0;
        number_q <= number_q + 8'd1;
        if (is_marker_q) marker_q <= 1'b0;
        else sample_q <= 1'b0;
      end
    end else if (marker_q || sample_q) begin
      at_q <= '0;
      is_marker_q <= marker_q;
      busy_q <= room_i;
      if (!room_i) begin
        number_q <= number_q + 8'd1;
        if (marker_q) marker_q <= 1'b0;
        else sample_q <= 1'b0;
      end
    end
    if (sample_i) begin
      sample_q <= 1'b1;
      fault_q <= fault_i;
    end
    if (marker_i) begin
      marker_q <= 1'b1;
      marker_stamp_q <= marker_stamp_i;
      marker_id_q <= marker_id_i;
    end
    if (!rst_ni || !enable_i) begin
      sample_q <= 1'b0;
      marker_q <= 1'b0;
      busy_q <= 1'b0;
      number_q <= '0;
    end
  end
endmodule

`default_nettype wire
