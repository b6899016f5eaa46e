// SPDX-License-Identifier: MIT
// Ports of the iCE40 cells that the top uses, for lint alone: synthesis knows the cells themselves.
`default_nettype none
// Waived: empty modules use nothing of what they declare, and two cells stand in one file on purpose.
/* verilator lint_off UNUSEDPARAM */
/* verilator lint_off UNUSEDSIGNAL */
/* verilator lint_off UNDRIVEN */
/* verilator lint_off DECLFILENAME */

module SB_PLL40_PAD #(
  parameter FEEDBACK_PATH = "SIMPLE",
  parameter logic [3:0] DIVR = '0,
  parameter logic [6:0] DIVF = '0,
  parameter logic [2:0] DIVQ = '0,
  parameter logic [2:0] FILTER_RANGE = '0
) (
  input  wire logic PACKAGEPIN,
  output wire logic PLLOUTGLOBAL,
  output wire logic LOCK,
  input  wire logic RESETB,
  input  wire logic BYPASS
);
endmodule

module SB_IO #(
  parameter logic [5:0] PIN_TYPE = '0,
  parameter bit         PULLUP = 1'b0
) (
  inout  wire       PACKAGE_PIN,
  input  wire logic OUTPUT_ENABLE,
  input  wire logic D_OUT_0,
  output wire logic D_IN_0
);
endmodule

`default_nettype wire
