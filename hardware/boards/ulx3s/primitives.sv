// SPDX-License-Identifier: MIT
// Ports of the ECP5 cells that the top uses, for lint alone: synthesis knows the cells themselves.
`default_nettype none
// Waived: empty modules use nothing of what they declare, and two cells stand in one file on purpose.
/* verilator lint_off UNUSEDPARAM */
/* verilator lint_off UNUSEDSIGNAL */
/* verilator lint_off UNDRIVEN */
/* verilator lint_off DECLFILENAME */

module EHXPLLL #(
  parameter int CLKI_DIV = 1,
  parameter int CLKFB_DIV = 1,
  parameter int CLKOP_DIV = 8,
  parameter int CLKOP_CPHASE = 0,
  parameter CLKOP_ENABLE = "ENABLED",
  parameter FEEDBK_PATH = "CLKOP"
) (
  input  wire logic CLKI,
  input  wire logic CLKFB,
  output wire logic CLKOP,
  output wire logic LOCK,
  input  wire logic RST,
  input  wire logic STDBY,
  input  wire logic PHASESEL0,
  input  wire logic PHASESEL1,
  input  wire logic PHASEDIR,
  input  wire logic PHASESTEP,
  input  wire logic PLLWAKESYNC,
  input  wire logic ENCLKOP
);
endmodule

module BB (
  inout  wire       B,
  input  wire logic I,
  input  wire logic T,
  output wire logic O
);
endmodule

`default_nettype wire
