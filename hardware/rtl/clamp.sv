// SPDX-License-Identifier: MIT
// The nearest int8 or int16 of doc/numerics.md.
`default_nettype none

module clamp (
  input  wire logic signed [31:0] value_i,
  input  wire logic               wide_i,
  output logic signed      [15:0] value_o
);
  localparam logic signed [15:0] Int8Limit = 16'sd127;
  localparam logic signed [15:0] Int16Limit = 16'sd32639;

  wire negative = value_i[31];
  wire signed [15:0] limit = wide_i ? Int16Limit : Int8Limit;
  // All bits above those of the format are its sign; of these, the few beyond the limit are left.
  wire fits = value_i[31:15] == {17{negative}} && (wide_i || value_i[14:7] == {8{negative}});
  wire signed [15:0] low = value_i[15:0];
  // From 32640 on; and down from -32640.
  wire above = !negative && (&low[14:7]);
  wire under = negative && low[14:8] == '0 && (!low[7] || low[6:0] == '0);
  wire beyond = wide_i ? above || under : value_i[7:0] == 8'h80;
  assign value_o = (fits && !beyond) ? low : negative ? -limit : limit;
endmodule

`default_nettype wire
