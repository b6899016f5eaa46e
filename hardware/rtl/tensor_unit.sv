// SPDX-License-Identifier: MIT
// The tensor machine behind its commands.
`default_nettype none

module tensor_unit #(
  parameter bit Predict = 1'b1,
  parameter int unsigned Lanes = 4,
  localparam int unsigned AddressWidth = tensor_pkg::address_width(Lanes),
  localparam int unsigned IndexWidth = tensor_pkg::index_width(Lanes)
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  // A new session: the command under way and its reply are void. A program runs on.
  input  wire logic        void_ni,
  // Of the counter.
  input  wire logic [3:0]  phase_i,
  input  wire logic [7:0]  byte_i,
  // Payloads of commands, and of replies.
  input  wire logic        valid_i,
  input  wire logic [7:0]  data_i,
  input  wire logic        last_i,
  output logic             ready_o,
  output logic             valid_o,
  output logic      [7:0]  data_o,
  output logic             last_o,
  input  wire logic        ready_i,
  // MARK, as it passes.
  output logic             mark_o,
  output logic      [7:0]  mark_id_o
);
  logic run, running, ended, illegal;
  logic [IndexWidth-1:0] run_index, unused_index;
  logic memory_valid, memory_write, memory_ready;
  logic [AddressWidth-1:0] memory_address;
  logic [Lanes-1:0] memory_enable;
  logic [8*Lanes-1:0] memory_in, memory_out;
  logic exponent_write;
  logic [6:0] exponent_address;
  logic [15:0] exponent_in, exponent_out;

  command_unit #(.Lanes(Lanes)) u_commands (
    .clk_i,
    .rst_ni            (void_ni),
    .phase_i,
    .byte_i,
    .valid_i,
    .data_i,
    .last_i,
    .ready_o,
    .valid_o,
    .data_o,
    .last_o,
    .ready_i,
    .run_o             (run),
    .index_o           (run_index),
    .running_i         (running),
    .ended_i           (ended),
    .illegal_i         (illegal),
    .memory_valid_o    (memory_valid),
    .memory_write_o    (memory_write),
    .memory_address_o  (memory_address),
    .memory_enable_o   (memory_enable),
    .memory_data_o     (memory_in),
    .memory_ready_i    (memory_ready),
    .memory_data_i     (memory_out),
    .exponent_write_o  (exponent_write),
    .exponent_address_o(exponent_address),
    .exponent_data_o   (exponent_in),
    .exponent_data_i   (exponent_out)
  );

  tensor_machine #(
    .Predict(Predict),
    .Lanes  (Lanes)
  ) u_machine (
    .clk_i,
    .rst_ni,
    .run_i             (run),
    .index_i           (run_index),
    .running_o         (running),
    .ended_o           (ended),
    .illegal_o         (illegal),
    .index_o           (unused_index),
    .host_valid_i      (memory_valid),
    .host_write_i      (memory_write),
    .host_address_i    (memory_address),
    .host_enable_i     (memory_enable),
    .host_data_i       (memory_in),
    .host_ready_o      (memory_ready),
    .host_data_o       (memory_out),
    .exponent_write_i  (exponent_write),
    .exponent_address_i(exponent_address),
    .exponent_data_i   (exponent_in),
    .exponent_data_o   (exponent_out),
    .mark_o,
    .mark_id_o
  );
endmodule

`default_nettype wire
