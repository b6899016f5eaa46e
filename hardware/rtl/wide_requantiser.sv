// SPDX-License-Identifier: MIT
// T results at once: rounded, without negatives where that is asked for, clamped, as bytes of two planes.
`default_nettype none

module wide_requantiser #(
  parameter int unsigned Lanes = 8
) (
  input  wire logic                clk_i,
  input  wire logic [32*Lanes-1:0] values_i,
  input  wire logic [4:0]          shift_i,
  input  wire logic                random_i,
  input  wire logic [32*Lanes-1:0] numbers_i,
  // One cycle later.
  input  wire logic                wide_i,
  input  wire logic                relu_i,
  output logic      [8*Lanes-1:0]  high_o,
  output logic      [8*Lanes-1:0]  low_o
);
  for (genvar i = 0; i < Lanes; i++) begin : g_lane
    logic signed [31:0] rounded;
    rounder u_rounder (
      .clk_i,
      .value_i (values_i[32*i+:32]),
      .shift_i,
      .random_i,
      .number_i(numbers_i[32*i+:32]),
      .result_o(rounded)
    );

    logic signed [15:0] clamped;
    clamp u_clamp (
      .value_i(rounded),
      .wide_i,
      .value_o(clamped)
    );

    logic [7:0] high;
    planes u_planes (
      .value_i((relu_i && clamped[15]) ? '0 : clamped),
      .high_o (high),
      .low_o  (low_o[8*i+:8])
    );
    assign high_o[8*i+:8] = wide_i ? high : low_o[8*i+:8];
  end
endmodule

`default_nettype wire
