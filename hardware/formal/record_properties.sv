// SPDX-License-Identifier: MIT
// With room, every marker that is taken is written once, with its stamp, before those made after it: those of programs, those of
// the host, and samples beside them, which go out when they are whole.
`default_nettype none

module record_properties (
  input wire logic       clk_i,
  input wire logic       sample_i,
  input wire logic       whole_i,
  input wire logic       mark_i,
  input wire logic [7:0] mark_id_i,
  input wire logic       marker_valid_i
);
  // Of MARKs, and of samples, at least.
  localparam logic [5:0] MarksApart = 6'd32, SamplesApart = 6'd48;
  // No program has one like it.
  localparam logic [15:0] MarkerId = 16'hc0de;
  logic rst_n_q = 1'b0;
  always_ff @(posedge clk_i) rst_n_q <= 1'b1;

  logic [3:0] phase;
  logic [7:0] stamp_byte, data;
  logic unused_tick, write, marker_ready;
  logic [4:0] ends;
  logic [7:0] address;

  window_counter u_windows (
    .clk_i,
    .rst_ni(rst_n_q),
    .phase_o(phase),
    .byte_o (stamp_byte),
    .tick_o (unused_tick)
  );

  record_writer #(.Records(16)) u_writer (
    .clk_i,
    .rst_ni        (rst_n_q),
    .enable_i      (1'b1),
    .phase_i       (phase),
    .byte_i        (stamp_byte),
    .sample_i,
    .word_valid_i  (1'b0),
    .word_at_i     (2'b0),
    .word_i        (8'h0),
    .whole_i,
    .fault_i       (1'b0),
    .mark_i,
    .mark_id_i,
    .marker_valid_i,
    .marker_id_i   (MarkerId),
    .marker_ready_o(marker_ready),
    // What is written is read at once.
    .begin_i       (ends),
    .end_o         (ends),
    .write_o       (write),
    .address_o     (address),
    .data_o        (data)
  );

  // Cycles since the reset, in step with the phase.
  logic [47:0] count_q = '0;
  // A record as it is written, and what waits for one.
  logic [95:0] record_q;
  logic [3:0] bytes_q = '0;
  wire whole = phase == 4'd12 && bytes_q == 4'd12;
  wire is_marker = record_q[7:0] == 8'd2;
  wire is_host = is_marker && record_q[79:72] != '0;
  logic [5:0] since_mark_q = MarksApart, since_sample_q = SamplesApart;
  logic mark_waits_q = 1'b0, sample_waits_q = 1'b0, open_q = 1'b0;
  logic [47:0] mark_stamp_q, sample_stamp_q, last_q = '0;
  logic [7:0] mark_id_q, number_q = '0;
  wire [47:0] stamp = record_q[63:16];
  wire writes_mark = whole && is_marker && !is_host;

  always_ff @(posedge clk_i) begin
    if (!rst_n_q) assume (!sample_i && !mark_i && !marker_valid_i && !whole_i);
    assume (!mark_i || since_mark_q == MarksApart);
    // Its words take longer than its record.
    assume (!sample_i || (since_sample_q == SamplesApart && !open_q));
    assume (!whole_i || (open_q && !sample_waits_q));
    // A marker of the host stays until it is taken.
    if (rst_n_q && $past(marker_valid_i) && !$past(marker_ready)) assume (marker_valid_i);
    if (rst_n_q && $past(marker_valid_i) && $past(marker_ready)) assume (!marker_valid_i);

    if (rst_n_q) count_q <= count_q + 48'd1;
    since_mark_q <= mark_i ? 6'd1 : (since_mark_q == MarksApart) ? MarksApart : since_mark_q + 6'd1;
    since_sample_q <= sample_i ? 6'd1 : (since_sample_q == SamplesApart) ? SamplesApart : since_sample_q + 6'd1;
    if (write) record_q <= {data, record_q[95:8]};
    bytes_q <= (!rst_n_q || phase >= 4'd12) ? '0 : bytes_q + 4'(write);
    if (whole) begin
      number_q <= number_q + 8'd1;
      last_q <= stamp;
    end
    mark_waits_q <= mark_i || (mark_waits_q && !writes_mark);
    if (mark_i) begin
      mark_stamp_q <= count_q;
      mark_id_q <= mark_id_i;
    end
    if (sample_i) sample_stamp_q <= count_q;
    sample_waits_q <= sample_i || (sample_waits_q && !(whole && !is_marker));
    open_q <= sample_i || (open_q && !whole_i);

    if (rst_n_q) begin
      assert (phase == count_q[3:0]);
      assert (phase >= 4'd12 || bytes_q == '0 || write);
      assert (!write || address[3:0] == phase);
      assert (marker_ready == (whole && is_host));
      // What waits is written before the next one comes.
      assert (!mark_i || !mark_waits_q || writes_mark);
      assert (!sample_i || !sample_waits_q);
      if (whole) begin
        assert (record_q[15:8] == number_q);
        assert (stamp >= last_q);
        if (is_host) begin
          assert (marker_valid_i && record_q[95:64] == {16'b0, MarkerId});
          // It is made just before its window, and a MARK since then comes after it.
          assert (stamp[47:4] + 44'd1 == count_q[47:4]);
          assert (!mark_waits_q || mark_stamp_q > stamp);
        end else if (is_marker) begin
          assert (mark_waits_q && record_q[95:64] == {24'b0, mark_id_q});
          assert (stamp == mark_stamp_q);
        end else begin
          assert (sample_waits_q && record_q[95:64] == '0);
          // One that waits for a marker or two is stamped as much later, and it may have the phase of one.
          assert (stamp + 48'd16 > sample_stamp_q && stamp < sample_stamp_q + 48'd48);
        end
      end
    end
    // All three at once, and a MARK right behind the host's.
    cover (rst_n_q && writes_mark && sample_waits_q && marker_valid_i);
    cover (rst_n_q && whole && is_host && mark_waits_q);
    cover (rst_n_q && whole_i);
  end
endmodule

`default_nettype wire
