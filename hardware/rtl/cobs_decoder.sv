// SPDX-License-Identifier: MIT
// COBS decoder: each byte in makes at most one beat out, a decoded byte or the end of a frame.
`default_nettype none

module cobs_decoder (
  input  wire logic       clk_i,
  input  wire logic       rst_ni,
  input  wire logic       valid_i,
  input  wire logic [7:0] data_i,
  output logic            ready_o,
  output logic            valid_o,
  output logic      [7:0] data_o,
  // This beat is no byte but the end of a frame; good_o tells whether its stuffing was whole.
  output logic            end_o,
  output logic            good_o,
  input  wire logic       ready_i
);
  // Counts up to Code, by the bytes that the run in progress still has; a zero follows it unless it is the longest one.
  localparam logic [7:0] Code = 8'd254;
  logic [7:0] run_q;
  logic zero_q, empty_q;

  wire delimiter = data_i == '0;
  wire code = run_q == Code;
  // Of a code byte the sum does not matter: so the choice between them takes no cells beside the adder.
  wire [7:0] sum = run_q + {8{code}} + 8'd1;
  wire beat = delimiter ? !empty_q : !code || zero_q;

  assign valid_o = valid_i && beat;
  assign ready_o = ready_i || !beat;
  assign end_o = delimiter;
  assign good_o = code;
  assign data_o = code ? '0 : data_i;

  always_ff @(posedge clk_i) begin
    if (valid_i && ready_o) begin
      empty_q <= delimiter;
      if (code) zero_q <= data_i != 8'hff;
      run_q <= code ? ~data_i : sum;
      if (delimiter) begin
        run_q <= Code;
        zero_q <= 1'b0;
      end
    end
    if (!rst_ni) begin
      run_q <= Code;
      zero_q <= 1'b0;
      empty_q <= 1'b1;
    end
  end
endmodule

`default_nettype wire
