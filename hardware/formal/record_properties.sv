// SPDX-License-Identifier: MIT
// With room, every marker that is taken is written once, with its stamp, before those made after it: those of programs, those of
// the host, and samples beside them.
`default_nettype none

module record_properties (
  input wire logic       clk_i,
  input wire logic       sample_i,
  input wire logic       mark_i,
  input wire logic [7:0] mark_id_i,
  input wire logic       marker_valid_i
);
  // Of MARKs, and of samples, at least.
  localparam logic [5:0] MarksApart = 6'd26, SamplesApart = 6'd40;
  logic rst_n_q = 1'b0;
  always_ff @(posedge clk_i) rst_n_q <= 1'b1;

  // The counter carries into its upper half while it is looked at.
  logic [47:0] count_q = 48'h0000_00ff_fff0;
  localparam logic [47:0] SampleStamp = 48'h1234_5678_9abc;
  localparam logic [31:0] Words = 32'hdead_beef;
  // No program has one like it.
  localparam logic [15:0] MarkerId = 16'hc0de;

  logic valid, last, marker_ready;
  logic [7:0] data;

  record_writer u_writer (
    .clk_i,
    .rst_ni        (rst_n_q),
    .enable_i      (1'b1),
    .count_i       (count_q),
    .sample_i,
    .fault_i       (1'b0),
    .sample_stamp_i(SampleStamp),
    .shunt_i       (Words[15:0]),
    .bus_i         (Words[31:16]),
    .mark_i,
    .mark_id_i,
    .marker_valid_i,
    .marker_id_i   (MarkerId),
    .marker_ready_o(marker_ready),
    .room_i        (1'b1),
    .valid_o       (valid),
    .data_o        (data),
    .last_o        (last)
  );

  // A record as it goes out, and what waits for one.
  logic [95:0] record_q;
  wire [95:0] record = {data, record_q[95:8]};
  wire is_marker = record[7:0] == 8'd2;
  // The host's marker is told from those of programs by its name.
  wire is_host = is_marker && record[79:72] != '0;
  logic [3:0] bytes_q = '0;
  logic [5:0] since_mark_q = MarksApart, since_sample_q = SamplesApart;
  logic mark_waits_q = 1'b0, sample_waits_q = 1'b0;
  logic [47:0] mark_stamp_q;
  logic [7:0] mark_id_q, number_q = '0;
  wire writes_mark = last && is_marker && !is_host;

  always_ff @(posedge clk_i) begin
    if (!rst_n_q) assume (!sample_i && !mark_i && !marker_valid_i);
    assume (!mark_i || since_mark_q == MarksApart);
    assume (!sample_i || since_sample_q == SamplesApart);
    // A marker of the host stays until it is taken.
    if (rst_n_q && $past(marker_valid_i) && !$past(marker_ready)) assume (marker_valid_i);
    if (rst_n_q && $past(marker_valid_i) && $past(marker_ready)) assume (!marker_valid_i);

    count_q <= count_q + 48'd1;
    since_mark_q <= mark_i ? 6'd1 : (since_mark_q == MarksApart) ? MarksApart : since_mark_q + 6'd1;
    since_sample_q <= sample_i ? 6'd1 : (since_sample_q == SamplesApart) ? SamplesApart : since_sample_q + 6'd1;
    if (valid) record_q <= record;
    bytes_q <= (rst_n_q && valid && !last) ? bytes_q + 4'd1 : '0;
    if (rst_n_q && last) number_q <= number_q + 8'd1;
    mark_waits_q <= mark_i || (mark_waits_q && !writes_mark);
    if (mark_i) begin
      mark_stamp_q <= count_q;
      mark_id_q <= mark_id_i;
    end
    sample_waits_q <= sample_i || (sample_waits_q && !(last && !is_marker));

    if (rst_n_q) begin
      assert (!last || bytes_q == 4'd11);
      assert (bytes_q == '0 || valid);
      assert (marker_ready == (last && is_host));
      // What waits is written before the next one comes.
      assert (!mark_i || !mark_waits_q || writes_mark);
      assert (!sample_i || !sample_waits_q);
      if (last) begin
        assert (record[15:8] == number_q);
        if (is_host) begin
          assert (marker_valid_i && record[95:64] == {16'b0, MarkerId});
          // It is as old as its record, and a MARK since then comes after it.
          assert (record[63:16] == count_q - 48'd12);
          assert (!mark_waits_q || mark_stamp_q - record[63:16] <= 48'd12);
        end else if (is_marker) begin
          assert (mark_waits_q && record[95:64] == {24'b0, mark_id_q});
          assert (record[63:16] == mark_stamp_q);
        end else begin
          assert (sample_waits_q && record[95:64] == Words);
          assert (record[63:16] == SampleStamp);
        end
      end
    end
    // All three at once, and a MARK right behind the host's.
    cover (rst_n_q && writes_mark && sample_waits_q && marker_valid_i);
    cover (rst_n_q && last && is_host && mark_waits_q);
  end
endmodule

`default_nettype wire
