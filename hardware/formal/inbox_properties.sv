// SPDX-License-Identifier: MIT
// The FIFO of received frames: of each that is held, oldest first, every byte of its payload comes out once and in order, the last
// one marked; then its slot is free.
`default_nettype none

module inbox_properties (
  input wire logic clk_i,
  input wire logic more_i,
  input wire logic ready_i
);
  localparam int unsigned Slots = 4;
  // Of a payload. What is behind it does not differ.
  localparam int unsigned Most = 4;
  localparam logic [7:0] KindAt = link_pkg::ReceivedAt, PayloadAt = KindAt + link_pkg::HeaderBytes;
  // Two cycles, since what is reset is what others are made of.
  logic rst_n_q = 1'b0, reset_q = 1'b0;
  always_ff @(posedge clk_i) {rst_n_q, reset_q} <= {reset_q, 1'b1};

  // Any frames in the slots.
  (* anyconst *) logic [8*Slots*Most-1:0] payloads;
  (* anyconst *) logic [3*Slots-1:0] lengths;
  (* anyconst *) logic [2*Slots-1:0] kinds;

  logic held_q = 1'b0;
  logic [1:0] slot_q = '0;
  logic [9:0] address, address_q = '0;
  logic [7:0] read, data;
  logic releases, valid, is_command, is_test, last, none;
  wire [2:0] length = lengths[3*slot_q+:3];
  wire [1:0] kind = kinds[2*slot_q+:2];
  wire [7:0] place = address_q[7:0] - PayloadAt;

  always_comb begin
    if (address_q[7:0] == link_pkg::ReceivedLengthAt) read = 8'(lengths[3*address_q[9:8]+:3]);
    else if (address_q[7:0] == KindAt) read = 8'(kinds[2*address_q[9:8]+:2]);
    else read = payloads[8*(Most*address_q[9:8]+place[1:0])+:8];
  end

  link_inbox #(.Slots(Slots)) u_inbox (
    .clk_i,
    .rst_ni        (rst_n_q),
    .held_valid_i  (held_q),
    .held_slot_i   (slot_q),
    .release_o     (releases),
    .read_address_o(address),
    .read_data_i   (read),
    .valid_o       (valid),
    .command_o     (is_command),
    .test_o        (is_test),
    .data_o        (data),
    .last_o        (last),
    .none_o        (none),
    .ready_i
  );

  wire given = rst_n_q && valid && ready_i;
  logic [2:0] given_q = '0;
  logic ended_q = 1'b0;
  // Cycles without a byte to take, while a frame is held.
  logic [2:0] waits_q = '0;

  always_ff @(posedge clk_i) begin
    for (int i = 0; i < Slots; i++) assume (lengths[3*i+:3] <= 3'(Most) && kinds[2*i+:2] != '0);
    address_q <= address;
    // Held until it is released, as the endpoint does; then the next one, at once or later.
    if (!held_q) held_q <= rst_n_q && more_i;
    if (releases) begin
      held_q <= more_i;
      slot_q <= slot_q + 2'd1;
    end
    given_q <= releases ? '0 : given_q + 3'(given);
    ended_q <= given && last;
    waits_q <= (!held_q || valid || releases) ? '0 : waits_q + 3'd1;

    if (rst_n_q) begin
      assert (!valid || (held_q && !ended_q));
      assert (releases == ended_q);
      assert (waits_q <= 3'd4);
      if (valid) begin
        assert (is_command == (kind == 2'(link_pkg::KindCommand) && length != '0));
        assert (is_test == (kind == 2'(link_pkg::KindTest)));
        assert (none == (length == '0));
        assert (last == (none || given_q + 3'd1 == length));
        if (!none) assert (given_q < length && data == payloads[8*(Most*slot_q+given_q[1:0])+:8]);
      end
    end
    cover (rst_n_q && releases && length == 3'd3 && slot_q == 2'd1);
    cover (rst_n_q && releases && length == '0);
  end
endmodule

`default_nettype wire
