// SPDX-License-Identifier: MIT
// Exponent registers, 16 bits at a time in block RAM, and the shift that an instruction gets from them.
`default_nettype none
// Waived: bits of words that name no register.
/* verilator lint_off UNUSEDSIGNAL */

module exponents (
  input  wire logic               clk_i,
  input  wire logic               rst_ni,
  // Words of the instruction as they are fetched; then it starts, and its shift is known ten cycles later.
  input  wire logic               word_i,
  input  wire logic [5:0]         index_i,
  input  wire logic [31:0]        data_i,
  input  wire logic               start_mac_i,
  input  wire logic               start_requantise_i,
  // Magnitudes of its results, and then two cycles in which they are written.
  input  wire logic               collect_i,
  input  wire logic [30:0]        magnitude_i,
  input  wire logic               write_i,
  input  wire logic               write_high_i,
  // The host's, when no program runs: register and part.
  input  wire logic               host_write_i,
  input  wire logic [7:0]         host_address_i,
  input  wire logic [15:0]        host_data_i,
  input  wire logic               host_i,
  output logic      [15:0]        host_data_o,
  // Of a MAC's residual or accumulators, or of a REQ's results.
  output logic      [4:0]         shift_o,
  output logic                    clipped_o
);
  localparam logic [1:0] E = 2'd0, MLow = 2'd1, MHigh = 2'd2;
  // A residual stands 15 bits above the units; an int8 is the hi plane of an int16.
  localparam logic [4:0] ResidualBits = 5'd15, Int8ResidualBits = 5'd23;

  logic exp_q, mac_q, accumulate_q, wide_q, keep_q;
  // Registers a, b, o and r of the instruction: the one whose turn it is stands lowest.
  logic [23:0] names_q;
  logic signed [7:0] extra_q;
  logic [3:0] step_q;
  // The sum of exponents, and what was asked for by it.
  logic signed [15:0] e_q;
  logic [31:0] m_q;

  (* no_rw_check *)
  logic [15:0] registers[256] /* verilator public_flat_rw */;
  logic [1:0] part;
  logic [15:0] read_data, write_data;

  wire mac = mac_q;
  logic turn, adds, subtracts, loads;
  logic signed [15:0] operand;
  always_comb begin
    part = E;
    turn = 1'b0;
    adds = 1'b0;
    subtracts = accumulate_q;
    loads = 1'b0;
    operand = read_data;
    unique case (step_q)
      4'd1: turn = mac;
      4'd2: begin
        part = mac ? E : MLow;
        turn = mac;
        adds = 1'b1;
      end
      4'd3: begin
        part = mac ? MLow : MHigh;
        adds = mac;
        loads = !mac;
      end
      4'd4: begin
        part = MHigh;
        turn = !mac;
        adds = mac;
        operand = 16'(extra_q);
        loads = 1'b1;
      end
      4'd5: begin
        turn = !mac || !accumulate_q;
        loads = mac;
      end
      4'd6: begin
        adds = !mac;
        operand = {11'b0, shift_o};
      end
      4'd7: begin
        adds = mac;
        subtracts = !accumulate_q;
        turn = mac && !accumulate_q;
      end
      4'd8: begin
        adds = !accumulate_q;
        operand = {11'b0, wide_q ? ResidualBits : Int8ResidualBits};
        turn = !accumulate_q;
      end
      4'd9: turn = !accumulate_q;
      default: ;
    endcase
  end
  wire ends = step_q == (mac ? 4'd9 : 4'd7);
  wire writes_e = mac ? step_q == 4'd5 && !accumulate_q : step_q == 4'd7;
  wire writes_word = word_i && exp_q;

  logic [7:0] write_address;
  always_comb begin
    write_address = {names_q[5:0], !write_i ? E : write_high_i ? MHigh : MLow};
    write_data = write_i ? m_q[15:0] : e_q;
    if (writes_word) begin
      write_address = {data_i[5:0], index_i[1:0] - 2'd1};
      write_data = data_i[31:16];
    end
    if (host_i) begin
      write_address = host_address_i;
      write_data = host_data_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (writes_e || write_i || writes_word || host_write_i) registers[write_address] <= write_data;
    read_data <= registers[host_i ? host_address_i : {names_q[5:0], part}];
  end
  assign host_data_o = read_data;

  // Significant bits of m, beyond those that the format has.
  logic [5:0] bits;
  significant_bits u_bits (
    .value_i(m_q),
    .bits_o (bits)
  );
  wire [5:0] most = wide_q ? 6'd15 : 6'd7;
  wire [6:0] excess = 7'(bits) - 7'(most);

  assign clipped_o = mac && accumulate_q && step_q == 4'd9 && e_q[15];

  always_ff @(posedge clk_i) begin
    if (word_i && index_i == '0) begin
      exp_q <= data_i[7:0] == tensor_pkg::OpExponent;
      mac_q <= data_i[7:0] == tensor_pkg::OpMac;
      accumulate_q <= data_i[7:0] == tensor_pkg::OpMac && data_i[20];
      wide_q <= (data_i[7:0] == tensor_pkg::OpMac) ? data_i[23] : data_i[16];
      keep_q <= data_i[26];
    end
    if (word_i && index_i == 6'd2) {extra_q, names_q} <= data_i;
    else if (turn) names_q <= {names_q[5:0], names_q[23:6]};

    if (start_mac_i || start_requantise_i) begin
      step_q <= 4'd1;
      e_q <= '0;
    end else begin
      step_q <= (step_q == '0 || ends) ? '0 : step_q + 4'd1;
      if (adds) e_q <= e_q + (subtracts ? ~operand : operand) + 16'(subtracts);
    end
    if (step_q == 4'd9) shift_o <= e_q[15] ? '0 : (e_q[14:5] != '0) ? '1 : e_q[4:0];
    if (step_q == 4'd5 && !mac) shift_o <= excess[6] ? '0 : excess[4:0];

    // By halves from the registers and to them; else all that a magnitude has.
    if (loads || write_i) m_q <= {read_data, m_q[31:16]};
    else if (collect_i) m_q[30:0] <= m_q[30:0] | magnitude_i;
    if (step_q == 4'd6 && mac && !keep_q && !accumulate_q) m_q <= '0;
    if (!rst_ni) step_q <= '0;
  end
endmodule

`default_nettype wire
