// SPDX-License-Identifier: MIT
// The tensor machine of doc/isa.md: memory, sequencer, loader, array, drain, requantisation, update, counters.
`default_nettype none

module tensor_machine #(
  // Without it a MAC that predicts is illegal.
  parameter bit Predict = 1'b1,
  // T: 4, where a memory word of T bytes is one int32, or 8.
  parameter int unsigned Lanes = 4,
  // Of a word, and of an int32.
  localparam int unsigned AddressWidth = tensor_pkg::address_width(Lanes),
  localparam int unsigned IndexWidth = tensor_pkg::index_width(Lanes)
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  // A program, from an index on.
  input  wire logic                    run_i,
  input  wire logic [IndexWidth-1:0]   index_i,
  output logic                         running_o,
  output logic                         ended_o,
  output logic                         illegal_o,
  output logic      [IndexWidth-1:0]   index_o,
  // The host's words, in cycles that no program wants.
  input  wire logic                    host_valid_i,
  input  wire logic                    host_write_i,
  input  wire logic [AddressWidth-1:0] host_address_i,
  input  wire logic [Lanes-1:0]        host_enable_i,
  input  wire logic [8*Lanes-1:0]      host_data_i,
  output logic                         host_ready_o,
  output logic      [8*Lanes-1:0]      host_data_o,
  // The host's exponent registers, when no program runs, and words of its own behind them.
  input  wire logic                    exponent_write_i,
  input  wire logic [6:0]              exponent_address_i,
  input  wire logic [15:0]             exponent_data_i,
  output logic      [15:0]             exponent_data_o,
  // MARK, as it passes.
  output logic                         mark_o,
  output logic      [7:0]              mark_id_o
);
  localparam bit AtOnce = tensor_pkg::at_once(Lanes);
  localparam int unsigned Groups = tensor_pkg::most_groups(Lanes);
  localparam int unsigned GroupWidth = $clog2(Groups);
  localparam int unsigned LaneWidth = $clog2(Lanes);
  localparam int unsigned SumWidth = 2 * LaneWidth;
  localparam int unsigned ReadBits = AtOnce ? 32 * Lanes : 8 * Lanes;
  localparam int unsigned AWidth = $clog2(tensor_pkg::a_bytes(Lanes));
  localparam int unsigned BWidth = $clog2(tensor_pkg::BBytes);
  localparam int unsigned WriteWidth = AWidth > BWidth + 1 ? AWidth : BWidth + 1;

  // Memory: what was read, as int32 and as a word.
  logic [ReadBits-1:0] read_data;
  wire [31:0] integer_read = read_data[31:0];
  wire [8*Lanes-1:0] word_read = read_data[8*Lanes-1:0];
  // Of T at once the host's word comes a cycle later.
  later #(.Later(AtOnce), .Width(8 * Lanes)) u_host_word (.clk_i, .bits_i(word_read), .bits_o(host_data_o));

  // Words of the instruction. Of T at once they stand in a register: the way from a bank takes the cycle before.
  logic word_valid;
  logic [5:0] word_index;
  logic [31:0] instruction_word;
  later #(.Later(AtOnce), .Width(32)) u_word (.clk_i, .bits_i(integer_read), .bits_o(instruction_word));

  // Instructions.
  logic sequencer_wants, sequencer_read, sequencer_write;
  logic [IndexWidth-1:0] sequencer_address;
  logic [31:0] row_sum;
  logic start_mac, start_requantise, start_update, seed, done;
  logic [tensor_pkg::DepthBits-1:0] depth;
  logic [4:0] last_part;
  logic [GroupWidth-1:0] groups;
  logic columns_none;
  logic [10:0] flags;
  logic is_exponent, is_mac, is_requantise, finish, finished, mark_decoded, marking, row_take;
  logic [3:0] row_word;
  logic mac_done, element_done;
  assign done = mac_done || element_done;

  sequencer #(
    .Lanes  (Lanes),
    .Predict(Predict)
  ) u_sequencer (
    .clk_i,
    .rst_ni,
    .run_i,
    .index_i,
    .running_o,
    .ended_o,
    .illegal_o,
    .index_o,
    .wants_o           (sequencer_wants),
    .read_o            (sequencer_read),
    .write_o           (sequencer_write),
    .address_o         (sequencer_address),
    .data_i            (instruction_word),
    .word_o            (word_valid),
    .word_index_o      (word_index),
    .start_mac_o       (start_mac),
    .start_requantise_o(start_requantise),
    .start_update_o    (start_update),
    .done_i            (done),
    .seed_o            (seed),
    .depth_o           (depth),
    .last_part_o       (last_part),
    .groups_o          (groups),
    .columns_none_i    (columns_none),
    .flags_o           (flags),
    .exponent_o        (is_exponent),
    .mac_o             (is_mac),
    .requantise_o      (is_requantise),
    .finish_o          (finish),
    .finished_i        (finished),
    .mark_o,
    .mark_id_o,
    .mark_decoded_o    (mark_decoded),
    .marking_o         (marking),
    .row_take_o        (row_take),
    .row_word_o        (row_word)
  );

  logic [4:0] shift;
  logic shift_negative, collect;
  logic [30:0] magnitude;

  exponents u_exponents (
    .clk_i,
    .word_i        (word_valid),
    .index_i       (word_index),
    .data_i        (instruction_word),
    .exponent_i    (is_exponent),
    .mac_i         (is_mac),
    .requantise_i  (is_requantise),
    .accumulate_i  (flags[4]),
    .keep_i        (flags[10]),
    .collect_i     (collect),
    .magnitude_i   (magnitude),
    .done_i        (done),
    .finish_i      (finish),
    .finished_o    (finished),
    .host_i        (!running_o),
    .host_write_i  (exponent_write_i),
    .host_address_i(exponent_address_i),
    .host_data_i   (exponent_data_i),
    .host_data_o   (exponent_data_o),
    .shift_o       (shift),
    .negative_o    (shift_negative)
  );

  // MAC: operands.
  logic loader_busy, loader_take, loader_zero, loaded, tile;
  logic a_write, b_write, lane_spread, lane_zero, drain_has_port;
  logic [LaneWidth-1:0] lane;
  logic [WriteWidth-1:0] lane_address;
  logic [AddressWidth-1:0] loader_address;

  operands #(.Lanes(Lanes)) u_operands (
    .clk_i,
    .rst_ni,
    .word_i        (word_valid),
    .index_i       (word_index),
    .data_i        (instruction_word),
    .a_spread_i    (flags[0]),
    .b_spread_i    (flags[1]),
    .b_planes_i    (flags[3]),
    .depth_i       (depth),
    .last_part_i   (last_part),
    .start_i       (start_mac),
    .tile_i        (tile),
    .ready_o       (loaded),
    .hold_i        (drain_has_port),
    .busy_o        (loader_busy),
    .take_o        (loader_take),
    .zero_o        (loader_zero),
    .address_o     (loader_address),
    .a_write_o     (a_write),
    .b_write_o     (b_write),
    .spread_o      (lane_spread),
    .lane_zero_o   (lane_zero),
    .lane_o        (lane),
    .lane_address_o(lane_address)
  );

  // MAC: passes and drains.
  logic product;
  logic [AWidth-1:0] a_address;
  logic [BWidth:0] b_address;
  logic [GroupWidth-1:0] pass_group;
  logic unload, drain_start, drain_high, drain_last_group, drain_reads, drain_empty;
  logic [LaneWidth-1:0] drain_columns;
  logic judged, decided, next_judged, stall, low_plane, two_planes, tile_start;

  mac_control #(.Lanes(Lanes)) u_control (
    .clk_i,
    .rst_ni,
    .start_i            (start_mac),
    .depth_i            (depth),
    .groups_i           (groups),
    .columns_valid_i    (word_valid && word_index == 6'd1),
    .columns_i          (instruction_word[31:16]),
    .columns_none_o     (columns_none),
    .a_planes_i         (flags[2]),
    .b_planes_i         (flags[3]),
    .predict_i          (Predict && flags[9]),
    .loaded_i           (loaded),
    .tile_o             (tile),
    .product_o          (product),
    .a_address_o        (a_address),
    .b_address_o        (b_address),
    .unload_o           (unload),
    .group_o            (pass_group),
    .drain_o            (drain_start),
    .drain_high_o       (drain_high),
    .drain_columns_o    (drain_columns),
    .drain_last_group_o (drain_last_group),
    .drain_reads_i      (drain_reads),
    .drain_empty_i      (drain_empty),
    .judged_i           (judged),
    .decided_i          (decided),
    .next_judged_o      (next_judged),
    .stall_o            (stall),
    .low_o              (low_plane),
    .planes_o           (two_planes),
    .tile_start_o       (tile_start),
    .done_o             (mac_done)
  );

  logic [tensor_pkg::TokenBits-1:0] token, early_token, port_token, ahead_token;

  drain_sequence #(.Lanes(Lanes)) u_sequence (
    .clk_i,
    .rst_ni,
    .residual_i   (flags[6]),
    .wide_i       (flags[7]),
    .mask_i       (flags[8]),
    .accumulate_i (flags[4]),
    .start_i      (drain_start),
    .high_i       (Predict && drain_high),
    .columns_i    (drain_columns),
    .last_group_i (drain_last_group),
    .token_o      (token)
  );

  logic [GroupWidth+SumWidth-1:0] sum_address;
  logic signed [31:0] sum;

  outer_products #(.Lanes(Lanes)) u_products (
    .clk_i,
    .rst_ni,
    .a_write_i      (a_write),
    .b_write_i      (b_write),
    .spread_i       (lane_spread),
    .zero_i         (lane_zero),
    .lane_i         (lane),
    .write_address_i(lane_address),
    .word_i         (word_read),
    .product_i      (product),
    .a_address_i    (a_address),
    .b_address_i    (b_address),
    .unload_i       (unload),
    .group_i        (pass_group),
    .high_i         (two_planes && !low_plane),
    .low_i          (two_planes && low_plane),
    .sum_address_i  (sum_address),
    .sum_o          (sum)
  );

  logic drain_write, drain_read, drain_words, drain_rounds, drain_sizes, drain_word, drain_zero, drain_shifts, drain_masked;
  logic drain_high_load, drain_low_load, part_carry, weight_decided, group_decided;
  logic [1:0] drain_left;
  logic [31:0] kept_word;
  logic signed [31:0] part;
  logic signed [32:0] data;

  drain #(
    .Lanes  (Lanes),
    .Predict(Predict)
  ) u_drain (
    .clk_i,
    .rst_ni,
    .start_i        (start_mac),
    .accumulate_i   (flags[4]),
    .residual_i     (flags[6]),
    .mask_i         (flags[8]),
    .minus_threshold_i(kept_word),
    .token_i        (token),
    .ahead_o        (ahead_token),
    .early_o        (early_token),
    .token_o        (port_token),
    .has_port_o     (drain_has_port),
    .write_o        (drain_write),
    .read_o         (drain_read),
    .words_o        (drain_words),
    .empty_o        (drain_empty),
    .reads_o        (drain_reads),
    .address_o      (sum_address),
    .round_o        (drain_rounds),
    .size_o         (drain_sizes),
    .zero_o         (drain_zero),
    .left_o         (drain_left),
    .word_now_o     (drain_word),
    .shift_o        (drain_shifts),
    .high_load_o    (drain_high_load),
    .low_load_o     (drain_low_load),
    .masked_o       (drain_masked),
    .word_i         (word_read),
    .part_i         (part),
    .negative_i     (part_carry),
    .total_i        (data),
    .collect_o      (collect),
    .magnitude_o    (magnitude),
    .tile_start_i   (tile_start),
    .judged_o       (judged),
    .decided_o      (decided),
    .next_judged_i  (next_judged),
    .sure_o         (weight_decided),
    .group_decided_o(group_decided)
  );

  logic element_busy, element_next, element_last, element_lane;
  logic [2:0] element_kind, element_step;
  // What has the port: of a drain, or of REQ and UPD, which have none beside them.
  wire [2:0] kind = element_busy ? element_kind : port_token[2:0];
  logic [IndexWidth-1:0] result_address;

  drain_address #(
    .AddressWidth(IndexWidth),
    .Lanes       (Lanes)
  ) u_drain_address (
    .clk_i,
    .word_i   (word_valid),
    .index_i  (word_index),
    .data_i   (instruction_word),
    .start_i  (start_mac),
    .element_start_i(start_requantise || start_update),
    .element_i      (element_busy),
    .element_step_i (element_step),
    .element_next_i (element_next),
    .element_last_i (element_last),
    .element_lane_i (element_lane),
    .accumulate_i   (flags[4]),
    .ahead_i        (ahead_token),
    .early_i        (early_token),
    .token_i        (port_token),
    .address_o      (result_address),
    .word_o         (kept_word)
  );

  wire result_words = element_busy ? element_kind != tensor_pkg::TokenResult : drain_words;

  // REQ and UPD.
  logic element_read, element_write, element_all, write_zero;
  logic [1:0] element_value, element_left;
  logic [4:0] element_shift;
  logic element_random, element_zero, minus, wide, relu, masked, element_high_load, element_low_load, element_shifts;

  elementwise #(.Lanes(Lanes)) u_elementwise (
    .clk_i,
    .rst_ni,
    .word_i            (word_valid),
    .index_i           (word_index),
    .data_i            (instruction_word),
    .start_requantise_i(start_requantise),
    .start_update_i    (start_update),
    .requantise_shift_i(shift),
    .busy_o            (element_busy),
    .done_o            (element_done),
    .all_o             (element_all),
    .read_o            (element_read),
    .write_o           (element_write),
    .kind_o            (element_kind),
    .step_o            (element_step),
    .step_next_o       (element_next),
    .step_last_o       (element_last),
    .next_lane_o       (element_lane),
    .write_zero_o      (write_zero),
    .value_o           (element_value),
    .shift_o           (element_shift),
    .random_o          (element_random),
    .zero_o            (element_zero),
    .minus_o           (minus),
    .left_o            (element_left),
    .wide_o            (wide),
    .relu_o            (relu),
    .masked_o          (masked),
    .high_load_o       (element_high_load),
    .low_load_o        (element_low_load),
    .shift_bytes_o     (element_shifts)
  );

  // One path of results for whichever unit is at work; nothing is on it when that changes.
  logic element_busy_q;
  later #(.Later(!AtOnce)) u_busy (.clk_i, .bits_i(element_busy), .bits_o(element_busy_q));
  wire random = element_busy_q ? element_random : flags[4] && flags[5] && drain_rounds;
  // With the total.
  logic none_q;
  always_ff @(posedge clk_i) none_q <= element_busy_q ? write_zero : drain_masked;
  logic [8*Lanes-1:0] high_bytes, low_bytes;
  results #(.Lanes(Lanes)) u_results (
    .clk_i,
    .rst_ni,
    .seed_i       (seed),
    .word_i       (read_data),
    .sum_i        (sum),
    .word_now_i   (element_busy_q || drain_word),
    .value_i      (element_busy_q ? element_value : flags[6] ? tensor_pkg::ValueWeight : tensor_pkg::ValueSum),
    .shift_i      (element_busy_q ? element_shift : shift),
    .random_i     (random),
    .zero_i       (element_busy_q ? element_zero : drain_zero),
    .minus_i      (element_busy_q && minus),
    .size_i       (drain_sizes),
    .step_i       (kept_word[31:16]),
    .left_i       (element_busy_q ? element_left : drain_left),
    .half_i       (element_busy_q),
    .part_o       (part),
    .carry_o      (part_carry),
    .total_o      (data),
    .wide_i       (wide),
    .relu_i       (relu),
    .masked_i     (masked),
    .high_load_i  (element_busy_q ? element_high_load : drain_high_load),
    .low_load_i   (element_busy_q ? element_low_load : drain_low_load),
    .all_i        (element_all),
    .shift_bytes_i(element_busy_q ? element_shifts : drain_shifts),
    .high_o       (high_bytes),
    .low_o        (low_bytes)
  );
  logic program_read, program_write, bank;

  memory_port #(.Lanes(Lanes)) u_port (
    .clk_i,
    .result_valid_i   (drain_has_port || element_read || element_write),
    .result_read_i    (drain_read || element_read),
    .result_write_i   (drain_write || element_write),
    .result_words_i   (result_words),
    .result_low_i     (kind == tensor_pkg::TokenResidualLow),
    .result_all_i     (element_all),
    .result_address_i (result_address),
    .result_i         (data),
    .result_none_i    (none_q),
    .high_i           (high_bytes),
    .low_i            (low_bytes),
    .loader_valid_i   (loader_busy),
    .loader_take_i    (loader_take),
    .loader_zero_i    (loader_zero),
    .loader_address_i (loader_address),
    .sequencer_valid_i(sequencer_wants),
    .sequencer_read_i (sequencer_read),
    .sequencer_write_i(sequencer_write),
    .sequencer_index_i(sequencer_address),
    .sequencer_data_i (row_sum),
    .host_valid_i,
    .host_write_i,
    .host_address_i,
    .host_enable_i,
    .host_data_i,
    .host_ready_o,
    .read_o           (program_read),
    .write_o          (program_write),
    .bank_o           (bank),
    .data_o           (read_data)
  );

  // Counters. Of T at once events come to them a cycle later; and two more, as a MARK is known so much later.
  logic [12:0] events, counted;
  logic [31:0] counted_sum;
  logic marks, in_mark;
  assign events = {
    loader_take && loader_zero, start_mac && flags[4] && shift_negative, weight_decided, group_decided, stall,
    program_write && bank, program_write && !bank, program_read && bank, program_read && !bank,
    product && low_plane, product && two_planes && !low_plane, product && !two_planes, running_o
  };
  localparam int unsigned MarkLater = 2;
  logic [MarkLater-1:0] marking_q;
  always_ff @(posedge clk_i) marking_q <= {marking_q[0], marking};
  later #(.Later(AtOnce), .Cycles(1 + MarkLater), .Width(13)) u_events (.clk_i, .bits_i(events), .bits_o(counted));
  later #(.Later(AtOnce), .Width(2)) u_marks (
    .clk_i,
    .bits_i({mark_decoded, marking || (AtOnce && marking_q != '0)}),
    .bits_o({marks, in_mark})
  );
  counters #(
    .ProductBits(2 * LaneWidth),
    .MarkCycles (AtOnce ? 32'd84 : 32'd64)
  ) u_counters (
    .clk_i,
    .rst_ni,
    .events_i (counted),
    .mark_i   (marks),
    .marking_i(in_mark),
    .take_i   (row_take),
    .word_i   (row_word),
    .data_i   (AtOnce ? '0 : integer_read),
    .sum_o    (counted_sum)
  );
  // Of T at once memory's word is added behind them, where it stands in a register.
  logic [31:0] counted_q;
  later #(.Later(AtOnce), .Width(32)) u_counted (.clk_i, .bits_i(counted_sum), .bits_o(counted_q));
  assign row_sum = AtOnce ? counted_q + instruction_word : counted_q;
endmodule

`default_nettype wire
