// SPDX-License-Identifier: MIT
// Exponent registers in block RAM, and the shift that an instruction gets from them, summed up while its words are fetched.
`default_nettype none
// Waived: bits of words that name no register and are no number.
/* verilator lint_off UNUSEDSIGNAL */

module exponents (
  input  wire logic               clk_i,
  // Words of the instruction as they are fetched: which one it is, and its flags.
  input  wire logic               word_i,
  input  wire logic [5:0]         index_i,
  input  wire logic [31:0]        data_i,
  input  wire logic               exponent_i,
  input  wire logic               mac_i,
  input  wire logic               requantise_i,
  input  wire logic               accumulate_i,
  input  wire logic               keep_i,
  // Magnitudes of its results; it is done; from the next cycle on their significant bits are looked for, until all were looked at.
  input  wire logic               collect_i,
  input  wire logic [30:0]        magnitude_i,
  input  wire logic               done_i,
  input  wire logic               finish_i,
  output logic                    finished_o,
  // The host's, when no program runs: registers, and words of its own behind them.
  input  wire logic               host_write_i,
  input  wire logic [6:0]         host_address_i,
  input  wire logic [15:0]        host_data_i,
  input  wire logic               host_i,
  output logic      [15:0]        host_data_o,
  // Of a MAC's residual or accumulators, or of a REQ's results: two cycles after word 10, or word 3.
  output logic      [4:0]         shift_o,
  // There is less than nothing to shift.
  output logic                    negative_o
);
  localparam int unsigned EBits = tensor_pkg::ExponentBits, BBits = 16 - EBits;

  // The register of the result.
  logic [5:0] name_q;
  logic [EBits-1:0] sum_q;
  // All that magnitudes have, and how many bits of it may be significant.
  logic [30:0] collected_q;
  logic [BBits-1:0] bits_q;
  logic write_q, first_q, found_q;

  (* no_rw_check *)
  logic [15:0] registers[128] /* verilator public_flat_rw */;
  logic [15:0] read_data;
  assign host_data_o = read_data;

  // Words that count: a number in 2 and 10, a register in 2, of a MAC in 3 and 4, too. What is read comes a cycle later.
  wire word = word_i && index_i[5:4] == '0;
  wire begins = word && index_i[3:0] == 4'd0;
  wire names = word && index_i[3:0] == 4'd2;
  wire number = names || (mac_i && word && index_i[3:0] == 4'd10);
  wire second = word && index_i[3:0] == 4'd3;
  wire third = word && index_i[3:0] == 4'd4;
  wire last = mac_i && word && index_i[3:0] == 4'd5;
  wire adds_bits = requantise_i && second;
  wire adds = number || (mac_i && (second || third)) || last || adds_bits || first_q;

  // A MAC that accumulates sums up the negative, then adds its accumulators'; else the residual's is subtracted.
  wire subtracts = mac_i && (last ? !accumulate_i : accumulate_i && (names || second || third));
  logic [EBits-1:0] operand;
  always_comb begin
    operand = adds_bits ? EBits'(read_data[EBits+:BBits]) : read_data[EBits-1:0];
    if (number) operand = EBits'(signed'(data_i[15:6]));
  end

  assign negative_o = sum_q[EBits-1];
  // From 31 bits downwards; of those before the instruction, too. None is the last.
  wire looks = finish_i && !first_q;
  wire found = collected_q[30] || bits_q == read_data[EBits+:BBits];
  assign finished_o = !first_q && bits_q == '0;

  wire writes = write_q || host_write_i || (looks && found && !found_q) || (last && !accumulate_i && !keep_i);
  wire reads = host_i || names || (mac_i && (second || third || done_i));
  wire [6:0] address = host_i ? host_address_i : {1'b0, (names || second || third) ? data_i[5:0] : name_q};

  always_ff @(posedge clk_i) begin
    if (writes) registers[address] <= host_i ? host_data_i : {bits_q, sum_q};
    if (reads) read_data <= registers[address];

    if (names) name_q <= data_i[21:16];
    first_q <= done_i;
    write_q <= names && exponent_i;
    found_q <= looks && (found || found_q);

    if (adds) sum_q <= sum_q + (operand ^ {EBits{subtracts}}) + EBits'(subtracts);
    // Before the result's own is added: a REQ's with its shift.
    if (begins || (done_i && (mac_i || negative_o))) sum_q <= '0;
    shift_o <= negative_o ? '0 : (sum_q[EBits-2:5] != '0) ? '1 : sum_q[4:0];

    if (looks) collected_q <= collected_q << 1;
    else if (collect_i) collected_q <= collected_q | magnitude_i;
    if (finish_i) bits_q <= bits_q - 1'b1;
    if (begins) begin
      collected_q <= '0;
      bits_q <= '0;
    end
  end
endmodule

`default_nettype wire
