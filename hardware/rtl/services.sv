// SPDX-License-Identifier: MIT
// Commands that need no tensors: power samples on and off, markers. All others go on to the sequencer.
`default_nettype none

module services (
  input  wire logic       clk_i,
  input  wire logic       rst_ni,
  input  wire logic       valid_i,
  input  wire logic [7:0] data_i,
  input  wire logic       last_i,
  output logic            ready_o,
  // Commands of the sequencer, opcode and all.
  output logic            valid_o,
  output logic      [7:0] data_o,
  output logic            last_o,
  input  wire logic       ready_i,
  output logic            sampling_o,
  // A marker stays until it is taken, and commands wait.
  output logic            marker_valid_o,
  output logic     [15:0] marker_id_o,
  input  wire logic       marker_ready_i
);
  localparam logic [7:0] Sampling = 8'hf0;
  localparam logic [7:0] Marker = 8'hf1;

  typedef enum logic [1:0] {Opcode, Own, Other} state_e;
  state_e state_q;
  logic is_marker_q;
  wire own = (state_q == Opcode) ? data_i == Sampling || data_i == Marker : state_q == Own;
  wire taken = valid_i && ready_o;

  assign ready_o = !marker_valid_o && (own || ready_i);
  assign valid_o = valid_i && !own && !marker_valid_o;
  assign data_o = data_i;
  assign last_o = last_i;

  always_ff @(posedge clk_i) begin
    if (marker_ready_i) marker_valid_o <= 1'b0;
    if (taken) begin
      if (state_q == Opcode) is_marker_q <= data_i == Marker;
      if (last_i) state_q <= Opcode;
      else state_q <= own ? Own : Other;
      if (state_q == Own) begin
        marker_id_o <= {data_i, marker_id_o[15:8]};
        if (last_i && is_marker_q) marker_valid_o <= 1'b1;
        if (last_i && !is_marker_q) sampling_o <= data_i[0];
      end
    end
    if (!rst_ni) begin
      state_q <= Opcode;
      sampling_o <= 1'b0;
      marker_valid_o <= 1'b0;
    end
  end
endmodule

`default_nettype wire
