// SPDX-License-Identifier: MIT
// Chooses among three streams, a whole frame at a time; the lower number goes first.
`default_nettype none

module frame_arbiter (
  input  wire logic            clk_i,
  input  wire logic            rst_ni,
  input  wire logic [2:0]      valid_i,
  input  wire logic [23:0]     data_i,
  input  wire logic [2:0]      last_i,
  output logic      [2:0]      ready_o,
  output logic                 valid_o,
  output logic      [1:0]      source_o,
  output logic      [7:0]      data_o,
  output logic                 last_o,
  input  wire logic            ready_i
);
  logic [1:0] source_q;
  logic busy_q;

  always_comb begin
    if (busy_q) source_o = source_q;
    else if (valid_i[0]) source_o = 2'd0;
    else if (valid_i[1]) source_o = 2'd1;
    else source_o = 2'd2;
    valid_o = valid_i[source_o];
    data_o = data_i[{source_o, 3'b0}+:8];
    last_o = last_i[source_o];
    ready_o = '0;
    ready_o[source_o] = ready_i;
  end

  always_ff @(posedge clk_i) begin
    if (valid_o) begin
      source_q <= source_o;
      busy_q <= !(ready_i && last_o);
    end
    if (!rst_ni) busy_q <= 1'b0;
  end
endmodule

`default_nettype wire
