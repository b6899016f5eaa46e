// SPDX-License-Identifier: MIT
// Commands of the host to the tensor machine (doc/isa.md, "Commands"): memory, exponent registers, programs.
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
  input  wire logic [IndexWidth-1:0]   index_i,
  output logic                         memory_valid_o,
  output logic                         memory_write_o,
  output logic      [AddressWidth-1:0] memory_address_o,
  output logic      [Lanes-1:0]        memory_enable_o,
  output logic      [8*Lanes-1:0]      memory_data_o,
  input  wire logic                    memory_ready_i,
  input  wire logic [8*Lanes-1:0]      memory_data_i,
  output logic                         exponent_write_o,
  output logic      [7:0]              exponent_address_o,
  output logic      [15:0]             exponent_data_o,
  input  wire logic [15:0]             exponent_data_i
);
  localparam logic [7:0] Write = 8'h01;
  localparam logic [7:0] Spread = 8'h02;
  localparam logic [7:0] Read = 8'h03;
  localparam logic [7:0] Set = 8'h04;
  localparam logic [7:0] Get = 8'h05;
  localparam logic [7:0] Run = 8'h06;
  localparam logic [7:0] Illegal = 8'h07;
  localparam logic [7:0] LongestRead = 8'd232;
  // Parts of an exponent register.
  localparam logic [1:0] LastPart = 2'd2;

  typedef enum logic [3:0] {
    Opcode, Header, Fill, Assign, Act, Opening, ReadWord, ReadByte, GetPart, GetLow, GetHigh, Skip
  } state_e;
  state_e state_q;

  // The low bits of a known one.
  logic [2:0] opcode_q;
  // How many bytes of its numbers have come, and the last of them.
  logic [2:0] bytes_q, header_last;
  logic [7:0] byte_q;
  // A byte of memory, or an index of a program.
  logic [AddressWidth+LaneWidth-1:0] address_q;
  logic [7:0] left_q;
  // Register and part.
  logic [7:0] part_q;
  // A program that was started and whose end the host does not know yet.
  logic pending_q, ended_q, failed_q;
  // Its token, and its end above it; they leave byte by byte. A command to run one waits before its numbers for the one before.
  logic [79:0] report_q;
  // The stamp comes in the window behind that of the end, but for its lowest bits: the phase that the end had.
  logic due_q, stamps_q;
  wire ends = (ended_i || illegal_i) && pending_q;
  wire stamps = stamps_q && phase_i[3:1] != '0 && !phase_i[3];

  wire taken = valid_i && ready_o;
  wire sent = valid_o && ready_i;
  // A program may run on after a new session began.
  wire busy = pending_q || running_i;
  wire is_write = opcode_q == Write[2:0];
  wire is_read = opcode_q == Read[2:0];
  wire complete = bytes_q == header_last;
  wire part_last = part_q[1:0] == LastPart;
  wire [7:0] part_d = part_q + (part_last ? 8'd2 : 8'd1);

  always_comb begin
    unique case (opcode_q)
      Write[2:0], Spread[2:0]: header_last = 3'd3;
      Read[2:0]:     header_last = 3'd5;
      Set[2:0]:      header_last = 3'd0;
      Get[2:0]:      header_last = 3'd1;
      default:       header_last = 3'd7;
    endcase
  end

  // What opens a reply: 3 and address, 5 and register; 6, token, cycle, or 7, token, index.
  logic [3:0] at_q, at_last;
  logic [7:0] opening;
  wire is_run = opcode_q == Run[2:0];
  // The end of a program is reported between commands, and before one that waits for it.
  wire reports = ended_q && (state_q == Opcode || state_q == Act || state_q == Assign || (state_q == Header && is_run));
  // Where it ended of itself, its cycle is in the report; else the machine keeps the index.
  logic [7:0] index_byte;
  always_comb begin
    unique case (at_q)
      4'd5:    index_byte = index_i[7:0];
      4'd6:    index_byte = 8'(index_i[IndexWidth-1:8]);
      default: index_byte = '0;
    endcase
  end
  always_comb begin
    if (reports) begin
      at_last = failed_q ? 4'd8 : 4'd10;
      opening = (at_q == '0) ? (failed_q ? Illegal : Run) : (failed_q && at_q > 4'd4) ? index_byte : report_q[7:0];
    end else if (is_read) begin
      at_last = 4'd4;
      unique case (at_q[2:0])
        3'd0:    opening = Read;
        3'd1:    opening = address_q[7:0];
        3'd2:    opening = address_q[15:8];
        3'd3:    opening = 8'(address_q[AddressWidth+LaneWidth-1:16]);
        default: opening = '0;
      endcase
    end else begin
      at_last = 4'd1;
      opening = at_q[0] ? {2'b0, part_q[7:2]} : Get;
    end
  end
  wire opens = reports || state_q == Opening;
  wire tells = reports && sent && at_q != '0;
  wire opened = opens && sent && at_q == at_last;

  // Memory's output is there for one cycle.
  logic fresh_q;
  logic [7:0] kept_q;
  wire [7:0] read_byte = fresh_q ? memory_data_i[8*address_q[LaneWidth-1:0]+:8] : kept_q;

  always_comb begin
    unique case (state_q)
      Opcode:       ready_o = !reports;
      Header:       ready_o = !(is_run && busy);
      Skip:         ready_o = 1'b1;
      Fill:         ready_o = memory_ready_i;
      Assign:       ready_o = !busy;
      default:      ready_o = 1'b0;
    endcase
    unique case (state_q)
      ReadByte: data_o = read_byte;
      GetLow:   data_o = exponent_data_i[7:0];
      GetHigh:  data_o = exponent_data_i[15:8];
      default:  data_o = opening;
    endcase
  end
  assign valid_o = opens || state_q == ReadByte || state_q == GetLow || state_q == GetHigh;
  assign last_o = opens ? at_q == at_last && (reports || left_q == '0)
    : left_q == 8'd1 && (state_q == ReadByte || (state_q == GetHigh && part_last));

  assign memory_write_o = state_q == Fill;
  assign memory_valid_o = (state_q == Fill && valid_i) || state_q == ReadWord;
  assign memory_address_o = address_q[LaneWidth+:AddressWidth];
  assign memory_enable_o = is_write ? Lanes'(1) << address_q[LaneWidth-1:0] : '1;
  assign memory_data_o = is_write ? {Lanes{data_i}} : (8*Lanes)'(data_i);
  assign exponent_address_o = part_q;
  assign exponent_data_o = {data_i, byte_q};
  assign exponent_write_o = state_q == Assign && taken && bytes_q[0];
  assign run_o = state_q == Act && is_run && !busy;
  assign index_o = address_q[IndexWidth-1:0];

  always_ff @(posedge clk_i) begin
    fresh_q <= state_q == ReadWord;
    kept_q <= read_byte;
    if (taken) begin
      byte_q <= data_i;
      bytes_q <= bytes_q + 3'd1;
    end
    if (opens && sent) at_q <= (at_q == at_last) ? '0 : at_q + 4'd1;
    unique case (state_q)
      Opcode: begin
        bytes_q <= '0;
        if (taken) begin
          opcode_q <= data_i[2:0];
          if (!last_i) state_q <= (data_i >= Write && data_i <= Run) ? Header : Skip;
        end
      end
      Header: if (taken) begin
        if (bytes_q == 3'd0) address_q[7:0] <= data_i;
        if (bytes_q == 3'd1) address_q[15:8] <= data_i;
        if (bytes_q == 3'd2) address_q[AddressWidth+LaneWidth-1:16] <= data_i[AddressWidth+LaneWidth-17:0];
        if (is_run && bytes_q[2]) report_q[31:0] <= {data_i, report_q[31:8]};
        if (bytes_q == '0) part_q <= {data_i[5:0], 2'b0};
        // Bytes of memory, or registers.
        if (is_read && complete) begin
          if (data_i != '0 || left_q > LongestRead) left_q <= LongestRead;
        end else left_q <= data_i;
        if (complete) bytes_q <= '0;
        if (last_i) state_q <= (complete && (is_read || opcode_q == Get[2:0] || is_run)) ? Act : Opcode;
        else if (complete) state_q <= (is_write || opcode_q == Spread[2:0]) ? Fill : (opcode_q == Set[2:0]) ? Assign : Skip;
      end
      Fill: if (taken) begin
        address_q <= address_q + (is_write ? (AddressWidth+LaneWidth)'(1) : (AddressWidth+LaneWidth)'(Lanes));
        if (last_i) state_q <= Opcode;
      end
      Assign: if (taken) begin
        if (bytes_q[0]) part_q <= part_d;
        if (last_i) state_q <= Opcode;
      end
      Act: if (!busy) state_q <= is_run ? Opcode : Opening;
      Opening: if (opened) state_q <= (left_q == '0) ? Opcode : is_read ? ReadWord : GetPart;
      ReadWord: if (memory_ready_i) state_q <= ReadByte;
      ReadByte: if (sent) begin
        address_q <= address_q + 1'b1;
        left_q <= left_q - 8'd1;
        state_q <= last_o ? Opcode : ReadWord;
      end
      GetPart: state_q <= GetLow;
      GetLow: if (sent) state_q <= GetHigh;
      GetHigh: if (sent) begin
        part_q <= part_d;
        if (part_last) left_q <= left_q - 8'd1;
        state_q <= last_o ? Opcode : GetPart;
      end
      default: if (taken && last_i) state_q <= Opcode;
    endcase
    if (run_o) pending_q <= 1'b1;
    if (ends) begin
      due_q <= 1'b1;
      failed_q <= illegal_i;
    end
    if (&phase_i) begin
      due_q <= 1'b0;
      stamps_q <= due_q || ends;
      if (stamps_q) ended_q <= 1'b1;
    end
    if (tells) report_q[31:0] <= report_q[39:8];
    if (stamps || tells) {report_q[79:76], report_q[71:32]} <= {byte_i[7:4], report_q[79:40]};
    if (ends || (stamps && phase_i != 4'd2) || tells) report_q[75:72] <= ends ? phase_i : byte_i[3:0];
    if (reports && opened) begin
      pending_q <= 1'b0;
      ended_q <= 1'b0;
    end
    if (!rst_ni) begin
      state_q <= Opcode;
      at_q <= '0;
      pending_q <= 1'b0;
      due_q <= 1'b0;
      stamps_q <= 1'b0;
      ended_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
