// SPDX-License-Identifier: MIT
// Exponent registers, 16 bits at a time in block RAM, and the shifts that an instruction gets from them.
`default_nettype none

module exponents (
  input  wire logic               clk_i,
  // Words of the instruction as they are fetched. What it needs is known in time, without waiting.
  input  wire logic               word_i,
  input  wire logic [5:0]         index_i,
  input  wire logic [31:0]        data_i,
  // Writes of the result's register: part 0 is e, 1 and 2 are m.
  input  wire logic               write_i,
  input  wire logic [1:0]         part_i,
  // Begin of a MAC; then the magnitudes of its results.
  input  wire logic               start_mac_i,
  input  wire logic               collect_i,
  input  wire logic [30:0]        magnitude_i,
  // The host's, when no program runs: register and part.
  input  wire logic               host_write_i,
  input  wire logic [7:0]         host_address_i,
  input  wire logic [15:0]        host_data_i,
  input  wire logic               host_i,
  output logic      [15:0]        host_data_o,
  // MAC: of its residual or its accumulators; what it begins with. REQ: of its results.
  output logic      [4:0]         mac_shift_o,
  output logic                    clipped_o,
  output logic      [4:0]         requantise_shift_o
);
  localparam logic [1:0] E = 2'd0, MLow = 2'd1, MHigh = 2'd2;
  // A residual stands 15 bits above the units; an int8 is the hi plane of an int16.
  localparam logic signed [17:0] ResidualBits = 18'sd15, Int8Bits = 18'sd8;

  logic mac_q, requantise_q, accumulate_q, residual_q, wide_q, keep_q;
  logic [5:0] a_q, b_q, result_q, source_q;
  logic signed [7:0] extra_q;
  logic [3:0] step_q;
  logic signed [15:0] e_q, target_q;
  logic [31:0] m_q;
  logic signed [15:0] residual_e_q;
  logic signed [17:0] difference_q;

  (* no_rw_check *)
  logic [15:0] registers[256] /* verilator public_flat_rw */;
  logic [7:0] read_address;
  logic [15:0] read_data, write_data;

  always_comb begin
    unique case (step_q)
      4'd1:    read_address = {a_q, E};
      4'd2:    read_address = mac_q ? {b_q, E} : {a_q, MLow};
      4'd3:    read_address = mac_q ? {result_q, E} : {a_q, MHigh};
      4'd4:    read_address = {result_q, MLow};
      4'd5:    read_address = {result_q, MHigh};
      default: read_address = {source_q, E};
    endcase
    if (host_i) read_address = host_address_i;
  end

  wire signed [15:0] result_e = mac_q ? (accumulate_q ? target_q : e_q) : requantise_q ? e_q + 16'(requantise_shift_o) : target_q;
  always_comb begin
    unique case (part_i)
      E:       write_data = result_e;
      MLow:    write_data = m_q[15:0];
      default: write_data = m_q[31:16];
    endcase
    if (host_write_i) write_data = host_data_i;
  end

  always_ff @(posedge clk_i) begin
    if (write_i || host_write_i) registers[host_write_i ? host_address_i : {result_q, part_i}] <= write_data;
    read_data <= registers[read_address];
  end
  assign host_data_o = read_data;

  // Significant bits of m, beyond those that the format has.
  logic [5:0] bits;
  significant_bits u_bits (
    .value_i(m_q),
    .bits_o (bits)
  );
  wire [5:0] most = wide_q ? 6'd15 : 6'd7;

  // The residual's exponent is the sums' own where they are the same register.
  wire signed [15:0] residual_e = (source_q == result_q) ? e_q : residual_e_q;
  assign clipped_o = mac_q && accumulate_q && difference_q < 0;
  assign mac_shift_o = (difference_q < 0) ? '0 : (difference_q > 18'sd31) ? 5'd31 : difference_q[4:0];

  always_ff @(posedge clk_i) begin
    if (step_q != '0) step_q <= step_q + 4'd1;
    if (word_i) begin
      if (index_i == '0) begin
        mac_q <= data_i[7:0] == tensor_pkg::OpMac;
        requantise_q <= data_i[7:0] == tensor_pkg::OpRequantise;
        accumulate_q <= data_i[20];
        residual_q <= data_i[22];
        wide_q <= (data_i[7:0] == tensor_pkg::OpMac) ? data_i[23] : data_i[16];
        keep_q <= data_i[26];
      end
      if (index_i == 6'd1 && requantise_q) begin
        {result_q, a_q} <= {data_i[13:8], data_i[5:0]};
        step_q <= 4'd1;
      end
      if (index_i == 6'd1 && !requantise_q) {target_q, result_q} <= {data_i[31:16], data_i[5:0]};
      if (index_i == 6'd2 && mac_q) begin
        {extra_q, source_q, result_q, b_q, a_q} <= data_i;
        step_q <= 4'd1;
      end
      if (index_i == 6'd2 && !mac_q) m_q <= data_i;
    end
    unique case (step_q)
      4'd2: e_q <= read_data;
      4'd3: begin
        if (mac_q) e_q <= e_q + read_data;
        else m_q[15:0] <= read_data;
      end
      4'd4: begin
        if (mac_q) begin
          e_q <= e_q + 16'(extra_q);
          target_q <= read_data;
        end else m_q[31:16] <= read_data;
      end
      4'd5: begin
        if (mac_q) m_q[15:0] <= read_data;
        else requantise_shift_o <= (bits > most) ? 5'(bits - most) : '0;
      end
      4'd6: if (mac_q) m_q[31:16] <= read_data;
      4'd7: residual_e_q <= read_data;
      4'd8: begin
        if (residual_q) begin
          difference_q <= 18'(e_q) - 18'(residual_e) + ResidualBits + (wide_q ? '0 : Int8Bits);
        end else difference_q <= 18'(target_q) - 18'(e_q);
        step_q <= '0;
      end
      default: ;
    endcase
    if (start_mac_i && !keep_q && !accumulate_q) m_q <= '0;
    if (collect_i) m_q[30:0] <= m_q[30:0] | magnitude_i;
  end
endmodule

`default_nettype wire
