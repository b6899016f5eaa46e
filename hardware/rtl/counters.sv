// SPDX-License-Identifier: MIT
// What programs did, counted since the last MARK: low bits in flip-flops, brought to block RAM one after the other.
`default_nettype none

module counters #(
  // Products of a cycle are 2^ProductBits.
  parameter int unsigned ProductBits = 4
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  // In the order of doc/isa.md; cycles first.
  input  wire logic [12:0] events_i,
  // A MARK has been decoded: neither what is counted in this cycle nor what was in the one before is its row's.
  input  wire logic        mark_i,
  // It still goes on.
  input  wire logic        marking_i,
  // Takes a word of the row, which is given a cycle later.
  input  wire logic        take_i,
  input  wire logic [3:0]  word_i,
  output logic      [31:0] value_o
);
  localparam int unsigned LowBits = 5;
  // Of a MARK, counted in the row of the next.
  localparam logic [31:0] MarkCycles = 32'd36;

  (* no_rw_check *)
  logic [31:0] counts[16];
  logic [31:0] count_q;
  logic [LowBits-1:0] lows_q[16];
  logic [3:0] slot_q, at_q;
  logic taken_q, flush_q;
  // After a reset all counts are 0.
  logic [4:0] clear_q;
  wire clears = !(&clear_q);
  logic [12:0] events_q;
  wire [15:0] counted = {2'b0, events_q, 1'b0};

  wire [3:0] slot = take_i ? word_i : slot_q;
  wire [31:0] sum = count_q + 32'(lows_q[at_q]);
  wire is_products = at_q >= 4'd2 && at_q <= 4'd4;
  assign value_o = (at_q == '0) ? 32'd1 : is_products ? sum << ProductBits : sum;

  always_ff @(posedge clk_i) begin
    slot_q <= slot_q + 4'd1;
    at_q <= slot;
    taken_q <= take_i;
    flush_q <= take_i || !marking_i;
    count_q <= counts[slot];
    if (flush_q || clears) begin
      counts[at_q] <= clears ? '0 : taken_q ? ((at_q == 4'd1) ? MarkCycles : '0) : sum;
    end
    if (clears) clear_q <= clear_q + 5'd1;
    events_q <= marking_i ? '0 : events_i;
    for (int i = 0; i < 16; i++) begin
      lows_q[i] <= ((flush_q && at_q == 4'(i)) ? '0 : lows_q[i]) + LowBits'(counted[i] && !mark_i);
    end
    if (!rst_ni) begin
      clear_q <= '0;
      slot_q <= '0;
      events_q <= '0;
      for (int i = 0; i < 16; i++) lows_q[i] <= '0;
    end
  end
endmodule

`default_nettype wire
