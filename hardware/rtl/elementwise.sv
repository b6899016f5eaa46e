// SPDX-License-Identifier: MIT
// REQ and UPD: what is read, rounded, added and written when, T results or weights at a time. Where, drain_address knows.
`default_nettype none

module elementwise #(
  parameter int unsigned Lanes = 4,
  // T results at once.
  localparam bit AtOnce = tensor_pkg::at_once(Lanes),
  localparam int unsigned LaneWidth = $clog2(Lanes)
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  // Words of the instruction as they are fetched; then it starts, and shift and addresses are known seven cycles later.
  input  wire logic                    word_i,
  input  wire logic [5:0]              index_i,
  input  wire logic [31:0]             data_i,
  input  wire logic                    start_requantise_i,
  input  wire logic                    start_update_i,
  input  wire logic [4:0]              requantise_shift_i,
  output logic                         busy_o,
  output logic                         done_o,
  // Memory's port; bytes of a plane are written, or the total, or 0. All of T results are read.
  output logic                         all_o,
  output logic                         read_o,
  output logic                         write_o,
  // What of, as a drain's token says it.
  output logic      [2:0]              kind_o,
  // What the address of is wanted for, three cycles later, by tokens too: the next one; of results the next T, or the last of these T.
  output logic      [2:0]              step_o,
  output logic                         step_next_o,
  output logic                         step_last_o,
  // The next int32 is wanted, from the next cycle on.
  output logic                         next_lane_o,
  // What is added now is written as 0.
  output logic                         write_zero_o,
  // To the results.
  output logic      [1:0]              value_o,
  output logic      [4:0]              shift_o,
  output logic                         random_o,
  output logic                         zero_o,
  output logic                         minus_o,
  output logic      [1:0]              left_o,
  output logic                         wide_o,
  output logic                         relu_o,
  output logic                         masked_o,
  output logic                         high_load_o,
  output logic                         low_load_o,
  output logic                         shift_bytes_o
);
  // The least decay at which nothing is left of a weight, and how far it stands above the 8 bits of a V.
  localparam logic [4:0] DecayAll = 5'd24, WeightBits = 5'd7, UpdateBits = 5'd8, StepBits = 5'd15;
  localparam logic [3:0] TurnLast = 4'd8, SetupLast = 4'd4;

  typedef enum logic [2:0] {Idle, Begin, Setup, Requantise, ReadHigh, ReadLow, Load, Update} state_e;
  state_e state_q;
  logic update_q, write_bytes_q;
  // Flags as in the instruction: wide or sign, random, relu or masked.
  logic [2:0] flags_q;
  // How many are left, counted up to ones.
  logic [15:0] blocks_q;
  logic [4:0] decay_q, momentum_q;
  logic decays_q, keeps_q;
  logic [LaneWidth-1:0] lane_q;
  // Cycle of a block of results, or of a weight.
  logic [3:0] turn_q;
  // Of a block of results that was read; of that before.
  logic [1:0] pending_q;
  logic none;
  logic [4:1] read_q;
  // What is wanted of memory and results goes out a cycle later, from registers; of results as much later as words of memory come.
  logic [3:0] turn_at, turn_out_q;
  logic updates_at, updates_out_q;
  localparam int unsigned WordDelay = tensor_pkg::read_cycles(Lanes) - 1;
  later #(.Later(AtOnce), .Cycles(WordDelay), .Width(5)) u_turn (
    .clk_i,
    .bits_i({turn_q, updates}),
    .bits_o({turn_at, updates_at})
  );
  logic high_load, low_load;
  later #(.Later(AtOnce), .Cycles(WordDelay), .Width(2)) u_load (
    .clk_i,
    .bits_i({high_load, low_load}),
    .bits_o({high_load_o, low_load_o})
  );
  // V's sign.
  logic negative, zero;

  assign none = &blocks_q;
  // What is added says what is loaded, too: so the choice takes no cells beside the adder.
  wire blocks_load = word_i && index_i == 6'd1;
  wire blocks_step = (state_q == Requantise && block_last && !(AtOnce && none)) || (state_q == ReadHigh && write_bytes_q);
  wire requantises = state_q == Requantise;
  wire updates = state_q == Update;
  wire sign = flags_q[0];
  assign wide_o = update_q || flags_q[0];
  assign relu_o = !update_q && flags_q[2];
  assign masked_o = update_q && flags_q[2];

  // REQ: reads of a block, and among them the writes of the one before; of T at once to one plane, of that before it.
  wire [3:0] write_last = !AtOnce ? 4'd4 : wide_o ? 4'd2 : 4'd1;
  wire high_turn = requantises && turn_q == (wide_o ? write_last - 4'd1 : write_last);
  wire low_turn = requantises && wide_o && turn_q == write_last;
  wire read_turn = requantises && (AtOnce ? turn_q == '0 : !high_turn && !low_turn && turn_q != 4'd6);
  wire block_last = turn_q == ((wide_o && !AtOnce) ? 4'd6 : write_last);
  wire two_before = AtOnce && !wide_o;
  wire writes_block = two_before ? pending_q[1] : pending_q[0];
  wire flushed = requantises && none && turn_q == write_last && !(two_before && pending_q[0]);

  // UPD: a weight's decay is rounded, added to V; its move is rounded, taken off; what is not kept of V is, too.
  // A total is written a cycle after it is added up, that of the last turn with the next weight's first, or behind the last weight.
  wire reads_sum = updates && (turn_q == 4'd1 || turn_q == 4'd4 || turn_q == 4'd5 || turn_q == 4'd7);
  wire weight_last = updates && turn_q == TurnLast;
  wire behind = updates && write_bytes_q;
  wire writes_kept = behind || (updates && turn_q == '0 && lane_q != '0);
  wire writes_sum = writes_kept || (updates && turn_q == 4'd3);

  wire reads = (read_turn && !none) || reads_sum || (!write_bytes_q && (state_q == ReadHigh || state_q == ReadLow));
  wire write_high = (high_turn && writes_block) || (write_bytes_q && state_q == ReadHigh);
  wire write_low = (low_turn && writes_block) || (write_bytes_q && state_q == ReadLow);
  wire is_low = write_low || state_q == ReadLow;
  assign write_zero_o = turn_out_q == TurnLast && (sign || !keeps_q);
  // Where T results are is found three cycles ahead, and what the port wants between them.
  wire setup = state_q == Setup;
  wire writes_words = updates && (&lane_q);
  wire words_high = writes_words && weight_last;
  wire words_low = behind;
  wire words_again = write_bytes_q && state_q == ReadHigh;
  wire step_result = (setup && !update_q && turn_q == SetupLast - 4'd1) || state_q == Load
    || (requantises && turn_q == (AtOnce ? 4'(wide_o) : wide_o ? 4'd5 : 4'd3));
  wire step_high = (setup && update_q && turn_q == SetupLast - 4'd1) || words_high || words_again
    || (requantises && turn_q == (AtOnce == wide_o ? 4'd2 : 4'd1) && ((AtOnce && wide_o) || pending_q[0]));
  wire step_low = (setup && update_q && turn_q == SetupLast) || words_low || (write_bytes_q && state_q == ReadLow)
    || (requantises && wide_o && turn_q == (AtOnce ? 4'd0 : 4'd2) && pending_q[0]);
  assign step_last_o = !AtOnce && requantises && wide_o && turn_q == 4'd3;
  // Bits of the tokens' numbers, one of which is wanted, or none.
  wire any_result = step_result || step_last_o;
  assign step_o = {any_result, any_result || step_high || step_low, step_low};
  assign step_next_o = !updates;
  wire done = flushed || (write_bytes_q && state_q == ReadLow && none)
    || (none && state_q == Setup && turn_q == SetupLast);

  always_comb begin
    value_o = tensor_pkg::ValueWord;
    if (update_q && turn_out_q == '0) value_o = tensor_pkg::ValueWeight;
    if (update_q && sign && turn_out_q == 4'd5) value_o = tensor_pkg::ValueStep;
  end
  always_comb begin
    shift_o = requantise_shift_i;
    if (update_q) shift_o = (turn_out_q == '0) ? decay_q : turn_out_q[1] ? momentum_q : sign ? StepBits : UpdateBits;
  end
  assign random_o = flags_q[1] && (update_q ? updates_out_q && turn_out_q == 4'd5 && !sign : read_q[AtOnce?3:1]);
  wire steps = sign && turn_out_q == 4'd6;
  assign zero_o = (update_q && turn_out_q == 4'd1 && !decays_q) || (steps && update_q && zero);
  assign minus_o = update_q && turn_out_q != 4'd1 && !(steps && negative);
  assign shift_bytes_o = update_q ? updates_out_q && turn_out_q == TurnLast : read_q[4];

  // V, with its decay, is read for turn 6. Of T at once it comes with that, from a register.
  if (AtOnce) begin : g_sign
    assign {negative, zero} = {data_i[31], data_i == '0};
  end else begin : g_sign_before
    always_ff @(posedge clk_i) if (turn_out_q == 4'd5) {negative, zero} <= {data_i[31], data_i == '0};
  end

  always_ff @(posedge clk_i) begin
    if (word_i) begin
      unique case (index_i)
        6'd0: flags_q <= data_i[18:16];
        6'd2: begin
          // 24 and above: without the carries of a comparison.
          decay_q <= ((data_i[7:5] != '0 || (&data_i[4:3])) ? DecayAll : data_i[4:0]) + WeightBits;
          decays_q <= data_i[7:0] != '0;
          momentum_q <= (data_i[15:13] != '0) ? 5'd31 : data_i[12:8];
          keeps_q <= data_i[15:8] != '0;
        end
        default: ;
      endcase
    end
    blocks_q <= blocks_load ? ~data_i[15:0] : blocks_q + {{15{blocks_load}}, blocks_load || blocks_step};
    read_q <= {read_q[3:1], read_o};
    turn_out_q <= turn_at;
    updates_out_q <= updates_at;
    read_o <= reads;
    write_o <= write_high || write_low || writes_sum;
    kind_o <= is_low ? tensor_pkg::TokenResidualLow
      : (write_high || state_q == ReadHigh) ? tensor_pkg::TokenResidualHigh : tensor_pkg::TokenResult;
    next_lane_o <= !update_q || writes_kept;
    all_o <= AtOnce && requantises;
    high_load <= state_q == ReadLow && !write_bytes_q;
    low_load <= state_q == Load;
    done_o <= done;
    if (done_o) busy_o <= 1'b0;
    if (start_requantise_i || start_update_i) busy_o <= 1'b1;
    turn_q <= turn_q + 4'd1;
    // Of the turn that follows.
    left_o <= !update_q ? tensor_pkg::LeftZero : (turn_out_q == 4'd6) ? tensor_pkg::LeftWeight : tensor_pkg::LeftWord;
    unique case (state_q)
      Idle: begin
        update_q <= start_update_i;
        if (start_requantise_i || start_update_i) state_q <= Begin;
      end
      Begin: begin
        turn_q <= '0;
        pending_q <= '0;
        write_bytes_q <= 1'b0;
        state_q <= Setup;
      end
      Setup: if (turn_q == SetupLast) begin
        turn_q <= '0;
        state_q <= none ? Idle : update_q ? ReadHigh : Requantise;
      end
      Requantise: begin
        if (block_last) begin
          turn_q <= '0;
          pending_q <= {pending_q[0], !(AtOnce && none)};
        end
        if (flushed) state_q <= Idle;
      end
      ReadHigh: begin
        state_q <= ReadLow;
      end
      ReadLow: begin
        state_q <= Load;
        if (write_bytes_q) begin
          write_bytes_q <= 1'b0;
          state_q <= none ? Idle : ReadHigh;
        end
      end
      Load: begin
        turn_q <= '0;
        lane_q <= '0;
        state_q <= Update;
      end
      default: begin
        if (weight_last) begin
          turn_q <= '0;
          lane_q <= lane_q + 1'b1;
          if (&lane_q) write_bytes_q <= 1'b1;
        end
        if (behind) state_q <= ReadHigh;
      end
    endcase
    if (!rst_ni) begin
      state_q <= Idle;
      busy_o <= 1'b0;
      done_o <= 1'b0;
      read_o <= 1'b0;
      write_o <= 1'b0;
    end
  end
endmodule

`default_nettype wire
