// SPDX-License-Identifier: MIT
// The FIFO of records: each byte of each record comes out once, in order, in payloads of whole records, and nothing comes out
// that was not put in.
`default_nettype none

module stream_properties (
  input wire logic       clk_i,
  input wire logic       tick_i,
  input wire logic       write_i,
  input wire logic       ready_i
);
  // The fewest that it can be built with; of a record.
  localparam int unsigned Records = 16, Bytes = 12;
  localparam logic [4:0] MostOfPayload = 5'd20;
  // Two cycles, since what is reset is what others are made of.
  logic rst_n_q = 1'b0, reset_q = 1'b0;
  always_ff @(posedge clk_i) {rst_n_q, reset_q} <= {reset_q, 1'b1};

  logic [4:0] begins, ends_q = '0;
  logic [3:0] written_q = '0;
  logic [7:0] data;
  logic valid, last;
  wire has_room = 5'(ends_q - begins) != 5'(Records);

  record_stream #(
    .Records      (Records),
    .PatienceTicks(2)
  ) u_stream (
    .clk_i,
    .rst_ni   (rst_n_q),
    .tick_i,
    .write_i,
    .address_i({ends_q[3:0], written_q}),
    .data_i   ({ends_q[3:0], written_q}),
    .begin_o  (begins),
    .end_i    (ends_q),
    .valid_o  (valid),
    .data_o   (data),
    .last_o   (last),
    .ready_i
  );

  // Each byte tells its record and its place: the stream looks at none.
  logic [3:0] place_q = '0;
  logic [4:0] records_q = '0, of_payload_q = '0;
  wire given = rst_n_q && valid && ready_i;
  wire record_ends = place_q == 4'(Bytes - 1);

  always_ff @(posedge clk_i) begin
    if (!rst_n_q) assume (!write_i && !tick_i);
    assume (!write_i || has_room);
    if (write_i) begin
      written_q <= (written_q == 4'(Bytes - 1)) ? '0 : written_q + 4'd1;
      if (written_q == 4'(Bytes - 1)) ends_q <= ends_q + 5'd1;
    end
    if (given) begin
      place_q <= record_ends ? '0 : place_q + 4'd1;
      records_q <= records_q + 5'(record_ends);
      of_payload_q <= last ? '0 : of_payload_q + 5'(record_ends);
    end

    if (rst_n_q) begin
      assert (begins == records_q);
      assert (!valid || records_q != ends_q);
      assert (!valid || of_payload_q < MostOfPayload);
      assert (!valid || !last || record_ends);
      if (given) assert (data == {records_q[3:0], place_q});
      // What is offered stays.
      if ($past(rst_n_q) && $past(valid) && !$past(ready_i)) assert (valid && $stable(data) && $stable(last));
    end
    cover (rst_n_q && given && last && of_payload_q == '0);
  end
endmodule

`default_nettype wire
