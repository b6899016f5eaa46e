// SPDX-License-Identifier: MIT
// Tensor memory with one port that is T int32 wide: a bank for each, so that they may begin at any index.
`default_nettype none

module wide_memory #(
  parameter int unsigned Lanes = 8,
  localparam int unsigned IndexWidth = tensor_pkg::index_width(Lanes),
  localparam int unsigned BankWidth = $clog2(Lanes)
) (
  input  wire logic                  clk_i,
  input  wire logic                  valid_i,
  input  wire logic                  write_i,
  // Of the first int32 that is read or written.
  input  wire logic [IndexWidth-1:0] index_i,
  // Writes: T bytes from there on, which come a cycle later.
  input  wire logic [Lanes-1:0]      enable_i,
  input  wire logic [8*Lanes-1:0]    data_i,
  // Reads: T int32 from there on, in the next cycle alone; without `all`, T bytes.
  input  wire logic                  all_i,
  output logic      [32*Lanes-1:0]   data_o
);
  // int32 that a write holds.
  localparam int unsigned Written = Lanes / 4;
  localparam int unsigned WrittenWidth = $clog2(Written);
  localparam int unsigned RowWidth = IndexWidth - BankWidth;

  wire [BankWidth-1:0] first = index_i[BankWidth-1:0];
  wire [RowWidth-1:0] row = index_i[IndexWidth-1:BankWidth];
  logic [BankWidth-1:0] first_q;
  always_ff @(posedge clk_i) if (valid_i) first_q <= first;

  logic [31:0] data[Lanes];
  for (genvar bank = 0; bank < Lanes; bank++) begin : g_bank
    // Its place among those that are read or written.
    wire [BankWidth-1:0] place = BankWidth'(bank) - first;
    wire [WrittenWidth-1:0] written_place = WrittenWidth'(bank) - first_q[WrittenWidth-1:0];
    logic [3:0] enable;
    logic [31:0] written;
    always_comb begin
      enable = '0;
      written = data_i[31:0];
      for (int i = 0; i < Written; i++) begin
        if (place == BankWidth'(i)) enable = enable_i[4*i+:4];
        if (written_place == WrittenWidth'(i)) written = data_i[32*i+:32];
      end
    end
    memory_bank #(.Words(1 << RowWidth)) u_memory (
      .clk_i,
      .valid_i  (valid_i && (all_i || place < BankWidth'(Written))),
      .write_i,
      .address_i(row + RowWidth'({1'b0, first} > (BankWidth+1)'(bank))),
      .enable_i (enable),
      .data_i   (written),
      .data_o   (data[bank])
    );
  end

  for (genvar i = 0; i < Lanes; i++) begin : g_read
    assign data_o[32*i+:32] = data[first_q+BankWidth'(i)];
  end
endmodule

`default_nettype wire
