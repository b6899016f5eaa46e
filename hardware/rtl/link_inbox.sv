// SPDX-License-Identifier: MIT
// Payloads of received frames, oldest first, as a stream; frees the slot behind the last byte.
`default_nettype none

module link_inbox #(
  parameter int unsigned Slots = 4,
  localparam int unsigned SlotWidth = $clog2(Slots)
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  input  wire logic                    held_valid_i,
  input  wire logic [SlotWidth-1:0]    held_slot_i,
  output logic                         release_o,
  output logic      [SlotWidth+7:0]    read_address_o,
  input  wire logic [7:0]              read_data_i,
  output logic                         valid_o,
  output logic [3:0]                   kind_o,
  output logic      [7:0]              data_o,
  output logic                         last_o,
  // The payload is empty: the only beat carries no byte.
  output logic                         none_o,
  input  wire logic                    ready_i
);
  typedef enum logic [1:0] {Idle, Kind, Length, Give} state_e;
  state_e state_q;
  logic [7:0] at_q, left_q;
  logic [7:0] offset;
  wire given = valid_o && ready_i;

  assign valid_o = state_q == Give;
  assign data_o = read_data_i;
  assign none_o = left_q == '0;
  assign last_o = left_q <= 8'd1;
  assign release_o = given && last_o;
  assign read_address_o = {held_slot_i, offset};

  always_comb begin
    unique case (state_q)
      Idle:    offset = '0;
      Kind:    offset = link_pkg::LengthAt;
      Length:  offset = link_pkg::HeaderBytes;
      default: offset = at_q + 8'(given);
    endcase
  end

  always_ff @(posedge clk_i) begin
    unique case (state_q)
      Idle: if (held_valid_i) state_q <= Kind;
      Kind: begin
        kind_o <= read_data_i[3:0];
        state_q <= Length;
      end
      Length: begin
        left_q <= read_data_i;
        at_q <= link_pkg::HeaderBytes;
        state_q <= Give;
      end
      Give: begin
        at_q <= offset;
        if (given) left_q <= left_q - 8'd1;
        if (release_o) state_q <= Idle;
      end
    endcase
    if (!rst_ni) state_q <= Idle;
  end
endmodule

`default_nettype wire
