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
  // Writes: T bytes from an int32 on whose index is whole in words, or the four bytes of any, so often as it fits into T. They come a cycle later.
  input  wire logic [Lanes-1:0]      enable_i,
  input  wire logic [8*Lanes-1:0]    data_i,
  // Reads: T int32 from there on, in the next cycle but one alone; without `all`, T bytes.
  input  wire logic                  all_i,
  output logic      [32*Lanes-1:0]   data_o
);
  // int32 that a write holds.
  localparam int unsigned Written = Lanes / 4;
  localparam int unsigned RowWidth = IndexWidth - BankWidth;

  wire [BankWidth-1:0] first = index_i[BankWidth-1:0];
  wire [RowWidth-1:0] row = index_i[IndexWidth-1:BankWidth];
  wire [RowWidth-1:0] next_row = row + 1'b1;
  // Of the access that the banks make; of what they gave.
  logic [BankWidth-1:0] first_q, given_q;
  logic reads_q;
  always_ff @(posedge clk_i) begin
    first_q <= first;
    reads_q <= valid_i && !write_i;
    if (reads_q) given_q <= first_q;
  end

  logic [31:0] data[Lanes];
  for (genvar bank = 0; bank < Lanes; bank++) begin : g_bank
    // Its place among those that are read or written.
    wire [BankWidth-1:0] place = BankWidth'(bank) - first;
    wire wanted = valid_i && (all_i || place < BankWidth'(Written));
    logic [3:0] enable;
    always_comb begin
      enable = '0;
      for (int i = 0; i < Written; i++) if (place == BankWidth'(i)) enable = enable_i[4*i+:4];
    end

    // Each bank has a register of its own before its many block RAMs: from what chooses who has the port it is far to them.
    logic [RowWidth-1:0] row_q;
    logic read_q;
    logic [3:0] enable_q;
    always_ff @(posedge clk_i) begin
      row_q <= {1'b0, first} > (BankWidth + 1)'(bank) ? next_row : row;
      read_q <= wanted && !write_i;
      enable_q <= (wanted && write_i) ? enable : '0;
    end
    memory_bank #(.Words(1 << RowWidth)) u_memory (
      .clk_i,
      .read_i   (read_q),
      .write_i  (enable_q),
      .address_i(row_q),
      .data_i   (data_i[32*(bank%Written)+:32]),
      .data_o   (data[bank])
    );
  end

  for (genvar i = 0; i < Lanes; i++) begin : g_read
    assign data_o[32*i+:32] = data[given_q+BankWidth'(i)];
  end
endmodule

`default_nettype wire
