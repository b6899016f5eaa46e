// SPDX-License-Identifier: MIT
// Fetches and decodes instructions, starts the units, and carries out what needs none of them.
`default_nettype none

module sequencer #(
  parameter int unsigned Lanes = 4,
  parameter bit Predict = 1'b1,
  // Of an int32.
  localparam int unsigned AddressWidth = tensor_pkg::index_width(Lanes),
  // Words come two cycles later.
  localparam bit Late = tensor_pkg::at_once(Lanes),
  localparam int unsigned Groups = tensor_pkg::most_groups(Lanes),
  localparam int unsigned GroupWidth = $clog2(Groups),
  localparam int unsigned DepthBits = tensor_pkg::DepthBits
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  input  wire logic                    run_i,
  input  wire logic [AddressWidth-1:0] index_i,
  output logic                         running_o,
  output logic                         ended_o,
  output logic                         illegal_o,
  // Of the instruction under way.
  output logic      [AddressWidth-1:0] index_o,
  // Memory's port: it is wanted, but for a word behind an END or an unknown instruction; and what it gave for a read: in the next cycle, or two later.
  output logic                         wants_o,
  output logic                         read_o,
  output logic                         write_o,
  output logic      [AddressWidth-1:0] address_o,
  input  wire logic [31:0]             data_i,
  // Words of the instruction as they come.
  output logic                         word_o,
  output logic      [5:0]              word_index_o,
  output logic                         start_mac_o,
  output logic                         start_requantise_o,
  output logic                         start_update_o,
  input  wire logic                    done_i,
  output logic                         seed_o,
  // Fields of a MAC that more than one unit needs: K and groups less 1.
  output logic      [DepthBits-1:0]    depth_o,
  output logic      [4:0]              last_part_o,
  output logic      [GroupWidth-1:0]   groups_o,
  // Its columns are none.
  input  wire logic                    columns_none_i,
  output logic      [10:0]             flags_o,
  // Which it is, from its second word on.
  output logic                         exponent_o,
  output logic                         mac_o,
  output logic                         requantise_o,
  // Its register is looked for, until that has finished.
  output logic                         finish_o,
  input  wire logic                    finished_i,
  // MARK.
  output logic                         mark_o,
  output logic      [7:0]              mark_id_o,
  output logic                         mark_decoded_o,
  output logic                         marking_o,
  output logic                         row_take_o,
  output logic      [3:0]              row_word_o
);
  // From here a MARK counts to 16 before its row: 12 cycles, in which the counters bring what they hold back. Then it counts the row.
  localparam logic [5:0] BeforeFlush = 6'd4;

  typedef enum logic [3:0] {
    Idle, Fetch, Decode, More, Last, Engine, Finish, Flush, RowRead, RowAdd, RowWrite,
    // Where words come late.
    Wait, WaitMore, RowWait
  } state_e;
  state_e state_q;

  // A word was read, and which.
  logic word_q;
  logic [5:0] number_q;
  later #(.Later(Late), .Cycles(2), .Width(7)) u_word (.clk_i, .bits_i({word_q, number_q}), .bits_o({word_o, word_index_o}));

  logic [AddressWidth-1:0] pc_q;
  // What tells known opcodes apart.
  logic [3:0] opcode_q;
  // It is one with more words, and of the right length; or END: known a cycle after it is decoded.
  logic known_q, end_q;
  // More groups than there are.
  logic many_q;

  localparam logic [3:0] Mac = {tensor_pkg::OpMac[4], tensor_pkg::OpMac[2:0]};
  localparam logic [3:0] Requantise = {tensor_pkg::OpRequantise[4], tensor_pkg::OpRequantise[2:0]};
  localparam logic [3:0] Update = {tensor_pkg::OpUpdate[4], tensor_pkg::OpUpdate[2:0]};
  localparam logic [3:0] Seed = {tensor_pkg::OpSeed[4], tensor_pkg::OpSeed[2:0]};
  localparam logic [3:0] Mark = {tensor_pkg::OpMark[4], tensor_pkg::OpMark[2:0]};
  localparam logic [3:0] Exponent = {tensor_pkg::OpExponent[4], tensor_pkg::OpExponent[2:0]};
  localparam logic [3:0] Jump = {tensor_pkg::OpJump[4], tensor_pkg::OpJump[2:0]};
  logic [5:0] length;
  always_comb begin
    unique case (data_i[7:0])
      tensor_pkg::OpMark, tensor_pkg::OpSeed, tensor_pkg::OpJump:      length = 6'd2;
      tensor_pkg::OpExponent:                  length = 6'd3;
      tensor_pkg::OpMac:                       length = 6'd33;
      tensor_pkg::OpRequantise, tensor_pkg::OpUpdate:      length = 6'd5;
      default:                     length = '0;
    endcase
  end
  wire known = length != '0 && data_i[15:8] == 8'(length);

  // The word that is read is the last: that before it is number length - 2, whose ones suffice.
  logic more_last;
  always_comb begin
    unique case (opcode_q)
      Mac:                more_last = &number_q[4:0];
      Requantise, Update: more_last = &number_q[1:0];
      Exponent:           more_last = number_q[0];
      default:            more_last = 1'b1;
    endcase
  end

  // Flags of a MAC: see doc/isa.md.
  wire a_spread = flags_o[0], b_spread = flags_o[1], a_planes = flags_o[2], b_planes = flags_o[3];
  wire accumulate = flags_o[4], residual = flags_o[6], mask = flags_o[8], predict = flags_o[9];
  wire whole = &depth_o[$clog2(Lanes)-1:0];
  // Known long before its last word, from which it is told.
  logic allowed;
  wire allows = !columns_none_i && !many_q
    && !(a_planes && b_planes) && ((a_spread && b_spread) || whole)
    && !(accumulate && (residual || mask)) && !(predict && !(Predict && a_planes && accumulate));

  wire more = state_q == More && known_q;
  assign wants_o = state_q == Fetch || state_q == More || state_q == RowRead || state_q == RowWrite;
  assign read_o = state_q == Fetch || more || state_q == RowRead;
  assign write_o = state_q == RowWrite;
  wire in_row = state_q == Flush || state_q == RowRead || (Late && state_q == RowWait) || state_q == RowAdd || state_q == RowWrite;
  assign address_o = pc_q;

  wire last = state_q == Last;
  // For the first word, or for the last.
  wire first = number_q == '0;
  wire waits = Late && (state_q == Wait || state_q == WaitMore);
  assign exponent_o = opcode_q == Exponent;
  assign mac_o = opcode_q == Mac;
  assign requantise_o = opcode_q == Requantise;
  assign start_mac_o = last && mac_o && allowed;
  assign start_requantise_o = last && requantise_o;
  assign start_update_o = last && opcode_q == Update;
  assign seed_o = last && opcode_q == Seed;
  assign ended_o = state_q == More && end_q;
  assign illegal_o = (state_q == More && !known_q && !end_q) || (last && mac_o && !allowed);
  assign finish_o = state_q == Finish;
  assign mark_decoded_o = more && opcode_q == Mark;
  assign mark_o = last && opcode_q == Mark;
  assign mark_id_o = data_i[31:24];
  assign marking_o = (opcode_q == Mark && (more || (waits && !first) || last)) || in_row;
  assign row_take_o = state_q == RowRead;
  assign row_word_o = number_q[3:0];

  always_ff @(posedge clk_i) begin
    if (state_q == Fetch || state_q == More || state_q == RowWrite) pc_q <= pc_q + 1'b1;
    if (state_q == More || state_q == Flush || state_q == RowWrite) number_q <= number_q + 6'd1;
    word_q <= state_q == Fetch || more;
    allowed <= allows;
    if (run_i) running_o <= 1'b1;
    if (ended_o || illegal_o) running_o <= 1'b0;
    unique case (state_q)
      Idle: if (run_i) begin
        state_q <= Fetch;
        pc_q <= index_i;
      end
      Fetch: begin
        index_o <= pc_q;
        number_q <= '0;
        state_q <= Late ? Wait : Decode;
      end
      Decode: begin
        opcode_q <= {data_i[4], data_i[2:0]};
        flags_o <= data_i[26:16];
        known_q <= known;
        end_q <= data_i[15:0] == {8'd1, tensor_pkg::OpEnd};
        state_q <= More;
      end
      More: begin
        if (!known_q) state_q <= Idle;
        else if (more_last) state_q <= Late ? Wait : Last;
      end
      Last: begin
        state_q <= Fetch;
        number_q <= BeforeFlush;
        unique case (opcode_q)
          // The program's place is kept while its counter goes over the row.
          Mark: begin
            index_o <= pc_q;
            pc_q <= data_i[AddressWidth-1:0];
            state_q <= Flush;
          end
          Jump: pc_q <= data_i[AddressWidth-1:0];
          Mac: state_q <= allowed ? Engine : Idle;
          Requantise, Update: state_q <= Engine;
          default: ;
        endcase
      end
      Engine: if (done_i) state_q <= (opcode_q == Update) ? Fetch : Finish;
      Finish: if (finished_i) state_q <= Fetch;
      Flush: if (&number_q[3:0]) state_q <= RowRead;
      RowRead: state_q <= Late ? RowWait : RowAdd;
      RowAdd: state_q <= RowWrite;
      default: if (!Late || state_q == RowWrite) begin
        state_q <= RowRead;
        if (&number_q[3:0]) begin
          pc_q <= index_o;
          state_q <= Fetch;
        end
      end
    endcase
    if (Late) begin
      if (state_q == Wait) state_q <= WaitMore;
      if (state_q == WaitMore) state_q <= first ? Decode : Last;
      if (state_q == RowWait) state_q <= RowAdd;
    end
    if (word_o && word_index_o == 6'd1) begin
      depth_o <= data_i[DepthBits-1:0];
      groups_o <= data_i[9+:GroupWidth];
      many_q <= Groups < 16 && {1'b0, data_i[12:9]} >= 5'(Groups);
      last_part_o <= a_planes ? {data_i[12:9], 1'b1} : {1'b0, data_i[12:9]};
    end
    if (!rst_ni) begin
      state_q <= Idle;
      running_o <= 1'b0;
    end
  end
endmodule

`default_nettype wire
