// SPDX-License-Identifier: MIT
// A board without its pads and clocks: link, services, tensor machine, power samples.
`default_nettype none

module board #(
  parameter logic [127:0] Board = "",
  parameter logic [127:0] Build = '0,
  parameter int unsigned  ClockHz = 30_000_000,
  // T: 4 or 8; it forms T x T products a cycle.
  parameter int unsigned  Lanes = 4,
  parameter bit           Simulated = 1'b0,
  // Without it commands to the tensor machine are taken, and nothing answers.
  parameter bit           Tensor = 1'b1,
  // Without it there are neither samples nor records of markers: commands for them are taken, and nothing comes.
  parameter bit           Power = 1'b1,
  // Without it a MAC that predicts is illegal.
  parameter bit           Predict = 1'b1,
  // Frames that the link holds each way.
  parameter int unsigned  Slots = 4,
  // Of records that wait for the host, 16 each.
  parameter int unsigned  RecordBytes = 512,
  parameter int unsigned  DividerWidth = 6
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  // Bytes of the wire, and what the UART has to know.
  input  wire logic                    rx_valid_i,
  input  wire logic [7:0]              rx_data_i,
  output logic                         rx_ready_o,
  input  wire logic                    rx_break_i,
  output logic                         tx_valid_o,
  output logic      [7:0]              tx_data_o,
  input  wire logic                    tx_ready_i,
  input  wire logic                    tx_idle_i,
  output logic      [DividerWidth-1:0] divider_o,
  // INA226.
  output logic                         scl_low_o,
  output logic                         sda_low_o,
  input  wire logic                    sda_i,
  input  wire logic                    alert_ni,
  // Changes at each marker.
  output logic                         marker_o
);
  // A tick of about 4 ms.
  localparam int unsigned TickBits = $clog2(ClockHz / 250);
  localparam int unsigned PerSecond = ClockHz >> TickBits;
  logic [3:0] phase;
  logic [7:0] stamp_byte;
  logic tick, session_reset;
  logic void_n;
  assign void_n = rst_ni && !session_reset;

  window_counter #(.TickBits(TickBits)) u_windows (
    .clk_i,
    .rst_ni,
    .phase_o(phase),
    .byte_o (stamp_byte),
    .tick_o (tick)
  );

  logic command_valid, command_last, command_ready;
  logic [7:0] command_data;
  logic stream_valid, stream_last, stream_ready;
  logic [7:0] stream_data;
  logic tensor_valid, tensor_last, tensor_ready, reply_valid, reply_last, reply_ready;
  logic [7:0] tensor_data, reply_data;

  link #(
    .Board       (Board),
    .Build       (Build),
    .ClockHz     (ClockHz),
    .Products    (Tensor ? Lanes * Lanes : 0),
    .MemoryBytes (Tensor ? tensor_pkg::memory_bytes(Lanes) : 0),
    .Simulated   (Simulated),
    .Slots       (Slots),
    .TickCycles  (1 << TickBits),
    .DividerWidth(DividerWidth)
  ) u_link (
    .clk_i,
    .rst_ni,
    .phase_i        (phase),
    .byte_i         (stamp_byte),
    .tick_i         (tick),
    .rx_valid_i,
    .rx_data_i,
    .rx_ready_o,
    .rx_break_i,
    .tx_valid_o,
    .tx_data_o,
    .tx_ready_i,
    .tx_idle_i,
    .divider_o,
    .session_reset_o(session_reset),
    .command_valid_o(command_valid),
    .command_data_o (command_data),
    .command_last_o (command_last),
    .command_ready_i(command_ready),
    .stream_valid_i (stream_valid),
    .stream_data_i  (stream_data),
    .stream_last_i  (stream_last),
    .stream_ready_o (stream_ready),
    .reply_valid_i  (reply_valid),
    .reply_data_i   (reply_data),
    .reply_last_i   (reply_last),
    .reply_ready_o  (reply_ready)
  );

  logic sampling, marker_valid, marker_ready, mark;
  logic [15:0] marker_id;
  logic [7:0] mark_id;

  if (Power) begin : g_services
    services u_services (
      .clk_i,
      .rst_ni        (void_n),
      .valid_i       (command_valid),
      .data_i        (command_data),
      .last_i        (command_last),
      .ready_o       (command_ready),
      .valid_o       (tensor_valid),
      .data_o        (tensor_data),
      .last_o        (tensor_last),
      .ready_i       (tensor_ready),
      .sampling_o    (sampling),
      .marker_valid_o(marker_valid),
      .marker_id_o   (marker_id),
      .marker_ready_i(marker_ready)
    );
  end else begin : g_all_tensor
    assign {tensor_valid, tensor_data, tensor_last} = {command_valid, command_data, command_last};
    assign command_ready = tensor_ready;
    assign {sampling, marker_valid, marker_id} = '0;
  end

  if (Tensor) begin : g_tensor
    tensor_unit #(
      .Predict(Predict),
      .Lanes  (Lanes)
    ) u_tensor (
      .clk_i,
      .rst_ni,
      .void_ni  (void_n),
      .phase_i  (phase),
      .byte_i   (stamp_byte),
      .valid_i  (tensor_valid),
      .data_i   (tensor_data),
      .last_i   (tensor_last),
      .ready_o  (tensor_ready),
      .valid_o  (reply_valid),
      .data_o   (reply_data),
      .last_o   (reply_last),
      .ready_i  (reply_ready),
      .mark_o   (mark),
      .mark_id_o(mark_id)
    );
  end else begin : g_none
    logic unused_tensor;
    assign unused_tensor = ^{tensor_valid, tensor_data, tensor_last, reply_ready};
    assign tensor_ready = 1'b1;
    assign {reply_valid, reply_data, reply_last, mark, mark_id} = '0;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) marker_o <= 1'b0;
    else if (mark || (marker_valid && marker_ready)) marker_o <= !marker_o;
  end

  if (Power) begin : g_power
    localparam int unsigned Records = RecordBytes / 16;
    localparam int unsigned Width = $clog2(Records);
    logic sample, whole, fault, word_valid;
    logic [1:0] word_at;
    logic [7:0] word;

    ina226_poller #(
      .ClockHz     (ClockHz),
      .TimeoutTicks(PerSecond / 20)
    ) u_poller (
      .clk_i,
      .rst_ni,
      .tick_i      (tick),
      .scl_low_o,
      .sda_low_o,
      .sda_i,
      .alert_ni,
      .sample_o    (sample),
      .whole_o     (whole),
      .fault_o     (fault),
      .word_valid_o(word_valid),
      .word_at_o   (word_at),
      .word_o      (word)
    );

    logic record_write;
    logic [Width:0] record_begin, record_end;
    logic [Width+3:0] record_address;
    logic [7:0] record_data;

    record_writer #(.Records(Records)) u_writer (
      .clk_i,
      .rst_ni        (void_n),
      .enable_i      (sampling),
      .phase_i       (phase),
      .byte_i        (stamp_byte),
      .sample_i      (sample),
      .word_valid_i  (word_valid),
      .word_at_i     (word_at),
      .word_i        (word),
      .whole_i       (whole),
      .fault_i       (fault),
      .mark_i        (mark),
      .mark_id_i     (mark_id),
      .marker_valid_i(marker_valid),
      .marker_id_i   (marker_id),
      .marker_ready_o(marker_ready),
      .begin_i       (record_begin),
      .end_o         (record_end),
      .write_o       (record_write),
      .address_o     (record_address),
      .data_o        (record_data)
    );

    record_stream #(.Records(Records)) u_records (
      .clk_i,
      .rst_ni   (void_n),
      .tick_i   (tick),
      .write_i  (record_write),
      .address_i(record_address),
      .data_i   (record_data),
      .begin_o  (record_begin),
      .end_i    (record_end),
      .valid_o  (stream_valid),
      .data_o   (stream_data),
      .last_o   (stream_last),
      .ready_i  (stream_ready)
    );
  end else begin : g_unpowered
    logic unused_power;
    assign unused_power = ^{sampling, marker_id, mark_id, stream_ready, sda_i, alert_ni};
    assign marker_ready = 1'b1;
    assign {scl_low_o, sda_low_o, stream_valid, stream_data, stream_last} = '0;
  end
endmodule

`default_nettype wire
