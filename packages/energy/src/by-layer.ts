import * as v from 'valibot';

/** Names that a record of valibot drops without a word. */
const LOST = ['__proto__', 'prototype', 'constructor'];

/** A record from layer to value; a name that a record cannot keep is refused. */
export const byLayer = <Value extends v.GenericSchema>(value: Value) => {
  const record = v.record(v.string(), value);
  return v.lazy((input) => {
    const name = lostIn(input);
    if (name === undefined) return record;
    return v.pipe(
      record,
      v.rawCheck(({ addIssue }) => {
        const path = { type: 'object', origin: 'key', input: {}, key: name, value: name } as const;
        addIssue({ message: `no layer can be named "${name}" here`, path: [path] });
      }),
    );
  });
};

const lostIn = (input: unknown) =>
  typeof input === 'object' && input !== null
    ? LOST.find((name) => Object.hasOwn(input, name))
    : undefined;
