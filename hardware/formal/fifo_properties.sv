// SPDX-License-Identifier: MIT
// The FIFO gives back every byte, in order, and never more or less than it holds.
`default_nettype none

module fifo_properties (
  input wire logic       clk_i,
  input wire logic       valid_i,
  input wire logic [7:0] data_i,
  input wire logic       ready_i
);
  logic rst_n_q = 1'b0;
  always_ff @(posedge clk_i) rst_n_q <= 1'b1;

  logic ready, valid;
  logic [7:0] data;
  logic [2:0] count;

  fifo #(.Depth(4)) u_fifo (
    .clk_i,
    .rst_ni (rst_n_q),
    .valid_i,
    .data_i,
    .ready_o(ready),
    .valid_o(valid),
    .data_o (data),
    .ready_i,
    .count_o(count)
  );

  wire put = rst_n_q && valid_i && ready;
  wire get = rst_n_q && valid && ready_i;

  // Any one byte is followed on its way: the number `watched` of those put in.
  (* anyconst *) logic [3:0] watched;
  logic [3:0] puts_q = '0, gets_q = '0;
  logic [7:0] seen_q;
  logic inside_q = 1'b0;

  always_ff @(posedge clk_i) begin
    if (put) begin
      puts_q <= puts_q + 4'd1;
      if (puts_q == watched && !inside_q) begin
        seen_q <= data_i;
        inside_q <= 1'b1;
      end
    end
    if (get) begin
      gets_q <= gets_q + 4'd1;
      if (gets_q == watched) inside_q <= 1'b0;
    end
    if (rst_n_q) begin
      assert (count <= 3'd4);
      assert (4'(count) == puts_q - gets_q);
      assert (!get || count != '0);
      if (get && inside_q && gets_q == watched) assert (data == seen_q);
      // What is inside comes out at most two cycles later.
      if ($past(rst_n_q) && $past(count) != '0 && !$past(get)) assert (valid);
    end
    cover (rst_n_q && count == 3'd4);
  end
endmodule

`default_nettype wire
