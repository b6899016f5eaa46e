// SPDX-License-Identifier: MIT
// Works off the sums of a pass, one result a cycle: what its results are made of, magnitudes, and what predictions say.
`default_nettype none

module drain #(
  parameter int unsigned Lanes = 4,
  parameter bit Predict = 1'b1,
  localparam bit AtOnce = tensor_pkg::at_once(Lanes),
  localparam int unsigned Groups = tensor_pkg::most_groups(Lanes),
  localparam int unsigned IndexWidth = $clog2(Lanes * Lanes),
  localparam int unsigned GroupWidth = $clog2(Groups)
) (
  input  wire logic                      clk_i,
  input  wire logic                      rst_ni,
  input  wire logic                      start_i,
  // Of the instruction.
  input  wire logic                      accumulate_i,
  input  wire logic                      residual_i,
  input  wire logic                      mask_i,
  // Its threshold's negative, while a hi plane is drained.
  input  wire logic [31:0]               minus_threshold_i,
  // A token a cycle. So many cycles after it came, it has the port; and three and two before that.
  input  wire logic [tensor_pkg::TokenBits-1:0] token_i,
  output logic      [tensor_pkg::TokenBits-1:0] ahead_o,
  output logic      [tensor_pkg::TokenBits-1:0] early_o,
  output logic      [tensor_pkg::TokenBits-1:0] token_o,
  // What it does with the port, where a T-byte word is one byte of T results: it has it, writes, reads, one of those.
  output logic                           has_port_o,
  output logic                           write_o,
  output logic                           read_o,
  output logic                           words_o,
  output logic                           empty_o,
  // It may still read sums three cycles from now.
  output logic                           reads_o,
  output logic      [GroupWidth+IndexWidth-1:0] address_o,
  // To the results: a value is rounded in this cycle, its magnitude is taken from the rounder; words come from memory.
  output logic                           round_o,
  output logic                           size_o,
  output logic                           zero_o,
  output logic      [1:0]                left_o,
  // The word that was read for a result is there.
  output logic                           word_now_o,
  output logic                           shift_o,
  output logic                           high_load_o,
  output logic                           low_load_o,
  output logic                           masked_o,
  input  wire logic [8*Lanes-1:0]        word_i,
  input  wire logic [31:0]               part_i,
  input  wire logic                      negative_i,
  // A cycle later; and then the magnitude to collect.
  input  wire logic signed [32:0]        total_i,
  output logic                           collect_o,
  output logic      [30:0]               magnitude_o,
  // Under prediction.
  input  wire logic                      tile_start_i,
  // Of a tile's groups that were drained, one after the other: there is one, and it is decided; the next is asked for.
  output logic                           judged_o,
  output logic                           decided_o,
  input  wire logic                      next_judged_i,
  output logic                           sure_o,
  output logic                           group_decided_o
);
  // What is added at 6 is written at 7: where T at once are, a cycle after its write.
  localparam int unsigned Stages = tensor_pkg::port_stage(Lanes);

  logic [tensor_pkg::TokenBits-1:0] stage_q[Stages+1];
  always_comb stage_q[0] = token_i;
  always_ff @(posedge clk_i) begin
    for (int i = 1; i <= Stages; i++) stage_q[i] <= stage_q[i-1];
    if (!rst_ni) for (int i = 1; i <= Stages; i++) stage_q[i][2:0] <= tensor_pkg::TokenNone;
  end
  assign token_o = stage_q[Stages];
  assign early_o = stage_q[Stages-2];
  assign ahead_o = stage_q[Stages-3];
  // Of T at once, where the port has far to go, this is found a cycle before.
  wire [2:0] at_port = stage_q[AtOnce ? Stages-1 : Stages][2:0];
  wire is_result = at_port == tensor_pkg::TokenResult, is_write = at_port == tensor_pkg::TokenWrite;
  wire has_port = at_port != tensor_pkg::TokenNone && at_port != tensor_pkg::TokenHigh;
  wire writes = is_write || (is_result && !accumulate_i);
  wire waits = at_port == tensor_pkg::TokenWait;
  later #(.Later(AtOnce), .Width(4)) u_port (
    .clk_i,
    .bits_i({has_port, writes, has_port && !writes && !waits, !is_result && !is_write}),
    .bits_o({has_port_o, write_o, read_o, words_o})
  );
  logic [Stages-1:0] full;
  always_comb for (int i = 0; i < Stages; i++) full[i] = stage_q[i][2:0] != tensor_pkg::TokenNone;
  // Of all tokens but the one that comes, it is known a cycle before.
  logic rest_q, reads_q;
  always_ff @(posedge clk_i) {rest_q, reads_q} <= {full != '0, full[1:0] != '0};
  assign empty_o = !full[0] && !rest_q;
  assign reads_o = full[0] || reads_q;

  // A sum that is rounded is read two cycles before one that something is added to.
  logic [tensor_pkg::TokenBits-1:0] reading;
  logic [GroupWidth-1:0] group_q;
  logic [IndexWidth-1:0] index_q;
  wire early = Predict && stage_q[3][2:0] == tensor_pkg::TokenHigh;
  assign reading = early ? stage_q[3] : stage_q[5];
  // Not once more.
  wire reads = early || reading[2:0] != tensor_pkg::TokenHigh;
  assign address_o = {group_q, index_q};
  always_ff @(posedge clk_i) begin
    if (reads && (reading[2:0] == tensor_pkg::TokenHigh || reading[2:0] == tensor_pkg::TokenResult)) index_q <= index_q + 1'b1;
    if (reads && reading[tensor_pkg::TokenLast]) begin
      index_q <= '0;
      group_q <= reading[tensor_pkg::TokenLastGroup] ? '0 : group_q + 1'b1;
    end
    if (start_i) {group_q, index_q} <= '0;
  end

  // An int8 residual is the hi plane of an int16.
  wire result4 = stage_q[4][2:0] == tensor_pkg::TokenResult;
  wire result6 = stage_q[6][2:0] == tensor_pkg::TokenResult;
  wire judges = Predict && stage_q[6][2:0] == tensor_pkg::TokenHigh;
  // Of an accumulator: so what is rounded comes when its word does.
  assign round_o = result6;
  assign size_o = stage_q[5][2:0] == tensor_pkg::TokenHigh;
  assign zero_o = !accumulate_i && !residual_i;
  always_ff @(posedge clk_i) begin
    left_o <= !accumulate_i ? tensor_pkg::LeftSum
      : (stage_q[5][2:0] == tensor_pkg::TokenHigh) ? tensor_pkg::LeftZero : tensor_pkg::LeftWord;
  end
  assign shift_o = result4;

  // What is read at the port comes when its token has passed, or a cycle later.
  logic [2:0] read_at, read_q;
  later #(.Later(AtOnce), .Cycles(tensor_pkg::read_cycles(Lanes) - 1), .Width(3)) u_read (
    .clk_i,
    .bits_i(stage_q[Stages][2:0]),
    .bits_o(read_at)
  );
  logic [Lanes-1:0] mask_q;
  // Of T at once a mask is looked at a cycle later, of which its waits have one to spare.
  logic [2:0] mask_read;
  logic [8*Lanes-1:0] mask_word;
  later #(.Later(AtOnce), .Width(3 + 8 * Lanes)) u_mask (
    .clk_i,
    .bits_i({read_q, word_i}),
    .bits_o({mask_read, mask_word})
  );
  assign high_load_o = read_q == tensor_pkg::TokenResidualHigh;
  assign low_load_o = read_q == tensor_pkg::TokenResidualLow;
  assign word_now_o = accumulate_i && read_q == tensor_pkg::TokenResult;
  assign masked_o = mask_i && !mask_q[0];
  always_ff @(posedge clk_i) begin
    read_q <= read_at;
    if (mask_read == tensor_pkg::TokenMask) begin
      for (int i = 0; i < Lanes; i++) mask_q[i] <= !mask_word[8*i+7] && mask_word[8*i+:7] != '0;
    end else if (result6) mask_q <= mask_q >> 1;
  end

  // Magnitudes, and whether a prediction is sure: |p| = part + negative.
  logic below;
  logic [31:0] unused_beyond;
  assign {below, unused_beyond} = {minus_threshold_i[31], minus_threshold_i} + {1'b0, part_i} + 33'(negative_i);
  logic all_q;
  wire all = sure_o && all_q;
  always_ff @(posedge clk_i) collect_o <= judges || (!accumulate_i && result6 && !masked_o);
  // Of the nearest int32.
  assign magnitude_o = {31{total_i[32] != total_i[31]}} | (total_i[30:0] ^ {31{total_i[32]}});
  assign sure_o = judges && (part_i != '0 || negative_i) && !below;
  assign group_decided_o = judges && stage_q[6][tensor_pkg::TokenLast] && all;

  // The last one is lowest; how many there are, less 2. The first of them is at hand.
  logic [Groups-2:0] decided_q;
  logic [GroupWidth:0] judged_q;
  wire judged = judges && stage_q[6][tensor_pkg::TokenLast];
  assign judged_o = !judged_q[GroupWidth] || judged_q[0];
  always_ff @(posedge clk_i) begin
    if (judges) all_q <= all || stage_q[6][tensor_pkg::TokenLast];
    if (start_i) all_q <= 1'b1;
    if (judged) decided_q <= {decided_q[Groups-3:0], all};
    if (next_judged_i || !judged_o) decided_o <= judged_q[GroupWidth] ? all : decided_q[judged_q[GroupWidth-1:0]];
    if (judged != next_judged_i) judged_q <= judged_q + {{GroupWidth{!judged}}, 1'b1};
    if (tile_start_i) judged_q <= -(GroupWidth+1)'(2);
  end
endmodule

`default_nettype wire
