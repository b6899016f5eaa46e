// SPDX-License-Identifier: MIT
// First in, first out, for bytes in block RAM.
`default_nettype none

module fifo #(
  // A power of two.
  parameter int unsigned Depth = 512,
  localparam int unsigned AddressWidth = $clog2(Depth)
) (
  input  wire logic                  clk_i,
  input  wire logic                  rst_ni,
  input  wire logic                  valid_i,
  input  wire logic [7:0]            data_i,
  output logic                       ready_o,
  output logic                       valid_o,
  output logic      [7:0]            data_o,
  input  wire logic                  ready_i,
  // Bytes inside.
  output logic      [AddressWidth:0] count_o
);
  logic [AddressWidth-1:0] write_q, read_q;
  wire put = valid_i && ready_o;
  wire get = valid_o && ready_i;
  wire [AddressWidth-1:0] read_d = read_q + AddressWidth'(get);

  assign ready_o = !count_o[AddressWidth];

  block_ram #(.Depth(Depth)) u_memory (
    .clk_i,
    .write_i        (put),
    .write_address_i(write_q),
    .write_data_i   (data_i),
    .read_address_i (read_d),
    .read_data_o    (data_o)
  );

  always_ff @(posedge clk_i) begin
    write_q <= write_q + AddressWidth'(put);
    read_q <= read_d;
    count_o <= count_o + (AddressWidth+1)'(put) - (AddressWidth+1)'(get);
    // What is written in this cycle can be read from the next but one on.
    valid_o <= count_o > (AddressWidth+1)'(get);
    if (!rst_ni) begin
      write_q <= '0;
      read_q <= '0;
      count_o <= '0;
      valid_o <= 1'b0;
    end
  end
endmodule

`default_nettype wire
