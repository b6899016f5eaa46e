// SPDX-License-Identifier: MIT
// The nearest int8 or int16 of doc/numerics.md, as bytes of two planes: value = 256 high + low, both signed.
`default_nettype none

module clamp (
  // Of the value and 128, whose bytes these planes are: the sign, the bits below 2^15, and whether the bits between are the sign as well.
  input  wire logic        negative_i,
  input  wire logic [14:0] above_i,
  input  wire logic        fits_i,
  input  wire logic        wide_i,
  // 0 in place of negatives; in any case; 1 instead of 0.
  input  wire logic        relu_i,
  input  wire logic        zero_i,
  input  wire logic        one_i,
  output logic      [7:0]  high_o,
  output logic      [7:0]  low_o
);
  wire [7:0] low = {!above_i[7], above_i[6:0]};
  wire [7:0] high = {negative_i, above_i[14:8]};
  wire none_below = above_i[6:0] == '0;
  wire none_high = above_i[14:9] == '0;
  // Whether it fits is known last: what follows is found for both cases. If it does:
  wire int8 = !negative_i && none_high && !above_i[8];
  wire negative = negative_i || (int8 && !above_i[7]);
  // Down to -32640; -128.
  wire least = none_below && !above_i[7];
  wire whole = wide_i ? !(negative_i && none_high && (!above_i[8] || least)) : int8 && !least;
  // In place of the value: 0, 1, or a limit, of which both planes are the same: 127 or -127.
  wire zero = zero_i || (relu_i && negative);
  wire one = one_i && int8 && above_i[7] && none_below;
  wire limit = !whole && !zero;
  // If it does not, a limit or 0.
  wire beyond = !zero_i && !(relu_i && negative_i);

  wire taken = fits_i && whole && !zero && !one;
  wire taken_low = taken && !wide_i, taken_high = taken && wide_i;
  wire least_taken = fits_i ? limit && negative : beyond && negative_i;
  wire most = fits_i ? limit && !negative : beyond && !negative_i;
  wire odd_low = fits_i ? limit || (one && !zero) : beyond;
  wire odd_high = fits_i ? limit || (one && !zero && !wide_i) : beyond;
  assign low_o = (low & {8{taken}}) | {least_taken, {6{most}}, odd_low};
  assign high_o = (high & {8{taken_high}}) | (low & {8{taken_low}}) | {least_taken, {6{most}}, odd_high};
endmodule

`default_nettype wire
