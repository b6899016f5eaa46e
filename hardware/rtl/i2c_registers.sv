// SPDX-License-Identifier: MIT
// I2C master for registers of 16 bits, as current sensors have them: one write or read at a time.
`default_nettype none

module i2c_registers #(
  parameter int unsigned BitCycles = 75,
  parameter logic [6:0]  Device = 7'h40
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  input  wire logic        start_i,
  input  wire logic        read_i,
  input  wire logic [7:0]  register_i,
  input  wire logic [15:0] data_i,
  // A byte that was read, for the time of a bit: the first of the register, or the second.
  output logic             valid_o,
  output logic             second_o,
  output logic      [7:0]  data_o,
  // One cycle; with nack_o the device did not acknowledge, and what was read means nothing.
  output logic             done_o,
  output logic             nack_o,
  // Open drain: pull low where 1.
  output logic             scl_low_o,
  output logic             sda_low_o,
  input  wire logic        sda_i
);
  // Low for three fifths of a bit: 1.5 us at 400 kHz, where the sensor wants 1.3 us.
  localparam int unsigned LowCycles = BitCycles * 3 / 10;
  localparam int unsigned HighCycles = (BitCycles - 2 * LowCycles) / 2;
  localparam int unsigned TimerWidth = $clog2(LowCycles + 2);
  // Of a phase, less 1, inverted.
  localparam logic [TimerWidth-1:0] Low = ~TimerWidth'(LowCycles - 1);
  localparam logic [TimerWidth-1:0] High = ~TimerWidth'(HighCycles - 1);

  typedef enum logic [2:0] {Idle, Start, Bits, Restart, Stop} state_e;
  state_e state_q;
  logic [1:0] phase_q;
  // Up to ones.
  logic [TimerWidth-1:0] left_q;
  logic [2:0] byte_q;
  logic [3:0] bit_q;
  logic sda_meta_q, sda_q, sampled_q;
  wire phase_over = &left_q;
  // What is added says what is loaded, too: so the choice takes no cells beside the adder.
  wire reloads = phase_over || state_q == Idle;
  wire acknowledge_bit = bit_q == 4'd8;
  // Bytes 3 and 4 of a read come from the device.
  wire receiving = read_i && (byte_q[2] || (&byte_q[1:0]));
  wire last_byte = byte_q == (read_i ? 3'd4 : 3'd3);

  assign valid_o = receiving && acknowledge_bit;
  assign second_o = last_byte;

  // A start loads its own byte, an acknowledgement the next one.
  wire [2:0] load = (state_q == Start) ? byte_q : byte_q + 3'd1;
  logic [7:0] next_byte;
  always_comb begin
    unique case (load)
      3'd0:    next_byte = {Device, 1'b0};
      3'd1:    next_byte = register_i;
      3'd2:    next_byte = read_i ? {Device, 1'b1} : data_i[15:8];
      default: next_byte = data_i[7:0];
    endcase
  end

  logic scl_low, sda_low, sda_low_q;
  always_comb begin
    // A start condition finds SCL high; all else has its low half first.
    scl_low = state_q != Idle && state_q != Start && !phase_q[1];
    sda_low = 1'b0;
    unique case (state_q)
      Start: sda_low = phase_q[1];
      Bits: begin
        if (acknowledge_bit) sda_low = receiving && !last_byte;
        else sda_low = !receiving && !data_o[7];
      end
      Stop: sda_low = 1'b1;
      default: ;
    endcase
  end

  always_ff @(posedge clk_i) begin
    // SDA one cycle behind SCL, so that it never changes before SCL has fallen.
    scl_low_o <= scl_low;
    {sda_low_o, sda_low_q} <= {sda_low_q, sda_low};
    sda_meta_q <= sda_i;
    sda_q <= sda_meta_q;
    done_o <= 1'b0;
    if (phase_over) phase_q <= phase_q + 2'd1;
    // The length of the phase that begins: low, low, high, high.
    left_q <= reloads ? ((state_q != Idle && (phase_q == 2'd1 || phase_q == 2'd2)) ? High : Low)
      : left_q + {TimerWidth{reloads}} + 1'b1;

    unique case (state_q)
      Idle: begin
        phase_q <= '0;
        byte_q <= '0;
        nack_o <= 1'b0;
        if (start_i) state_q <= Start;
      end
      Start: if (phase_over && phase_q == 2'd3) begin
        state_q <= Bits;
        bit_q <= '0;
        data_o <= next_byte;
      end
      Bits: begin
        if (phase_over && phase_q == 2'd2) begin
          sampled_q <= sda_q;
          if (acknowledge_bit && !receiving) nack_o <= sda_q;
        end
        if (phase_over && phase_q == 2'd3) begin
          bit_q <= bit_q + 4'd1;
          data_o <= {data_o[6:0], sampled_q};
          if (acknowledge_bit) begin
            bit_q <= '0;
            byte_q <= load;
            data_o <= next_byte;
            if (nack_o || last_byte) state_q <= Stop;
            else if (read_i && byte_q == 3'd1) state_q <= Restart;
          end
        end
      end
      Restart: if (phase_over && phase_q == 2'd3) state_q <= Start;
      default: if (phase_over && phase_q == 2'd3) begin
        state_q <= Idle;
        done_o <= 1'b1;
      end
    endcase
    if (!rst_ni) begin
      state_q <= Idle;
      scl_low_o <= 1'b0;
      sda_low_q <= 1'b0;
      sda_low_o <= 1'b0;
    end
  end
endmodule

`default_nettype wire
