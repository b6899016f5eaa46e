// SPDX-License-Identifier: MIT
// Commands of the host to the tensor machine (doc/isa.md, "Commands"): memory and exponent registers, programs.
`default_nettype none

module command_unit #(
  parameter int unsigned Lanes = 4,
  // Of a word, and of an int32.
  localparam int unsigned AddressWidth = tensor_pkg::address_width(Lanes),
  localparam int unsigned IndexWidth = tensor_pkg::index_width(Lanes),
  localparam int unsigned LaneWidth = $clog2(Lanes)
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  // Of the counter.
  input  wire logic [3:0]              phase_i,
  input  wire logic [7:0]              byte_i,
  // Payloads of commands, and of replies.
  input  wire logic                    valid_i,
  input  wire logic [7:0]              data_i,
  input  wire logic                    last_i,
  output logic                         ready_o,
  output logic                         valid_o,
  output logic      [7:0]              data_o,
  output logic                         last_o,
  input  wire logic                    ready_i,
  // The tensor machine.
  output logic                         run_o,
  output logic      [IndexWidth-1:0]   index_o,
  input  wire logic                    running_i,
  input  wire logic                    ended_i,
  input  wire logic                    illegal_i,
  output logic                         memory_valid_o,
  output logic                         memory_write_o,
  output logic      [AddressWidth-1:0] memory_address_o,
  output logic      [Lanes-1:0]        memory_enable_o,
  output logic      [8*Lanes-1:0]      memory_data_o,
  input  wire logic                    memory_ready_i,
  input  wire logic [8*Lanes-1:0]      memory_data_i,
  output logic                         exponent_write_o,
  output logic      [6:0]              exponent_address_o,
  output logic      [15:0]             exponent_data_o,
  input  wire logic [15:0]             exponent_data_i
);
  localparam logic [7:0] Write = 8'h01;
  localparam logic [7:0] Spread = 8'h02;
  localparam logic [7:0] Read = 8'h03;
  localparam logic [7:0] Run = 8'h06;
  localparam logic [7:0] Illegal = 8'h07;
  localparam logic [7:0] LongestRead = 8'd232;

  // A reply's byte is looked for, kept, given, and then it is gone: whoever takes it need not know what follows.
  typedef enum logic [1:0] {Find, Keep, Give, Gone} step_e;
  typedef enum logic [2:0] {Opcode, Header, Fill, Opening, Bytes, Skip} state_e;
  state_e state_q;
  step_e step_q;
  // Of T at once memory's word comes two cycles later.
  localparam bit AtOnce = tensor_pkg::at_once(Lanes);
  logic came;
  later #(.Later(AtOnce), .Cycles(2)) u_came (.clk_i, .bits_i(!AtOnce || step_q == Keep), .bits_o(came));

  // The low bits of a known one.
  logic [2:0] opcode_q;
  // How many bytes of its numbers have come, and the last of them.
  logic [2:0] bytes_q, header_last;
  // The lower one of two bytes.
  logic [7:0] byte_q;
  // A byte of memory, or an index of a program; it is a byte of the registers instead.
  localparam int unsigned AddressBits = AddressWidth + LaneWidth;
  logic [AddressBits-1:0] address_q;
  logic registers_q;
  // Bytes of a reply, counted up to ones.
  logic [7:0] left_q;
  // The byte that is there may be written; it was, in the last cycle: so neither is the port known where bytes come from, nor a byte at the port.
  logic fills_q, written_q;
  // A program that was started and whose end the host does not know yet.
  logic pending_q, ended_q, failed_q;
  // It has ended in this window of the counter; its cycle passes in the next one.
  logic stamps_q, stamped_q;
  logic [3:0] stamp_q;

  wire taken = valid_i && ready_o;
  // A program may run on after a new session began. Known a cycle later, as the first byte that asks for it comes two behind a run's last.
  logic busy;
  wire is_write = opcode_q == Write[2:0];
  wire is_read = opcode_q == Read[2:0];
  wire is_run = opcode_q == Run[2:0];
  // It fills; a byte of its header may come.
  logic fills, open_q;
  // Four bytes of an address; of a read the length, of a run the token.
  assign header_last = {is_read || is_run, !is_read, !is_read};
  wire complete = bytes_q == header_last;
  wire known = data_i == Write || data_i == Spread || data_i == Read || data_i == Run;
  // More bytes than a reply has room for: without the carries of a comparison.
  wire more = (&data_i[7:5]) && (data_i[4] || (data_i[3] && data_i[2:0] != '0));

  // Words behind the registers keep what replies begin with, of which at_q counts the bytes: the last four bytes of a
  // read's address or of a run's token, then the cycle of a program's end.
  localparam logic [3:0] AtFirst = 4'd6;
  // What opens a reply: its code, then these bytes. The end of a program is reported between commands, and before one that waits for it.
  wire holds = (state_q == Header && !fills) || (state_q == Fill && registers_q);
  // Known a cycle before, so that no byte is taken in between.
  logic reports;
  wire opens = reports || state_q == Opening;
  logic code_q;
  logic [3:0] at_q;
  // The address ends with byte 9, a cycle with 15.
  wire at_last = at_q[3] && at_q[0] && (!reports || (at_q[2] && at_q[1]));
  wire sends = opens || state_q == Bytes;
  wire sent = step_q == Gone;
  wire opened = opens && sent && !code_q && at_last;

  logic [7:0] found, kept_q;
  assign data_o = kept_q;
  wire [2:0] code = reports ? (failed_q ? Illegal[2:0] : Run[2:0]) : opcode_q;
  wire upper = opens ? at_q[0] : address_q[0];
  always_comb begin
    found = upper ? exponent_data_i[15:8] : exponent_data_i[7:0];
    if (opens && code_q) found = 8'(code);
    if (!opens && !registers_q) found = memory_data_i[8*address_q[LaneWidth-1:0]+:8];
  end

  always_comb begin
    unique case (state_q)
      Opcode:  ready_o = !reports;
      // What a program may change waits for its end.
      Header:  ready_o = open_q;
      Fill:    ready_o = registers_q ? !busy : written_q;
      Skip:    ready_o = 1'b1;
      default: ready_o = 1'b0;
    endcase
  end
  wire filling = data_i[2:0] == Write[2:0] || data_i[2:0] == Spread[2:0];
  assign valid_o = step_q == Give;
  wire last = opens ? !code_q && at_last && (reports || (&left_q)) : left_q == 8'hfe;

  wire reads = state_q == Bytes && step_q == Find;
  assign memory_write_o = state_q == Fill;
  assign memory_valid_o = fills_q || reads;
  assign memory_address_o = address_q[LaneWidth+:AddressWidth];
  assign memory_enable_o = is_write ? Lanes'(1) << address_q[LaneWidth-1:0] : '1;
  assign memory_data_o = is_write ? {Lanes{data_i}} : (8*Lanes)'(data_i);

  // What is added says what is loaded, too: so the choice takes no cells beside the adder.
  wire loads = state_q == Header;
  // Of a word, or of a byte.
  wire heads = loads && valid_i && open_q;
  wire steps = (state_q == Fill && taken) || (state_q == Bytes && sent);
  wire words = state_q == Fill && !is_write;
  wire [AddressBits-1:0] next_address = address_q + {{AddressWidth{loads}}, {LaneWidth{loads || words}}} + 1'b1;

  wire stamping = stamped_q && phase_i[2:1] != '0 && !phase_i[3];
  wire [2:0] kept = stamped_q ? {1'b1, phase_i[2:1]} : opens ? at_q[3:1] : {bytes_q[1], {2{!bytes_q[1]}}};
  assign exponent_address_o = (stamped_q || opens || state_q == Header) ? {4'b1000, kept} : {1'b0, address_q[6:1]};
  assign exponent_data_o = {stamped_q ? byte_i : data_i, byte_q};
  assign exponent_write_o = stamped_q ? stamping && phase_i[0]
    : taken && ((state_q == Header && !fills && bytes_q[0]) || (state_q == Fill && registers_q && address_q[0]));
  // A cycle later from a register: a byte of the link has a long way already.
  wire runs = heads && last_i && complete && is_run;
  assign index_o = address_q[IndexWidth-1:0];

  always_ff @(posedge clk_i) begin
    open_q <= (state_q == Opcode ? filling : fills) || !(pending_q || running_i);
    reports <= ended_q && ((state_q == Opcode && (reports || !valid_i)) || holds) && !opened && rst_ni;
    if (stamping) byte_q <= {byte_i[7:4], phase_i[2:0] == 3'd2 ? stamp_q : byte_i[3:0]};
    else if (taken && !stamped_q) byte_q <= data_i;
    unique case (step_q)
      Find:    if (sends && (!reads || memory_ready_i)) step_q <= Keep;
      Keep:    if (came) step_q <= Give;
      Give:    if (ready_i) step_q <= Gone;
      default: step_q <= Find;
    endcase
    if (step_q == Keep) {kept_q, last_o} <= {found, last};
    fills_q <= state_q == Fill && valid_i && !registers_q && !written_q && !(fills_q && memory_ready_i);
    written_q <= fills_q && memory_ready_i;
    if (!sends || opened) {code_q, at_q} <= {1'b1, AtFirst};
    else if (sent) begin
      code_q <= 1'b0;
      if (!code_q) at_q <= at_q + 4'd1;
    end
    unique case (state_q)
      Opcode: begin
        bytes_q <= '0;
        if (taken) begin
          opcode_q <= data_i[2:0];
          fills <= filling;
          if (!last_i) state_q <= known ? Header : Skip;
        end
      end
      Header: if (heads) begin
        bytes_q <= bytes_q + 3'd1;
        if (bytes_q == 3'd2) registers_q <= data_i[7];
        if (last_i) state_q <= (complete && is_read) ? Opening : Opcode;
        else if (complete) state_q <= fills ? Fill : Skip;
      end
      Fill: if (taken && last_i) state_q <= Opcode;
      Opening: if (opened) state_q <= (&left_q) ? Opcode : Bytes;
      Bytes: if (sent && last_o) state_q <= Opcode;
      default: if (taken && last_i) state_q <= Opcode;
    endcase
    for (int i = 0; i < AddressBits; i++) begin
      if (loads ? heads && bytes_q == 3'(i / 8) : steps) address_q[i] <= loads ? data_i[i%8] : next_address[i];
    end
    // In a header the last byte stays.
    left_q <= loads ? ~(more ? LongestRead : data_i) : left_q + {{7{loads}}, loads || (state_q == Bytes && sent)};
    busy <= pending_q || running_i;
    run_o <= runs;
    if (runs) pending_q <= 1'b1;
    if (ended_i || illegal_i) begin
      stamps_q <= pending_q;
      failed_q <= illegal_i;
      stamp_q <= phase_i;
    end
    if (&phase_i) begin
      stamps_q <= 1'b0;
      stamped_q <= stamps_q || ((ended_i || illegal_i) && pending_q);
    end else if (phase_i[3]) stamped_q <= 1'b0;
    if (stamped_q && phase_i[3]) ended_q <= 1'b1;
    if (reports && opened) begin
      pending_q <= 1'b0;
      ended_q <= 1'b0;
    end
    if (!rst_ni) begin
      state_q <= Opcode;
      step_q <= Find;
      run_o <= 1'b0;
      pending_q <= 1'b0;
      ended_q <= 1'b0;
      fills_q <= 1'b0;
      written_q <= 1'b0;
      stamps_q <= 1'b0;
      stamped_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
