// SPDX-License-Identifier: MIT
// Passes of a MAC: tile by tile, plane by plane, group by group; when each may begin and end.
`default_nettype none

module mac_control #(
  parameter int unsigned Lanes = 4,
  localparam int unsigned AWidth = $clog2(tensor_pkg::a_bytes(Lanes)),
  localparam int unsigned BWidth = $clog2(tensor_pkg::BBytes),
  // Sums leave the array at once, to be given one after the other; else one by one.
  localparam bit AtOnce = tensor_pkg::at_once(Lanes),
  localparam int unsigned LaneWidth = $clog2(Lanes),
  localparam int unsigned GroupWidth = $clog2(tensor_pkg::most_groups(Lanes)),
  localparam int unsigned Unloads = Lanes * Lanes,
  localparam int unsigned UnloadWidth = $clog2(Unloads + 1),
  localparam int unsigned DepthBits = tensor_pkg::DepthBits
) (
  input  wire logic                  clk_i,
  input  wire logic                  rst_ni,
  input  wire logic                  start_i,
  // K and groups, less 1.
  input  wire logic [DepthBits-1:0]  depth_i,
  input  wire logic [GroupWidth-1:0] groups_i,
  // Columns, when they are fetched; whether there are none, two cycles later.
  input  wire logic                  columns_valid_i,
  input  wire logic [15:0]           columns_i,
  output logic                       columns_none_o,
  input  wire logic                  a_planes_i,
  input  wire logic                  b_planes_i,
  input  wire logic                  predict_i,
  // The loader has the tile's B; one more tile is asked of it.
  input  wire logic                  loaded_i,
  output logic                       tile_o,
  // Operands: of a product in this cycle.
  output logic                       product_o,
  output logic      [AWidth-1:0]     a_address_o,
  output logic      [BWidth:0]       b_address_o,
  // Its sums leave the array; the hi or the lo one of two planes.
  output logic                       unload_o,
  output logic      [GroupWidth-1:0] group_o,
  // A pass ends with this cycle: its drain begins in the next one.
  output logic                       drain_o,
  output logic                       drain_high_o,
  // Columns - 1 of the tile.
  output logic      [LaneWidth-1:0]  drain_columns_o,
  output logic                       drain_last_group_o,
  // The drain before may still read sums; all are over.
  input  wire logic                  drain_reads_i,
  input  wire logic                  drain_empty_i,
  // Under prediction: the hi drain of this lo pass is over, and decides its signs; the next one is asked for.
  input  wire logic                  judged_i,
  input  wire logic                  decided_i,
  output logic                       next_judged_o,
  // What the array does, for the counters.
  output logic                       stall_o,
  output logic                       low_o,
  output logic                       planes_o,
  output logic                       tile_start_o,
  output logic                       done_o
);
  typedef enum logic [2:0] {Idle, Load, WaitTile, Pass, Unload, Finish} state_e;
  state_e state_q;

  logic [DepthBits-1:0] k_q;
  // It is 0.
  logic begin_q;
  // Of the pass in the A lanes.
  logic [AWidth-1:0] base_q;
  logic half_q, plane_q;
  logic [GroupWidth-1:0] group_q;
  // Of this tile and those after it.
  // Of the columns that are left, the inverse: they are counted up.
  logic [15:0] not_columns_q;
  wire [15:0] columns = ~not_columns_q;

  assign planes_o = a_planes_i || b_planes_i;
  wire last_plane = plane_q || !planes_o;
  wire last_group = group_q == groups_i;
  // More than T of them, than 2 T: without the carries of a comparison.
  wire over_two = columns[15:LaneWidth+2] != '0 || (columns[LaneWidth+1] && columns[LaneWidth:0] != '0);
  wire over_one = columns[15:LaneWidth+1] != '0 || (columns[LaneWidth] && columns[LaneWidth-1:0] != '0);
  wire last_tile = !over_one;
  wire predicted = predict_i && plane_q;
  wire waits = predicted && !judged_i;
  // In the first cycle of a pass that is left out.
  wire skips = predicted && decided_i;
  wire begins = state_q == Pass && begin_q;
  wire skipped = begins && !waits && skips;
  // A pass waits for the drain before. Its last sum has left in the second cycle of the next one.
  logic [UnloadWidth-1:0] unload_q;
  wire unload_first = unload_q == '0;
  logic given;
  wire unload_waits = unload_first && (drain_reads_i || !given);
  wire unload_over = unload_q[UnloadWidth-1];
  wire unload_last = AtOnce ? !unload_waits : unload_over && unload_q[0];
  wire ends = (state_q == Unload && unload_last) || (skipped && !drain_reads_i);

  assign product_o = state_q == Pass && !(begins && (waits || skips));
  assign a_address_o = base_q + AWidth'(k_q);
  // The lo plane of B is in the upper half of its half.
  assign b_address_o = {half_q, k_q[BWidth-1] || (plane_q && b_planes_i), k_q[BWidth-2:0]};
  assign unload_o = state_q == Unload && (AtOnce || !unload_over) && !unload_waits;
  assign group_o = group_q;
  assign next_judged_o = ends && predicted;
  assign drain_o = ends && (last_plane || predict_i);
  assign drain_high_o = !last_plane;
  assign drain_columns_o = last_tile ? columns[LaneWidth-1:0] - 1'b1 : '1;
  assign drain_last_group_o = last_group;
  assign low_o = plane_q;
  assign done_o = state_q == Finish && drain_empty_i;

  assign stall_o = state_q == WaitTile || (begins && waits)
    || (skipped && drain_reads_i) || (state_q == Unload && unload_waits);

  wire next_tile = ends && last_group && last_plane;
  assign tile_start_o = loaded_i && (state_q == Load || state_q == WaitTile || (next_tile && !last_tile));
  // Of the tile that begins, there is one after it.
  assign tile_o = loaded_i && (next_tile ? over_two : (state_q == Load || state_q == WaitTile) && over_one);

  // Of the pass before, all sums are given, or are with this cycle. What an instruction has left behind nobody wants.
  if (AtOnce) begin : g_given
    logic [UnloadWidth-2:0] left_q;
    assign given = left_q == '0;
    always_ff @(posedge clk_i) begin
      if (unload_o) left_q <= '1;
      else if (!given) left_q <= left_q - 1'b1;
      if (!rst_ni || start_i) left_q <= '0;
    end
  end else begin : g_none_left
    assign given = 1'b1;
  end

  always_ff @(posedge clk_i) begin
    columns_none_o <= columns == '0;
    if (columns_valid_i) not_columns_q[LaneWidth-1:0] <= ~columns_i[LaneWidth-1:0];
    // What is added says what is loaded, too: so the choice takes no cells beside the adder.
    if (columns_valid_i || next_tile) begin
      not_columns_q[15:LaneWidth] <= columns_valid_i ? ~columns_i[15:LaneWidth]
        : not_columns_q[15:LaneWidth] + {(16-LaneWidth){columns_valid_i}} + 1'b1;
    end
    unique case (state_q)
      Idle: if (start_i) begin
        state_q <= Load;
        half_q <= 1'b1;
      end
      Load, WaitTile: if (loaded_i) state_q <= Pass;
      Pass: begin
        if (product_o) begin
          k_q <= k_q + 1'b1;
          begin_q <= 1'b0;
          if (k_q == depth_i) state_q <= Unload;
        end
      end
      Unload: if (!unload_waits) unload_q <= unload_q + 1'b1;
      Finish: if (drain_empty_i) state_q <= Idle;
      default: ;
    endcase
    if (ends) begin
      unload_q <= '0;
      k_q <= '0;
      begin_q <= 1'b1;
      base_q <= base_q + AWidth'(depth_i) + 1'b1;
      state_q <= Pass;
      group_q <= group_q + 1'b1;
      if (last_group) begin
        group_q <= '0;
        plane_q <= !last_plane;
        if (!last_plane) begin
          if (b_planes_i) base_q <= '0;
        end else if (last_tile) state_q <= Finish;
        else if (!loaded_i) state_q <= WaitTile;
      end
    end
    if (tile_start_o) begin
      half_q <= !half_q;
      k_q <= '0;
      begin_q <= 1'b1;
      base_q <= '0;
      group_q <= '0;
      plane_q <= 1'b0;
    end
    if (!rst_ni) begin
      state_q <= Idle;
      unload_q <= '0;
    end
  end
endmodule

`default_nettype wire
