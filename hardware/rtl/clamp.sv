// SPDX-License-Identifier: MIT
// The nearest int8 or int16 of doc/numerics.md, as bytes of two planes: value = 256 high + low, both signed.
`default_nettype none

module clamp (
  // The sign, the bits below 2^15, and whether the bits between are the sign as well.
  input  wire logic        negative_i,
  input  wire logic [14:0] value_i,
  input  wire logic        fits_i,
  input  wire logic        wide_i,
  // 0 instead; 1 instead of 0.
  input  wire logic        zero_i,
  input  wire logic        one_i,
  output logic      [7:0]  high_o,
  output logic      [7:0]  low_o
);
  wire [7:0] low = value_i[7:0];
  wire [7:0] high = {negative_i, value_i[14:8]} + 8'(value_i[7]);
  // Beyond the limits though it fits: 32640 and more, down to -32768; -128.
  wire least = negative_i && low[7] && low[6:0] == '0;
  wire beyond = negative_i ? value_i[14:8] == '0 && (!low[7] || least) : (&value_i[14:7]);
  wire narrow = value_i[14:7] == {8{negative_i}};
  wire whole = fits_i && (wide_i ? !beyond : narrow && !least);
  // Both planes of a limit are the same: 127 or -127.
  wire [7:0] limit = negative_i ? 8'h81 : 8'h7f;
  wire one = one_i && fits_i && !negative_i && value_i == '0;
  assign low_o = (zero_i ? '0 : whole ? low : limit) | 8'(one && !zero_i);
  assign high_o = !wide_i ? low_o : zero_i ? '0 : whole ? high : limit;
endmodule

`default_nettype wire
