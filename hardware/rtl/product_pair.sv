// SPDX-License-Identifier: MIT
// Two signed 8 x 8 products a cycle: one SB_MAC16 of the UP5K.
`default_nettype none

module product_pair (
  input  wire logic               clk_i,
  input  wire logic signed [7:0]  a_low_i,
  input  wire logic signed [7:0]  a_high_i,
  input  wire logic signed [7:0]  b_i,
  // One cycle later.
  output logic signed      [15:0] low_o,
  output logic signed      [15:0] high_o
);
`ifdef PJ_ICE40
  // 8 x 8 mode: the products pass by the adders, and stand in the registers between.
  SB_MAC16 #(
    .A_SIGNED                (1'b1),
    .B_SIGNED                (1'b1),
    .MODE_8x8                (1'b1),
    .TOP_8x8_MULT_REG        (1'b1),
    .BOT_8x8_MULT_REG        (1'b1),
    .TOPOUTPUT_SELECT        (2'b10),
    .BOTOUTPUT_SELECT        (2'b10)
  ) u_mac16 (
    .CLK       (clk_i),
    .CE        (1'b1),
    .A         ({a_high_i, a_low_i}),
    .B         ({b_i, b_i}),
    .C         ('0),
    .D         ('0),
    .AHOLD     (1'b0),
    .BHOLD     (1'b0),
    .CHOLD     (1'b0),
    .DHOLD     (1'b0),
    .IRSTTOP   (1'b0),
    .IRSTBOT   (1'b0),
    .ORSTTOP   (1'b0),
    .ORSTBOT   (1'b0),
    .OLOADTOP  (1'b0),
    .OLOADBOT  (1'b0),
    .ADDSUBTOP (1'b0),
    .ADDSUBBOT (1'b0),
    .OHOLDTOP  (1'b0),
    .OHOLDBOT  (1'b0),
    .CI        (1'b0),
    .ACCUMCI   (1'b0),
    .SIGNEXTIN (1'b0),
    .O         ({high_o, low_o}),
    .CO        (),
    .ACCUMCO   (),
    .SIGNEXTOUT()
  );
`else
  always_ff @(posedge clk_i) begin
    low_o <= a_low_i * b_i;
    high_o <= a_high_i * b_i;
  end
`endif
endmodule

`default_nettype wire
