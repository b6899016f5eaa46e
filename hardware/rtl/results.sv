// SPDX-License-Identifier: MIT
// The path of all results: a value is rounded, added to another, saturated; or clamped and collected as bytes of two planes.
`default_nettype none

module results #(
  parameter int unsigned Lanes = 4,
  // T results at once, of as many int32 that a word then is.
  localparam bit AtOnce = tensor_pkg::at_once(Lanes),
  localparam int unsigned WordBits = AtOnce ? 32 * Lanes : 8 * Lanes
) (
  input  wire logic               clk_i,
  input  wire logic               rst_ni,
  // The word is the generator's state; of T at once, that of the cycle before.
  input  wire logic               seed_i,
  input  wire logic [WordBits-1:0] word_i,
  input  wire logic signed [31:0] sum_i,
  // Which of both is looked at: to be rounded, or to be added to.
  input  wire logic               word_now_i,
  // One cycle: what is rounded, and how.
  input  wire logic [1:0]         value_i,
  input  wire logic [15:0]        step_i,
  input  wire logic [4:0]         shift_i,
  input  wire logic               random_i,
  // The next: it is taken, or 0; or its negative, or its magnitude.
  input  wire logic               zero_i,
  input  wire logic               minus_i,
  input  wire logic               size_i,
  // The next: what it is added to, half a lo byte in place of 0.
  input  wire logic [1:0]         left_i,
  input  wire logic               half_i,
  // What is added, and 1 more.
  output logic signed      [31:0] part_o,
  output logic                    carry_o,
  // A cycle later the sum, which has a bit more than an int32.
  output logic signed      [32:0] total_o,
  // And kept with the next one: as an int16 or int8, without negatives, of a weight that is not pruned but not 0.
  input  wire logic               wide_i,
  input  wire logic               relu_i,
  input  wire logic               masked_i,
  // T bytes of both planes: loaded from memory, lo after hi; the lowest go, and the next come. Where all are rounded at once, all come.
  input  wire logic               all_i,
  input  wire logic               high_load_i,
  input  wire logic               low_load_i,
  input  wire logic               shift_bytes_i,
  output logic      [8*Lanes-1:0] high_o,
  output logic      [8*Lanes-1:0] low_o
);
  // A word stands in a register before anything is chosen or done with it, of T at once, where it comes from many banks.
  logic [8*Lanes-1:0] word_q;
  logic high_loads_q, low_loads_q;
  if (AtOnce) begin : g_word
    always_ff @(posedge clk_i) {word_q, high_loads_q, low_loads_q} <= {word_i[8*Lanes-1:0], high_load_i, low_load_i};
  end else begin : g_no_word
    assign {word_q, high_loads_q, low_loads_q} = '0;
  end
  logic [8*Lanes-1:0] high_q, low_q;
  assign high_o = high_loads_q ? word_q : high_q;
  assign low_o = low_loads_q ? word_q : low_q;

  wire signed [16:0] weight = {high_o[7], high_o[7:0], 8'b0} + 17'($signed(low_o[7:0]));

  wire signed [31:0] word = word_i[31:0];
  wire signed [31:0] seen = word_now_i ? word : sum_i;
  wire takes_word = word_now_i && left_i != tensor_pkg::LeftWeight && left_i != tensor_pkg::LeftZero;
  logic signed [31:0] value, left_early;
  always_comb begin
    unique case (value_i)
      tensor_pkg::ValueWeight: value = {weight, 15'b0};
      tensor_pkg::ValueStep:   value = {1'b0, step_i, 15'b0};
      default:                 value = AtOnce ? sum_i : seen;
    endcase
    unique case (left_i)
      tensor_pkg::LeftWeight: left_early = 32'($signed({high_o[7:0], !low_o[7], low_o[6:0]}));
      tensor_pkg::LeftZero:   left_early = {24'b0, half_i, 7'b0};
      default:                left_early = sum_i;
    endcase
  end

  logic [7:0] number;
  logic [8*Lanes-1:0] all_high, all_low;
  if (AtOnce) begin : g_at_once
    logic [8*Lanes-1:0] numbers;
    always_ff @(posedge clk_i) number <= numbers[7:0];
    wide_generator #(.Count(Lanes)) u_generator (
      .clk_i,
      .rst_ni,
      .seed_i,
      .state_i   (word_q[31:0]),
      .take_i    (random_i),
      .take_all_i(random_i && all_i),
      .numbers_o (numbers)
    );
    wide_requantiser #(.Lanes(Lanes)) u_requantiser (
      .clk_i,
      .values_i (word_i),
      .shift_i,
      .random_i,
      .numbers_i(numbers),
      .wide_i,
      .relu_i,
      .high_o   (all_high),
      .low_o    (all_low)
    );
  end else begin : g_one_by_one
    generator u_generator (
      .clk_i,
      .rst_ni,
      .seed_i,
      .state_i (word),
      .take_i  (random_i),
      .number_o(number)
    );
    assign {all_high, all_low} = '0;
  end

  logic signed [31:0] rounded;
  logic carry;
  rounder #(.Early(AtOnce ? 0 : 2)) u_rounder (
    .clk_i,
    .value_i (value),
    .later_i (AtOnce && value_i == tensor_pkg::ValueWord),
    .value_later_i(word_q[31:0]),
    .shift_i,
    .random_i,
    .number_i(number),
    .result_o(rounded),
    .carry_o (carry)
  );

  wire flip = size_i ? rounded[31] : minus_i;
  always_ff @(posedge clk_i) begin
    {part_o, carry_o} <= {rounded, carry} ^ {33{flip}};
    if (zero_i) {part_o, carry_o} <= '0;
  end

  // The carry comes from a bit below.
  logic signed [31:0] left_added, part_added;
  logic carry_added, unused_below;
  logic signed [32:0] total;
  assign {total, unused_below} = $signed({left_added[31], left_added, 1'b1}) + $signed({part_added[31], part_added, carry_added});

  // A register stands behind the adder; before it, where words come from many banks.
  if (AtOnce) begin : g_before
    logic takes_q;
    logic signed [31:0] left_q;
    always_ff @(posedge clk_i) {takes_q, left_q, part_added, carry_added} <= {takes_word, left_early, part_o, carry_o};
    assign left_added = takes_q ? word_q[31:0] : left_q;
    assign total_o = total;
  end else begin : g_behind
    // A word comes late: nothing but the choice of it stands between memory and the adder.
    assign {left_added, part_added, carry_added} = {takes_word ? word : left_early, part_o, carry_o};
    always_ff @(posedge clk_i) total_o <= total;
  end

  logic [7:0] high, low;
  clamp u_clamp (
    .negative_i(total_o[32]),
    .above_i   (total_o[14:0]),
    .fits_i    (total_o[31:15] == {17{total_o[32]}}),
    .wide_i,
    .relu_i,
    .zero_i    (masked_i && high_o[7:0] == '0 && low_o[7:0] == '0),
    .one_i     (masked_i),
    .high_o    (high),
    .low_o     (low)
  );

  always_ff @(posedge clk_i) begin
    if (high_load_i && !AtOnce) high_q <= word_i[8*Lanes-1:0];
    else if (AtOnce && all_i && shift_bytes_i) high_q <= all_high;
    else if (shift_bytes_i) high_q <= {high, high_o[8*Lanes-1:8]};
    else if (AtOnce) high_q <= high_o;
    if (low_load_i && !AtOnce) low_q <= word_i[8*Lanes-1:0];
    else if (high_load_i) low_q <= '0;
    else if (AtOnce && all_i && shift_bytes_i) low_q <= all_low;
    else if (shift_bytes_i) low_q <= {low, low_o[8*Lanes-1:8]};
    else if (AtOnce) low_q <= low_o;
  end
endmodule

`default_nettype wire
