import type { ModelCheck } from './check-model.ts';

/** What a check found, in sentences. */
export function checkVerdict({ limit, reason, outputs }: ModelCheck): string[] {
  const bound = reason === undefined ? `${limit}` : `${limit}: ${reason}`;
  const failed = outputs.filter(({ ok }) => !ok);
  if (failed.length === 0) {
    return [`All outputs agree with ONNX Runtime (max|a-b| / max|b| <= ${bound}).`];
  }
  const whose = new Map<string, Set<string>>();
  for (const { output, notFinite } of failed) {
    if (notFinite.length === 0) continue;
    whose.set(output, new Set([...(whose.get(output) ?? []), ...notFinite]));
  }
  const names = [...whose].map(([output, sides]) => `"${output}" (${[...sides].join(', ')})`);
  const differ = failed.filter(({ notFinite }) => notFinite.length === 0).length;
  return [
    ...(names.length === 0 ? [] : [`NaN or infinite, and so not compared: ${names.join('; ')}.`]),
    ...(differ === 0
      ? []
      : [`${differ} of ${outputs.length} comparisons differ by more than ${bound}.`]),
  ];
}
