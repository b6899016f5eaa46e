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
  // A marker stays, its second byte with the command, until it is taken.
  output logic            marker_valid_o,
  output logic     [15:0] marker_id_o,
  input  wire logic       marker_ready_i
);
  localparam logic [7:0] Sampling = 8'hf0;
  localparam logic [7:0] Marker = 8'hf1;

  // What a command is, is found a cycle before its opcode is taken: a byte of the link has a long way already.
  typedef enum logic [2:0] {Opcode, Sampler, Sample, Marking, Low, High, Rest, Other} state_e;
  state_e state_q;
  logic [7:0] low_q;
  wire taken = valid_i && ready_o;

  assign ready_o = (state_q == High) ? marker_ready_i : (state_q == Other) ? ready_i : state_q != Opcode;
  assign valid_o = valid_i && state_q == Other;
  assign data_o = data_i;
  assign last_o = last_i;
  assign marker_valid_o = valid_i && state_q == High;
  assign marker_id_o = {data_i, low_q};

  always_ff @(posedge clk_i) begin
    if (state_q == Low) low_q <= data_i;
    if (valid_i && state_q == Opcode) state_q <= (data_i == Sampling) ? Sampler : (data_i == Marker) ? Marking : Other;
    if (valid_i && state_q == Sample) sampling_o <= data_i[0];
    if (taken) begin
      unique case (state_q)
        Sampler: state_q <= Sample;
        Marking: state_q <= Low;
        Low:     state_q <= High;
        Other:   ;
        default: state_q <= Rest;
      endcase
      if (last_i) state_q <= Opcode;
    end
    if (!rst_ni) begin
      state_q <= Opcode;
      sampling_o <= 1'b0;
    end
  end
endmodule

`default_nettype wire
