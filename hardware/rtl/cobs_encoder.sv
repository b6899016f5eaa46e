// SPDX-License-Identifier: MIT
// COBS encoder for frames of at most 253 bytes: stuffs in place, in one of two halves of a block RAM.
`default_nettype none

module cobs_encoder #(
  // A power of two, at most 256: the longest frame is three bytes shorter.
  parameter int unsigned HalfBytes = 256,
  localparam int unsigned Width = $clog2(HalfBytes)
) (
  input  wire logic       clk_i,
  input  wire logic       rst_ni,
  input  wire logic       valid_i,
  input  wire logic [7:0] data_i,
  input  wire logic       last_i,
  output logic            ready_o,
  // The stuffed frame, its delimiter last.
  output logic            valid_o,
  output logic      [7:0] data_o,
  input  wire logic       ready_i,
  // Neither half holds anything.
  output logic            idle_o
);
  logic [1:0] full_q;
  logic [Width-1:0] length_q[2];

  // Filling: a zero leaves its place to the code byte of the run behind it.
  logic half_q, ending_q;
  logic [Width-1:0] at_q, code_q;
  wire zero = data_i == '0;
  wire take = valid_i && ready_o;
  wire [Width-1:0] run = at_q - code_q;
  wire write_code = ending_q || zero;
  assign ready_o = !full_q[half_q] && !ending_q;

  // Draining: one cycle to read, then the byte waits for its taker.
  logic out_half_q, fetched_q;
  logic [Width-1:0] out_q;
  logic [7:0] read_data;
  wire at_end = out_q == length_q[out_half_q];
  wire given = valid_o && ready_i;
  assign valid_o = fetched_q;
  assign data_o = at_end ? '0 : read_data;
  assign idle_o = full_q == '0 && at_q == Width'(1) && !ending_q;

  block_ram #(.Depth(2 * HalfBytes)) u_memory (
    .clk_i,
    .write_i        (ending_q || take),
    .write_address_i({half_q, write_code ? code_q : at_q}),
    .write_data_i   (write_code ? 8'(run) : data_i),
    .read_address_i ({out_half_q, out_q}),
    .read_data_o    (read_data)
  );

  always_ff @(posedge clk_i) begin
    if (take) begin
      at_q <= at_q + 1'b1;
      if (zero) code_q <= at_q;
      ending_q <= last_i;
    end
    if (ending_q) begin
      ending_q <= 1'b0;
      length_q[half_q] <= at_q;
      full_q[half_q] <= 1'b1;
      half_q <= !half_q;
      at_q <= Width'(1);
      code_q <= '0;
    end

    fetched_q <= full_q[out_half_q] && !given;
    if (given) begin
      out_q <= out_q + 1'b1;
      if (at_end) begin
        out_q <= '0;
        full_q[out_half_q] <= 1'b0;
        out_half_q <= !out_half_q;
      end
    end

    if (!rst_ni) begin
      full_q <= '0;
      half_q <= 1'b0;
      ending_q <= 1'b0;
      at_q <= Width'(1);
      code_q <= '0;
      out_half_q <= 1'b0;
      out_q <= '0;
      fetched_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
