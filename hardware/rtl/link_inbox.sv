// SPDX-License-Identifier: MIT
// Payloads of received frames, oldest first, as a stream; frees the slot behind the last byte.
`default_nettype none

module link_inbox #(
  parameter int unsigned Slots = 4,
  localparam int unsigned SlotWidth = $clog2(Slots)
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  input  wire logic                    held_valid_i,
  input  wire logic [SlotWidth-1:0]    held_slot_i,
  output logic                         release_o,
  output logic      [SlotWidth+7:0]    read_address_o,
  input  wire logic [7:0]              read_data_i,
  output logic                         valid_o,
  // Of a command, of a test frame; what it has of other kinds is for nobody.
  output logic                         command_o,
  output logic                         test_o,
  output logic      [7:0]              data_o,
  output logic                         last_o,
  // The payload is empty: the only beat carries no byte.
  output logic                         none_o,
  input  wire logic                    ready_i
);
  // A byte is read in the cycle before it is shown: first the length, then the kind, behind it.
  typedef enum logic [1:0] {Idle, Length, Kind, Give} state_e;
  state_e state_q;
  // How many are left, counted up to ones.
  logic [7:0] at_q, left_q;
  // A byte was taken in the last cycle: whoever takes it has a long way already.
  logic given_q;
  wire lengths = state_q == Length;
  wire given = valid_o && ready_i;

  assign data_o = read_data_i;
  assign last_o = &left_q[7:1];
  assign release_o = given_q && last_o;
  assign read_address_o = {held_slot_i, at_q};

  always_ff @(posedge clk_i) begin
    given_q <= given;
    valid_o <= state_q == Kind || (state_q == Give && !given && !given_q);
    unique case (state_q)
      Idle: if (held_valid_i) state_q <= Length;
      Length: state_q <= Kind;
      Kind: begin
        // Only kinds 1 to 3 are held; a command without bytes is none.
        command_o <= !read_data_i[1] && !(&left_q);
        test_o <= read_data_i[1] && read_data_i[0];
        none_o <= &left_q;
        state_q <= Give;
      end
      Give: if (release_o) state_q <= Idle;
    endcase
    // What is added says what is loaded, too: so the choice takes no cells beside the adder.
    left_q <= lengths ? ~read_data_i : left_q + {{7{lengths}}, lengths || given_q};
    // Over the header, or by a byte.
    at_q <= at_q + {5'b0, lengths, 1'b0, state_q == Idle || given_q};
    if (!rst_ni || (state_q == Idle && !held_valid_i) || release_o) at_q <= link_pkg::ReceivedLengthAt;
    if (!rst_ni) begin
      state_q <= Idle;
      valid_o <= 1'b0;
      given_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
