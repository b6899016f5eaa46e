// SPDX-License-Identifier: MIT
// Tensor memory and its port: results of drains and elements, loader, sequencer, host, in this order.
`default_nettype none

module memory_port #(
  parameter int unsigned Lanes = 4,
  localparam bit AtOnce = tensor_pkg::at_once(Lanes),
  // Of a word, and of an int32.
  localparam int unsigned AddressWidth = tensor_pkg::address_width(Lanes),
  localparam int unsigned IndexWidth = tensor_pkg::index_width(Lanes),
  localparam int unsigned ReadBits = AtOnce ? 32 * Lanes : 8 * Lanes
) (
  input  wire logic                    clk_i,
  // Of drain and elements: an int32, or words of a plane; T int32 at once. In a cycle that does neither, the port rests.
  input  wire logic                    result_valid_i,
  input  wire logic                    result_read_i,
  input  wire logic                    result_write_i,
  input  wire logic                    result_words_i,
  input  wire logic                    result_low_i,
  input  wire logic                    result_all_i,
  input  wire logic [IndexWidth-1:0]   result_address_i,
  // What of it is written: a sum, which is brought into the range of an int32; or 0. Of T at once, a cycle later.
  input  wire logic signed [32:0]      result_i,
  input  wire logic                    result_none_i,
  input  wire logic [8*Lanes-1:0]      high_i,
  input  wire logic [8*Lanes-1:0]      low_i,
  // A word; where it is one of zeros, the port rests.
  input  wire logic                    loader_valid_i,
  input  wire logic                    loader_take_i,
  input  wire logic                    loader_zero_i,
  input  wire logic [AddressWidth-1:0] loader_address_i,
  // An int32; in a cycle that does neither, the port rests.
  input  wire logic                    sequencer_valid_i,
  input  wire logic                    sequencer_read_i,
  input  wire logic                    sequencer_write_i,
  input  wire logic [IndexWidth-1:0]   sequencer_index_i,
  input  wire logic [31:0]             sequencer_data_i,
  // The host's words.
  input  wire logic                    host_valid_i,
  input  wire logic                    host_write_i,
  input  wire logic [AddressWidth-1:0] host_address_i,
  input  wire logic [Lanes-1:0]        host_enable_i,
  input  wire logic [8*Lanes-1:0]      host_data_i,
  output logic                         host_ready_o,
  // What a program does with the port, and in which half of the memory.
  output logic                         read_o,
  output logic                         write_o,
  output logic                         bank_o,
  // In the next cycle alone, of T at once in that behind it: an int32 in the low bits, a word in the low bytes.
  output logic      [ReadBits-1:0]     data_o
);
  // From a word's address to its index.
  localparam int unsigned WordShift = IndexWidth - AddressWidth;
  // Of a word: an int32 is written as so many of its kind.
  localparam int unsigned Integers = Lanes / 4;

  logic valid, write;
  logic [IndexWidth-1:0] index;
  logic [Lanes-1:0] enable;
  // What is written that is no int32 of the results.
  logic [8*Lanes-1:0] data;

  wire own = result_valid_i || loader_valid_i || sequencer_valid_i;
  wire result = result_valid_i && !result_words_i;
  assign host_ready_o = !own;
  assign write_o = result_write_i || sequencer_write_i;
  wire rests = loader_take_i && loader_zero_i;
  wire reads = result_read_i || loader_take_i || sequencer_read_i;
  assign read_o = reads && !rests;
  assign bank_o = index[IndexWidth-1];
  // Where the host waits for a cycle in which the port rests, something is read for nobody: so what wants the port is not on the way to SPRAMs twice.
  assign valid = write_o || reads || host_valid_i;
  assign write = own ? write_o : host_write_i;
  assign enable = !own ? host_enable_i : (result_valid_i && result_words_i) ? '1 : Lanes'(15);

  always_comb begin
    data = {Integers{sequencer_data_i}};
    if (result_valid_i) begin
      index = result_words_i ? result_address_i << WordShift : result_address_i;
      data = result_low_i ? low_i : high_i;
    end else if (loader_valid_i) index = IndexWidth'(loader_address_i) << WordShift;
    else if (sequencer_valid_i) index = sequencer_index_i;
    else begin
      index = IndexWidth'(host_address_i) << WordShift;
      data = host_data_i;
    end
  end

  // Of each bit: a constant, else the sum's or what else is written. No LUT is spent on saturation alone.
  logic result_now;
  logic [8*Lanes-1:0] data_now, data_written;
  wire beyond = result_i[32] != result_i[31];
  wire constant = result_now && (result_none_i || beyond);
  wire high = result_now && !result_none_i && (!beyond || !result_i[32]);
  always_comb begin
    data_written = data_now;
    for (int n = 0; n < 32 * Integers; n += 32) begin
      for (int i = 0; i < 31; i++) data_written[n+i] = constant ? high : high ? result_i[i] : data_now[n+i];
      if (result_now) data_written[n+31] = result_i[32] && !result_none_i;
    end
  end

  if (AtOnce) begin : g_at_once
    logic result_q, words_q, low_q;
    logic [8*Lanes-1:0] data_q;
    always_ff @(posedge clk_i) begin
      {result_q, words_q, low_q} <= {result, result_valid_i && result_words_i, result_low_i};
      data_q <= result_valid_i ? '0 : data;
    end
    assign result_now = result_q;
    assign data_now = !words_q ? data_q : low_q ? low_i : high_i;
    wide_memory #(.Lanes(Lanes)) u_memory (
      .clk_i,
      .valid_i (valid && !rests),
      .write_i (write),
      .index_i (index),
      .enable_i(enable),
      .data_i  (data_written),
      .all_i   (result_all_i),
      .data_o
    );
  end else begin : g_one_by_one
    logic unused_all;
    assign unused_all = result_all_i;
    assign {result_now, data_now} = {result, data};
    tensor_memory #(.Words(1 << IndexWidth)) u_memory (
      .clk_i,
      .valid_i  (valid),
      .rests_i  (rests),
      .write_i  (write),
      .address_i(index),
      .enable_i (enable),
      .data_i   (data_written),
      .data_o
    );
  end
endmodule

`default_nettype wire
