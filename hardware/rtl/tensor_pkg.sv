// SPDX-License-Identifier: MIT
// Numbers of the tensor machine: see doc/isa.md.
`default_nettype none

package tensor_pkg;
  localparam logic [7:0] OpEnd = 8'h00;
  localparam logic [7:0] OpMark = 8'h01;
  localparam logic [7:0] OpSeed = 8'h02;
  localparam logic [7:0] OpExponent = 8'h03;
  localparam logic [7:0] OpJump = 8'h04;
  localparam logic [7:0] OpMac = 8'h10;
  localparam logic [7:0] OpRequantise = 8'h11;
  localparam logic [7:0] OpUpdate = 8'h12;

  // Sizes of a machine of T lanes: 4 on the UP5K, 8 on the ECP5.
  function automatic int unsigned memory_bytes(input int unsigned lanes);
    memory_bytes = (lanes == 8) ? 262_144 : 131_072;
  endfunction
  // Bits of a word's address, and of an int32's index.
  function automatic int unsigned address_width(input int unsigned lanes);
    address_width = $clog2(memory_bytes(lanes) / lanes);
  endfunction
  function automatic int unsigned index_width(input int unsigned lanes);
    index_width = $clog2(memory_bytes(lanes) / 4);
  endfunction
  function automatic int unsigned a_bytes(input int unsigned lanes);
    a_bytes = (lanes == 8) ? 2048 : 512;
  endfunction
  // Of them, how many of one lane are written at once into the block RAM that holds as many as a lane: the UP5K has one for each.
  function automatic int unsigned a_write_bytes(input int unsigned lanes);
    a_write_bytes = (lanes == 8) ? 8 : 2;
  endfunction
  function automatic int unsigned most_groups(input int unsigned lanes);
    most_groups = (lanes == 8) ? 8 : 16;
  endfunction
  // Of one half of a B lane.
  localparam int unsigned BBytes = 512;
  // All sums of a pass leave the array at once, and T results are requantised at once.
  function automatic bit at_once(input int unsigned lanes);
    at_once = lanes > 4;
  endfunction
  // Cycles from a read to its word: where memory has many block RAMs, its address stands in a register before them.
  function automatic int unsigned read_cycles(input int unsigned lanes);
    read_cycles = at_once(lanes) ? 2 : 1;
  endfunction
  // Cycles from a word that is read for a drain's column to the first result that it is added to.
  localparam int unsigned Waits = 4;
  // Cycles from a drain's token to its turn at memory's port. A total is there after 7: what T at once are added to is written a cycle after its turn.
  function automatic int unsigned port_stage(input int unsigned lanes);
    port_stage = at_once(lanes) ? 6 : 7;
  endfunction

  // The generator of doc/numerics.md: the state after this one.
  function automatic logic [31:0] next_state(input logic [31:0] state);
    next_state = {state[6:0], state[31:7]} ^ {11'b0, state[30:10]};
  endfunction
  // Each of its bits is an exclusive or of bits: of those that its transpose leads to from there, so many states on.
  function automatic logic [31:0] state_taps(input int unsigned place, input int unsigned states);
    state_taps = 32'd1 << place;
    for (int unsigned i = 0; i < states; i++) begin
      state_taps = {state_taps[24:0], state_taps[31:25]} ^ {1'b0, state_taps[20:0], 10'b0};
    end
  endfunction

  // Bits of K - 1, of a loop's count - 1, of coordinates and their jumps.
  localparam int unsigned DepthBits = 9;
  localparam int unsigned CountBits = 12;
  localparam int unsigned PlaceBits = 10;

  // Of an exponent, below the significant bits in a register of 16.
  localparam int unsigned ExponentBits = 11;

  // A token is what a drain does in a cycle: its kind below, then bits. All but TokenHigh have memory's port.
  localparam logic [2:0] TokenNone = 3'd0;
  localparam logic [2:0] TokenHigh = 3'd1;
  localparam logic [2:0] TokenResidualHigh = 3'd2;
  localparam logic [2:0] TokenResidualLow = 3'd3;
  localparam logic [2:0] TokenMask = 3'd4;
  localparam logic [2:0] TokenWait = 3'd5;
  localparam logic [2:0] TokenResult = 3'd6;
  localparam logic [2:0] TokenWrite = 3'd7;
  localparam int unsigned TokenBits = 6;
  // The last of a column, of a drain; of the last group.
  localparam int unsigned TokenColumnLast = 3;
  localparam int unsigned TokenLast = 4;
  localparam int unsigned TokenLastGroup = 5;

  // What is rounded: a sum or a word, whichever is looked at; the weight or residual whose turn it is, or a step, both 15 bits up.
  localparam logic [1:0] ValueSum = 2'd0;
  localparam logic [1:0] ValueWeight = 2'd1;
  localparam logic [1:0] ValueWord = 2'd2;
  localparam logic [1:0] ValueStep = 2'd3;
  // What the rounded value is added to: a sum or a word, whichever is looked at; a weight and 128; 0.
  localparam logic [1:0] LeftSum = 2'd0;
  localparam logic [1:0] LeftWord = 2'd1;
  localparam logic [1:0] LeftWeight = 2'd2;
  localparam logic [1:0] LeftZero = 2'd3;
endpackage

`default_nettype wire
