// SPDX-License-Identifier: MIT
// Two accumulators of signed 8 x 8 products: one SB_MAC16 of the UP5K, which holds their low 16 bits.
`default_nettype none

module sum_pair (
  input  wire logic               clk_i,
  input  wire logic signed [7:0]  a_low_i,
  input  wire logic signed [7:0]  a_high_i,
  input  wire logic signed [7:0]  b_i,
  // The product whose operands came a cycle before is added.
  input  wire logic               add_i,
  // Low bits move on: those of the next sum come, those of the low one were looked at.
  input  wire logic               shift_i,
  input  wire logic        [15:0] next_i,
  output logic             [15:0] sum_o,
  // How often each went past its 16 bits, from their end to 0, less how often back, one cycle later than they: modulo 3 above
  // (3 is 1, too), modulo 4 below as 0, 1, 3, 2. So no bit follows from more than two others and the direction.
  output logic              [7:0] turns_o
);
  logic [15:0] low, high;
  assign sum_o = low;

`ifdef PJ_ICE40
  // 8 x 8 mode: the products stand in the registers between, and are added to the output registers.
  SB_MAC16 #(
    .A_SIGNED                (1'b1),
    .B_SIGNED                (1'b1),
    .MODE_8x8                (1'b1),
    .TOP_8x8_MULT_REG        (1'b1),
    .BOT_8x8_MULT_REG        (1'b1),
    .TOPADDSUB_LOWERINPUT    (2'b01),
    .BOTADDSUB_LOWERINPUT    (2'b01),
    .TOPOUTPUT_SELECT        (2'b01),
    .BOTOUTPUT_SELECT        (2'b01)
  ) u_mac16 (
    .CLK       (clk_i),
    .CE        (1'b1),
    .A         ({a_high_i, a_low_i}),
    .B         ({b_i, b_i}),
    .C         (next_i),
    .D         (high),
    .AHOLD     (1'b0),
    .BHOLD     (1'b0),
    .CHOLD     (1'b0),
    .DHOLD     (1'b0),
    .IRSTTOP   (1'b0),
    .IRSTBOT   (1'b0),
    .ORSTTOP   (1'b0),
    .ORSTBOT   (1'b0),
    .OLOADTOP  (shift_i),
    .OLOADBOT  (shift_i),
    .ADDSUBTOP (1'b0),
    .ADDSUBBOT (1'b0),
    .OHOLDTOP  (!add_i && !shift_i),
    .OHOLDBOT  (!add_i && !shift_i),
    .CI        (1'b0),
    .ACCUMCI   (1'b0),
    .SIGNEXTIN (1'b0),
    .O         ({high, low}),
    .CO        (),
    .ACCUMCO   (),
    .SIGNEXTOUT()
  );
`else
  logic signed [15:0] low_product_q, high_product_q;
  always_ff @(posedge clk_i) begin
    low_product_q <= a_low_i * b_i;
    high_product_q <= a_high_i * b_i;
    if (shift_i) {high, low} <= {next_i, high};
    else if (add_i) {high, low} <= {high + high_product_q, low + low_product_q};
  end
`endif

  // A product is less than 2^14: where the top bit changes, it went past 0 if the two upper bits are the same, else past the middle.
  logic added_q;
  logic [1:0] top_q;
  always_ff @(posedge clk_i) begin
    added_q <= add_i;
    top_q <= {high[15], low[15]};
  end
  for (genvar n = 0; n < 2; n++) begin : g_turns
    wire [1:0] top = (n == 0) ? low[15:14] : high[15:14];
    wire leaves = added_q && top[1] != top_q[n] && top[1] == top[0];
    wire up = top_q[n];
    wire [1:0] by3 = turns_o[4*n+2+:2];
    wire [1:0] by4 = turns_o[4*n+:2];
    wire none = by3 == '0;
    always_ff @(posedge clk_i) begin
      if (leaves) turns_o[4*n+:4] <= {up ? {by3[0], none} : {none, by3 == 2'd2}, by4[0] ^ !up, by4[1] ^ up};
    end
  end
endmodule

`default_nettype wire
