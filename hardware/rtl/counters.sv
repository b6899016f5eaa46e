// SPDX-License-Identifier: MIT
// What programs did, counted since the last MARK: low bits in flip-flops, brought to block RAM one after the other.
`default_nettype none

module counters #(
  // Products of a cycle are 2^ProductBits.
  parameter int unsigned ProductBits = 4,
  // Of a MARK, counted in the row of the next.
  parameter logic [31:0] MarkCycles = 32'd64
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  // In the order of doc/isa.md; cycles first.
  input  wire logic [12:0] events_i,
  // A MARK was decoded in the cycle before: neither what is counted in this cycle nor its cycles and reads in the two before are its row's.
  // There is nothing else in those.
  input  wire logic        mark_i,
  // It still goes on.
  input  wire logic        marking_i,
  // Takes a word of the row when all low bits have been brought; a cycle later it is added to the word that memory gives, for the cycle after that.
  input  wire logic        take_i,
  input  wire logic [3:0]  word_i,
  input  wire logic [31:0] data_i,
  output logic      [31:0] sum_o
);
  // A count's low bits are brought every 13 cycles.
  localparam int unsigned LowBits = 4;
  localparam logic [3:0] First = 4'd1, Last = 4'd13;
  // Events of which there is at most one in as many cycles: a drain decides on a group, a MAC clips its shift.
  localparam int unsigned GroupsDecided = 10, Clipped = 12;

  (* no_rw_check *)
  logic [31:0] counts[16];
  logic [31:0] count_q;
  logic [LowBits-1:0] lows_q[1:13];
  // Which is read next, was read, is written.
  logic [3:0] slot_q, at_q, to_q;
  // A word of the row is added to; it is written to memory.
  logic taken_q, written_q, brings_q;
  // After a reset all counts are 0.
  logic [1:0] clear_q;
  wire clears = !(&clear_q);
  logic [12:0] events_q;
  // Cycles and reads come a cycle later, when it is known whether they are a MARK's own.
  localparam logic [12:0] Late = 13'h31;
  logic [12:0] late_q;
  wire [13:0] counted = {(events_q & ~Late) | late_q, 1'b0};

  wire is_products = slot_q >= 4'd2 && slot_q <= 4'd4;
  logic [LowBits-1:0] low;
  always_comb begin
    low = '0;
    for (int i = 1; i < 14; i++) if (slot_q == 4'(i)) low = lows_q[i];
  end
  logic [LowBits+ProductBits-1:0] low_q;
  wire [31:0] addend = taken_q ? data_i : 32'(low_q);
  always_ff @(posedge clk_i) begin
    slot_q <= (slot_q == Last) ? First : slot_q + 4'd1;
    at_q <= take_i ? word_i : slot_q;
    taken_q <= take_i;
    written_q <= taken_q;
    count_q <= counts[take_i ? word_i : slot_q];
    low_q <= is_products ? (LowBits+ProductBits)'(low) << ProductBits : (LowBits+ProductBits)'(low);
    // The first word of a row counts its MARKs. What memory has of a count, it begins anew without.
    sum_o <= count_q + addend + 32'(taken_q && at_q == '0);
    if (clears || written_q) sum_o <= (written_q && to_q == First) ? MarkCycles : '0;
    if (!written_q) to_q <= at_q;
    brings_q <= clears || taken_q || written_q || low_q != '0;
    if (brings_q) counts[to_q] <= sum_o;
    if (clears && at_q == Last) clear_q <= clear_q + 2'd1;
    events_q <= marking_i ? '0 : events_i;
    late_q <= mark_i ? '0 : events_q & Late;
    for (int i = 1; i < 14; i++) begin
      if (i == GroupsDecided || i == Clipped) lows_q[i] <= LowBits'((slot_q != 4'(i) && lows_q[i][0]) || counted[i]);
      else lows_q[i] <= ((slot_q == 4'(i)) ? '0 : lows_q[i]) + LowBits'(counted[i] && !(mark_i && Late[i-1]));
    end
    if (!rst_ni) begin
      clear_q <= '0;
      slot_q <= '0;
      events_q <= '0;
      late_q <= '0;
    end
  end
endmodule

`default_nettype wire
