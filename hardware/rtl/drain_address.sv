// SPDX-License-Identifier: MIT
// Addresses of a drain: of its results, of its residual and of its mask, all on the same columns.
`default_nettype none
// Waived: bits of words that the addresses have not, and what of a token is not of addresses.
/* verilator lint_off UNUSEDSIGNAL */

module drain_address #(
  parameter int unsigned AddressWidth = 15
) (
  input  wire logic                    clk_i,
  // Words of the instruction as they are fetched.
  input  wire logic                    word_i,
  input  wire logic [5:0]              index_i,
  input  wire logic [31:0]             data_i,
  input  wire logic                    start_i,
  input  wire logic [tensor_pkg::TokenBits-1:0] token_i,
  output logic      [AddressWidth-1:0] address_o
);
  localparam logic [5:0] Output = 6'd7;
  typedef logic [AddressWidth-1:0] address_t;

  address_t output_q, output_x_q, output_y_q, output_g_q, output_i_q;
  address_t residual_q, plane_q, residual_x_q, residual_y_q, residual_g_q;
  address_t mask_q, mask_x_q, mask_y_q, mask_g_q;
  logic [15:0] columns_q;
  wire address_t low = data_i[AddressWidth-1:0];
  wire address_t high = data_i[16+:AddressWidth];

  always_ff @(posedge clk_i) begin
    if (word_i) begin
      unique case (index_i)
        Output: output_q <= low;
        Output + 6'd1: {output_x_q, columns_q} <= {high, data_i[15:0]};
        Output + 6'd2: {output_g_q, output_y_q} <= {high, low};
        Output + 6'd3: output_i_q <= low;
        Output + 6'd4: {plane_q, residual_q} <= {high, low};
        Output + 6'd5: {residual_y_q, residual_x_q} <= {high, low};
        Output + 6'd6: residual_g_q <= low;
        Output + 6'd7: {mask_g_q, mask_q} <= {high, low};
        Output + 6'd8: {mask_y_q, mask_x_q} <= {high, low};
        default: ;
      endcase
    end
  end

  wire column = token_i[tensor_pkg::TokenColumnLast] && token_i[2:0] != tensor_pkg::TokenHigh;
  wire result = token_i[2:0] == tensor_pkg::TokenResult || token_i[2:0] == tensor_pkg::TokenWrite;
  logic [15:0] place, unused_place;
  wire row_last = place == columns_q - 16'd1;
  address_t output_next, residual, mask, unused_output, unused_residual, unused_mask;

  column_walk #(.AddressWidth(16)) u_place (
    .clk_i,
    .start_i,
    .base_i       ('0),
    .column_jump_i(16'd1),
    .row_jump_i   (16'd1 - columns_q),
    .group_jump_i ('0),
    .column_i     (column),
    .row_last_i   (row_last),
    .drain_last_i (token_i[tensor_pkg::TokenLast]),
    .first_group_i(token_i[tensor_pkg::TokenFirstGroup]),
    .last_group_i (token_i[tensor_pkg::TokenLastGroup]),
    .address_o    (place),
    .next_o       (unused_place)
  );

  column_walk #(.AddressWidth(AddressWidth)) u_output (
    .clk_i,
    .start_i,
    .base_i       (output_q),
    .column_jump_i(output_x_q),
    .row_jump_i   (output_y_q),
    .group_jump_i (output_g_q),
    .column_i     (column),
    .row_last_i   (row_last),
    .drain_last_i (token_i[tensor_pkg::TokenLast]),
    .first_group_i(token_i[tensor_pkg::TokenFirstGroup]),
    .last_group_i (token_i[tensor_pkg::TokenLastGroup]),
    .address_o    (unused_output),
    .next_o       (output_next)
  );

  column_walk #(.AddressWidth(AddressWidth)) u_residual (
    .clk_i,
    .start_i,
    .base_i       (residual_q),
    .column_jump_i(residual_x_q),
    .row_jump_i   (residual_y_q),
    .group_jump_i (residual_g_q),
    .column_i     (column),
    .row_last_i   (row_last),
    .drain_last_i (token_i[tensor_pkg::TokenLast]),
    .first_group_i(token_i[tensor_pkg::TokenFirstGroup]),
    .last_group_i (token_i[tensor_pkg::TokenLastGroup]),
    .address_o    (residual),
    .next_o       (unused_residual)
  );

  column_walk #(.AddressWidth(AddressWidth)) u_mask (
    .clk_i,
    .start_i,
    .base_i       (mask_q),
    .column_jump_i(mask_x_q),
    .row_jump_i   (mask_y_q),
    .group_jump_i (mask_g_q),
    .column_i     (column),
    .row_last_i   (row_last),
    .drain_last_i (token_i[tensor_pkg::TokenLast]),
    .first_group_i(token_i[tensor_pkg::TokenFirstGroup]),
    .last_group_i (token_i[tensor_pkg::TokenLastGroup]),
    .address_o    (mask),
    .next_o       (unused_mask)
  );

  // Lane after lane of a column; an accumulator is read, then written.
  logic accumulate_q;
  address_t result_q;
  always_ff @(posedge clk_i) begin
    if (word_i && index_i == '0) accumulate_q <= data_i[20];
    if (start_i || column) result_q <= output_next;
    else if (result && (!accumulate_q || token_i[2:0] == tensor_pkg::TokenWrite)) result_q <= result_q + output_i_q;
  end

  always_comb begin
    unique case (token_i[2:0])
      tensor_pkg::TokenResidualHigh: address_o = residual;
      tensor_pkg::TokenResidualLow:  address_o = residual + plane_q;
      tensor_pkg::TokenMask:         address_o = mask;
      default:           address_o = result_q;
    endcase
  end
endmodule

`default_nettype wire
