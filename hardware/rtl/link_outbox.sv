// SPDX-License-Identifier: MIT
// Writes streams, one a frame, to the slots of frames to send.
`default_nettype none

module link_outbox #(
  parameter int unsigned Slots = 8,
  localparam int unsigned SlotWidth = $clog2(Slots)
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  input  wire logic                 valid_i,
  input  wire logic [3:0]           kind_i,
  input  wire logic [7:0]           data_i,
  input  wire logic                 last_i,
  input  wire logic                 none_i,
  output logic                      ready_o,
  input  wire logic                 room_i,
  input  wire logic [SlotWidth-1:0] slot_i,
  output logic                      queued_o,
  output logic                      write_o,
  output logic      [SlotWidth+7:0] write_address_o,
  output logic      [7:0]           write_data_o
);
  typedef enum logic [1:0] {Fill, Kind, Length} state_e;
  state_e state_q;
  logic [3:0]      kind_q;
  logic [7:0] at_q;
  logic [7:0] offset;
  wire taken = valid_i && ready_o;

  assign ready_o = state_q == Fill && room_i;
  assign write_o = state_q != Fill || (taken && !none_i);
  assign write_address_o = {slot_i, offset};
  assign queued_o = state_q == Length;

  always_comb begin
    unique case (state_q)
      Kind: begin
        offset = '0;
        write_data_o = {4'b0, kind_q};
      end
      Length: begin
        offset = link_pkg::LengthAt;
        write_data_o = at_q - link_pkg::HeaderBytes;
      end
      default: begin
        offset = at_q;
        write_data_o = data_i;
      end
    endcase
  end

  always_ff @(posedge clk_i) begin
    unique case (state_q)
      Fill: if (taken) begin
        kind_q <= kind_i;
        if (!none_i) at_q <= at_q + 8'd1;
        if (last_i) state_q <= Kind;
      end
      Kind: state_q <= Length;
      default: begin
        state_q <= Fill;
        at_q <= link_pkg::HeaderBytes;
      end
    endcase
    if (!rst_ni) begin
      state_q <= Fill;
      at_q <= link_pkg::HeaderBytes;
    end
  end
endmodule

`default_nettype wire
