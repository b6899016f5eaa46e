// SPDX-License-Identifier: MIT
// Fills lanes from memory, a word a cycle: all of A, then a tile of B whenever it is asked for one.
`default_nettype none

module loader #(
  parameter int unsigned Lanes = 4,
  localparam int unsigned ABytes = tensor_pkg::a_bytes(Lanes),
  localparam int unsigned BBytes = tensor_pkg::BBytes,
  localparam int unsigned LaneWidth = $clog2(Lanes),
  localparam int unsigned ByteWidth = $clog2(ABytes > 2 * BBytes ? ABytes : 2 * BBytes),
  localparam int unsigned BWidth = $clog2(BBytes),
  localparam int unsigned DepthBits = tensor_pkg::DepthBits
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  input  wire logic                 a_spread_i,
  input  wire logic                 b_spread_i,
  input  wire logic                 b_planes_i,
  // K, and parts (groups of each plane) of A, both less 1.
  input  wire logic [DepthBits-1:0] depth_i,
  input  wire logic [4:0]           last_part_i,
  // A, and B of the first tile; B of one tile more.
  input  wire logic                 start_i,
  input  wire logic                 tile_i,
  // Another one has the port.
  input  wire logic                 hold_i,
  // It may want the port; it takes a word in this cycle, which is not read where it is zero.
  output logic                      busy_o,
  output logic                      take_o,
  input  wire logic                 zero_i,
  output logic                      walk_start_o,
  output logic                      walk_b_o,
  // The tile is there: a cycle after its last word was taken, so that whether it is begins in a register.
  output logic                      ready_o,
  // To the lanes, a cycle after the word was taken.
  output logic                      a_write_o,
  output logic                      b_write_o,
  output logic                      spread_o,
  output logic                      zero_o,
  output logic      [LaneWidth-1:0] lane_o,
  output logic      [ByteWidth-1:0] address_o
);
  typedef enum logic [1:0] {Idle, LoadA, LoadB} state_e;
  state_e state_q;

  // A walk takes a cycle to start.
  logic half_q, starts_q, plane_q, spread_q;
  logic [4:0] part_q;
  logic [LaneWidth-1:0] lane_q;
  // Of the part, and in it.
  logic [ByteWidth-1:0] base_q;
  logic [DepthBits-1:0] place_q;

  wire is_a = state_q == LoadA;
  // Of B each lane has both planes, the lo one in the upper half of its half.
  wire planes = !is_a && b_planes_i;
  // Unless words are spread, K is whole words. Whether a place is in the last of them is known before it is reached.
  logic last_word_q;
  wire one_word = depth_i[DepthBits-1:LaneWidth] == '0;
  wire [DepthBits-1:0] place_d = place_q + (spread_q ? DepthBits'(1) : DepthBits'(Lanes));
  wire plane_last = last_word_q && (!spread_q || place_q[LaneWidth-1:0] == depth_i[LaneWidth-1:0]);
  wire lane_last = plane_last && (!planes || plane_q);
  wire part_last = lane_last && (spread_q || &lane_q);
  wire last = part_last && (!is_a || part_q == last_part_i);

  assign busy_o = state_q != Idle;
  assign take_o = busy_o && !hold_i && !starts_q;
  // Of T at once a word is a cycle longer on its way.
  logic idle;
  later #(.Later(tensor_pkg::at_once(Lanes)), .Cycles(tensor_pkg::read_cycles(Lanes) - 1)) u_idle (.clk_i, .bits_i(!busy_o), .bits_o(idle));
  assign ready_o = !busy_o && idle;
  assign walk_start_o = start_i || (is_a && take_o && last);
  assign walk_b_o = !start_i;

  wire [ByteWidth-1:0] in_lane = base_q + ByteWidth'(place_q);

  always_ff @(posedge clk_i) begin
    if (take_o) begin
      place_q <= place_d;
      last_word_q <= place_d[DepthBits-1:LaneWidth] == depth_i[DepthBits-1:LaneWidth];
      if (plane_last) begin
        place_q <= '0;
        last_word_q <= one_word;
        plane_q <= planes && !plane_q;
      end
      if (lane_last && !spread_q) lane_q <= lane_q + 1'b1;
      if (part_last) begin
        base_q <= base_q + ByteWidth'(depth_i) + 1'b1;
        part_q <= part_q + 5'd1;
      end
      if (last) begin
        state_q <= is_a ? LoadB : Idle;
        base_q <= '0;
      end
    end
    // All else is at its begin after the tile before.
    if (tile_i) begin
      state_q <= LoadB;
      half_q <= !half_q;
    end
    if (start_i) begin
      state_q <= LoadA;
      half_q <= 1'b0;
      base_q <= '0;
      place_q <= '0;
      last_word_q <= one_word;
      plane_q <= 1'b0;
      part_q <= '0;
      lane_q <= '0;
    end
    if (start_i || (take_o && last)) spread_q <= start_i ? a_spread_i : b_spread_i;
    starts_q <= walk_start_o;
    a_write_o <= take_o && is_a;
    b_write_o <= take_o && !is_a;
    spread_o <= spread_q;
    zero_o <= zero_i;
    lane_o <= lane_q;
    address_o <= in_lane;
    if (!is_a) address_o[BWidth] <= half_q;
    if (planes) address_o[BWidth-1] <= plane_q;
    if (!rst_ni) begin
      state_q <= Idle;
      half_q <= 1'b0;
      a_write_o <= 1'b0;
      b_write_o <= 1'b0;
    end
  end
endmodule

`default_nettype wire
