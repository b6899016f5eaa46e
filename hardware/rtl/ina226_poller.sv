// SPDX-License-Identifier: MIT
// Reads an INA226 at each conversion: raw shunt and bus registers, stamped when its alert pin falls.
`default_nettype none

module ina226_poller #(
  parameter int unsigned ClockHz = 30_000_000,
  parameter int unsigned I2cHz = 400_000,
  parameter logic [6:0]  Device = 7'h40,
  // No average, shunt 1.1 ms, bus 140 us, continuous: the shunt is seen for 89 % of the time.
  parameter logic [15:0] Config = 16'h4027,
  // Without a conversion for so long, or after a fault, the sensor is set up anew.
  parameter int unsigned TimeoutTicks = 11
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  input  wire logic        tick_i,
  output logic             scl_low_o,
  output logic             sda_low_o,
  input  wire logic        sda_i,
  input  wire logic        alert_ni,
  // One cycle each: a conversion is ready; its words have been read; there are none.
  output logic             sample_o,
  output logic             whole_o,
  output logic             fault_o,
  // A byte of its words, for a bit of I2C, and its place: shunt and bus, low bytes first.
  output logic             word_valid_o,
  output logic [1:0]       word_at_o,
  output logic [7:0]       word_o
);
  localparam logic [7:0] ConfigRegister = 8'h00;
  localparam logic [7:0] ShuntRegister = 8'h01;
  localparam logic [7:0] BusRegister = 8'h02;
  localparam logic [7:0] MaskRegister = 8'h06;
  localparam logic [15:0] ConversionReady = 16'h0400;
  localparam int unsigned TimerWidth = $clog2(TimeoutTicks + 1);

  typedef enum logic [2:0] {Pause, SetConfig, SetMask, Await, Shunt, Bus, Clear} state_e;
  state_e state_q;
  logic [TimerWidth-1:0] left_q;
  logic [1:0] alert_q;
  logic start_q, done, nack, received, second;
  logic [7:0] register;
  logic [15:0] write_data;
  wire timeout = left_q == '0;

  always_comb begin
    write_data = Config;
    unique case (state_q)
      SetMask: begin
        register = MaskRegister;
        write_data = ConversionReady;
      end
      Shunt:   register = ShuntRegister;
      Bus:     register = BusRegister;
      Clear:   register = MaskRegister;
      default: register = ConfigRegister;
    endcase
  end

  i2c_registers #(.BitCycles(ClockHz / I2cHz), .Device(Device)) u_i2c (
    .clk_i,
    .rst_ni,
    .start_i   (start_q),
    .read_i    (state_q == Shunt || state_q == Bus || state_q == Clear),
    .register_i(register),
    .data_i    (write_data),
    .done_o    (done),
    .nack_o    (nack),
    .valid_o   (received),
    .second_o  (second),
    .data_o    (word_o),
    .scl_low_o,
    .sda_low_o,
    .sda_i
  );

  assign word_valid_o = received && state_q != Clear;
  assign word_at_o = {state_q == Bus, !second};

  always_ff @(posedge clk_i) begin
    alert_q <= {alert_q[0], !alert_ni};
    sample_o <= 1'b0;
    whole_o <= 1'b0;
    fault_o <= 1'b0;
    start_q <= 1'b0;
    if (tick_i && !timeout) left_q <= left_q - 1'b1;

    unique case (state_q)
      Pause: if (timeout) begin
        state_q <= SetConfig;
        start_q <= 1'b1;
      end
      SetConfig: if (done) begin
        state_q <= SetMask;
        start_q <= 1'b1;
      end
      SetMask: if (done) begin
        state_q <= Await;
        left_q <= TimerWidth'(TimeoutTicks);
      end
      Await: begin
        if (alert_q[1]) begin
          state_q <= Shunt;
          start_q <= 1'b1;
          sample_o <= 1'b1;
        end else if (timeout) begin
          state_q <= Pause;
          fault_o <= 1'b1;
          left_q <= TimerWidth'(TimeoutTicks);
        end
      end
      Shunt: if (done) begin
        state_q <= Bus;
        start_q <= 1'b1;
      end
      Bus: if (done) begin
        state_q <= Clear;
        start_q <= 1'b1;
      end
      // Reading the mask releases the pin.
      default: if (done) begin
        state_q <= Await;
        left_q <= TimerWidth'(TimeoutTicks);
        whole_o <= !nack;
      end
    endcase

    if (done && nack) begin
      state_q <= Pause;
      start_q <= 1'b0;
      left_q <= TimerWidth'(TimeoutTicks);
      fault_o <= 1'b1;
    end
    if (!rst_ni) begin
      state_q <= Pause;
      left_q <= TimerWidth'(TimeoutTicks);
      alert_q <= '0;
    end
  end
endmodule

`default_nettype wire
