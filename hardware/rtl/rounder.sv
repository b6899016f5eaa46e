// SPDX-License-Identifier: MIT
// Shifts right by 0 to 31; what is cut off says whether 1 is to be added: to nearest with halves up, or up with its probability, in steps of 1/256.
`default_nettype none

module rounder #(
  // Of a shift's five bits, those that count before the register: none where a value comes late.
  parameter int unsigned Early = 2
) (
  input  wire logic               clk_i,
  // A value a cycle; or that which stands in a register one cycle later.
  input  wire logic signed [31:0] value_i,
  input  wire logic               later_i,
  input  wire logic signed [31:0] value_later_i,
  input  wire logic [4:0]         shift_i,
  input  wire logic               random_i,
  // One cycle later, with its number: rounded down, and 1 to be added.
  input  wire logic [7:0]         number_i,
  output logic signed      [31:0] result_o,
  output logic                    carry_o
);
  // With the upper nine bits of what is cut off. Two of five shifts stand before a register, or none; behind it the largest comes first.
  logic signed [40:0] part_q, part, shifted;
  logic later_q;
  assign part = later_q ? {value_later_i, 9'b0} : part_q;
  logic [4:0] shift_q;
  logic random_q;
  wire signed [40:0] begun = shift_q[4] ? part >>> 16 : part;
  assign shifted = begun >>> {shift_q[3:2], Early > 0 ? 2'b0 : shift_q[1:0]};
  assign result_o = shifted[40:9];

  // Half of what the nine bits count, in place of those below.
  logic above;
  logic [7:0] unused_sum;
  assign {above, unused_sum} = {1'b0, shifted[8:1]} + {1'b0, number_i} + 9'(shifted[0]);
  assign carry_o = random_q ? above : shifted[8];

  always_ff @(posedge clk_i) begin
    part_q <= $signed({value_i, 9'b0}) >>> (Early > 0 ? shift_i[1:0] : 2'b0);
    later_q <= later_i;
    shift_q <= shift_i;
    random_q <= random_i;
  end
endmodule

`default_nettype wire
