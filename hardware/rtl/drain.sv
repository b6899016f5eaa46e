// SPDX-License-Identifier: MIT
// Works off the sums of a pass, one result a cycle: planes added, aligned, residual, mask, accumulator, magnitude.
`default_nettype none

module drain #(
  parameter int unsigned Lanes = 4,
  parameter int unsigned Groups = 16,
  parameter int unsigned SumBits = 24,
  localparam int unsigned Area = Lanes * Lanes,
  localparam int unsigned SumWidth = $clog2(Groups * Area),
  localparam int unsigned GroupWidth = $clog2(Groups)
) (
  input  wire logic                      clk_i,
  input  wire logic                      rst_ni,
  input  wire logic                      start_i,
  // Of the instruction.
  input  wire logic                      planes_i,
  input  wire logic                      accumulate_i,
  input  wire logic                      residual_i,
  input  wire logic                      mask_i,
  input  wire logic                      predict_i,
  input  wire logic signed [31:0]        threshold_i,
  // A token a cycle, and the sums of its pass two cycles after the first.
  input  wire logic [tensor_pkg::TokenBits-1:0]   token_i,
  input  wire logic [Area*SumBits-1:0]   sums_i,
  output logic                           take_o,
  // To the rounder, and from it a cycle later.
  output logic signed [31:0]             value_o,
  output logic                           round_o,
  input  wire logic signed [31:0]        rounded_i,
  // Six cycles after it came, a token has the port.
  output logic [tensor_pkg::TokenBits-1:0]        token_o,
  output logic signed [31:0]             data_o,
  // Words that it reads, a cycle later.
  input  wire logic [8*Lanes-1:0]        word_i,
  input  wire logic signed [31:0]        integer_i,
  output logic                           empty_o,
  // A magnitude to collect.
  output logic                           collect_o,
  output logic [30:0]                    magnitude_o,
  // Under prediction.
  input  wire logic                      tile_start_i,
  output logic [GroupWidth:0]            judged_o,
  output logic [Groups-1:0]              decided_o,
  output logic                           sure_o,
  output logic                           group_decided_o
);

  logic [tensor_pkg::TokenBits-1:0] stage_q[7];
  always_comb stage_q[0] = token_i;
  always_ff @(posedge clk_i) begin
    for (int i = 1; i < 7; i++) stage_q[i] <= stage_q[i-1];
    if (!rst_ni) for (int i = 1; i < 7; i++) stage_q[i][2:0] <= tensor_pkg::TokenNone;
  end
  assign token_o = stage_q[6];
  always_comb begin
    empty_o = 1'b1;
    for (int i = 0; i < 7; i++) if (stage_q[i][2:0] != tensor_pkg::TokenNone) empty_o = 1'b0;
  end

  // Two: the shadow, and where the sums of the hi plane stand.
  logic [Area*SumBits-1:0] shadow_q;
  logic [SumWidth-1:0] at_q, at_d, group_q, write_at_q;
  logic signed [SumBits-1:0] high_q;
  wire takes2 = stage_q[2][2:0] == tensor_pkg::TokenHigh || stage_q[2][2:0] == tensor_pkg::TokenResult;
  wire takes3 = stage_q[3][2:0] == tensor_pkg::TokenHigh || stage_q[3][2:0] == tensor_pkg::TokenResult;
  wire signed [SumBits-1:0] head = shadow_q[SumBits-1:0];
  (* no_rw_check *)
  logic signed [SumBits-1:0] high_sums[Groups*Area];

  assign take_o = stage_q[2][tensor_pkg::TokenFirst];
  assign at_d = take_o ? group_q : at_q;
  always_ff @(posedge clk_i) begin
    if (take_o) shadow_q <= sums_i;
    else if (takes3) shadow_q <= shadow_q >> SumBits;
    at_q <= takes2 ? at_d + 1'b1 : at_d;
    if (stage_q[2][tensor_pkg::TokenLast]) group_q <= stage_q[2][tensor_pkg::TokenLastGroup] ? '0 : group_q + SumWidth'(Area);
    if (start_i) group_q <= '0;
    write_at_q <= at_d;
    high_q <= high_sums[at_d];
    if (stage_q[3][2:0] == tensor_pkg::TokenHigh) high_sums[write_at_q] <= head;
  end

  // Three: the sum of both planes.
  logic signed [31:0] sum_q[4:6];
  wire signed [31:0] high = {high_q, {32-SumBits{1'b0}}};
  always_ff @(posedge clk_i) begin
    if (stage_q[3][2:0] == tensor_pkg::TokenHigh) sum_q[4] <= {head, {32-SumBits{1'b0}}};
    else sum_q[4] <= 32'(head) + (planes_i ? high : '0);
    sum_q[5] <= sum_q[4];
    sum_q[6] <= sum_q[5];
  end

  // Four and five: the rounder. An int8 residual is the hi plane of an int16.
  logic [8*Lanes-1:0] residual_high_q, residual_low_q, mask_q;
  wire signed [31:0] residual = {residual_high_q[7], residual_high_q[7:0], 23'b0}
    + 32'($signed({residual_low_q[7:0], 15'b0}));
  assign value_o = residual_i ? residual : sum_q[4];
  assign round_o = stage_q[4][2:0] == tensor_pkg::TokenResult;

  logic signed [31:0] rounded_q;
  wire rounds5 = stage_q[5][2:0] == tensor_pkg::TokenHigh || stage_q[5][2:0] == tensor_pkg::TokenResult;
  always_ff @(posedge clk_i) begin
    if (rounds5) rounded_q <= (accumulate_i || residual_i) ? rounded_i : '0;
  end

  // Six: the port. What is read there comes when the token has passed.
  logic [2:0] read_q;
  always_ff @(posedge clk_i) begin
    read_q <= stage_q[6][2:0];
    if (stage_q[4][2:0] == tensor_pkg::TokenResult) begin
      residual_high_q <= residual_high_q >> 8;
      residual_low_q <= residual_low_q >> 8;
    end
    if (stage_q[6][2:0] == tensor_pkg::TokenResult) mask_q <= mask_q >> 8;
    if (read_q == tensor_pkg::TokenResidualHigh) residual_high_q <= word_i;
    if (read_q == tensor_pkg::TokenResidualHigh) residual_low_q <= '0;
    if (read_q == tensor_pkg::TokenResidualLow) residual_low_q <= word_i;
    if (read_q == tensor_pkg::TokenMask) mask_q <= word_i;
  end

  wire masked = mask_i && (mask_q[7] || mask_q[7:0] == '0);
  logic signed [31:0] total;
  saturating_adder u_adder (
    .a_i(accumulate_i ? integer_i : sum_q[6]),
    .b_i(rounded_q),
    .sum_o(total)
  );
  assign data_o = masked ? '0 : total;

  // Magnitudes, and whether a prediction is sure.
  wire judges = predict_i && stage_q[6][2:0] == tensor_pkg::TokenHigh;
  wire signed [31:0] seen = judges ? rounded_q : data_o;
  wire [31:0] size = (rounded_q < 0) ? -rounded_q : rounded_q;
  assign collect_o = judges || (!accumulate_i && stage_q[6][2:0] == tensor_pkg::TokenResult);
  assign magnitude_o = seen[30:0] ^ {31{seen[31]}};
  logic all_q;
  wire all = sure_o && (stage_q[6][tensor_pkg::TokenFirst] || all_q);
  assign sure_o = judges && rounded_q != '0
    && (threshold_i < 0 || size >= threshold_i);
  assign group_decided_o = judges && stage_q[6][tensor_pkg::TokenLast] && all;

  always_ff @(posedge clk_i) begin
    if (judges) begin
      all_q <= all;
      if (stage_q[6][tensor_pkg::TokenLast]) begin
        decided_o[judged_o[GroupWidth-1:0]] <= all;
        judged_o <= judged_o + 1'b1;
      end
    end
    if (tile_start_i) judged_o <= '0;
  end
endmodule

`default_nettype wire
