// SPDX-License-Identifier: MIT
// Two accumulators of signed 8 x 8 products: one SB_MAC16 of the UP5K, which holds their low 16 bits.
`default_nettype none

module sum_pair (
  input  wire logic               clk_i,
  input  wire logic signed [7:0]  a_low_i,
  input  wire logic signed [7:0]  a_high_i,
  input  wire logic signed [7:0]  b_i,
  // The product whose operands came a cycle before is added. Of these, the signs.
  input  wire logic               add_i,
  input  wire logic        [1:0]  a_negative_i,
  input  wire logic               b_negative_i,
  // Low bits move on: those of the next sum come, those of the low one were looked at.
  input  wire logic               shift_i,
  input  wire logic        [15:0] next_i,
  input  wire logic               clear_upper_i,
  output logic             [15:0] sum_o,
  // Bits above them; one cycle later than they.
  output logic             [15:0] upper_o
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

  // The sign of a product says which way its sum can leave 16 bits: the top bit that changes says that it has.
  logic added_q;
  logic [1:0] negative_q, top_q;
  wire [1:0] top = {high[15], low[15]};
  always_ff @(posedge clk_i) begin
    added_q <= add_i;
    negative_q <= a_negative_i ^ {2{b_negative_i}};
    top_q <= top;
  end
  for (genvar n = 0; n < 2; n++) begin : g_upper
    wire leaves = added_q && top_q[n] != top[n] && top_q[n] != negative_q[n];
    always_ff @(posedge clk_i) begin
      if (clear_upper_i) upper_o[8*n+:8] <= '0;
      else if (leaves) upper_o[8*n+:8] <= upper_o[8*n+:8] + {8{!top_q[n]}} + 8'(top_q[n]);
    end
  end
endmodule

`default_nettype wire
