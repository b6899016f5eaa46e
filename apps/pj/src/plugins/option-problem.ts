/** A problem as Standard Schema states it; `type`, `expected` and `received` are valibot's. */
export interface Issue {
  readonly message: string;
  readonly type?: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly expected?: string | null;
  readonly received?: string;
  /** Of a value that fits none of several forms: what is wrong with it as each of them. */
  readonly issues?: readonly Issue[] | undefined;
}

/** What is wrong with the value of an option, in words. */
export function optionProblem(option: string, issue: Issue): string {
  const { message, type, received } = issue;
  if (isMissing(option, issue)) return `the option "${option}" is missing`;
  if (received === '0' && (type === 'min_length' || type === 'non_empty'))
    return `${option} is empty`;
  const takes = takesOf(issue);
  if (received === undefined || takes === undefined) return `${option}: ${message}`;
  // What a schema says in words of its own.
  const why = message.startsWith('Invalid ') ? `it takes ${takes}` : message;
  return `${option} cannot be ${received}: ${why}`;
}

/** Whether an object lacks it. */
export const isMissing = (option: string, { expected, received }: Issue): boolean =>
  received === 'undefined' && expected === `"${option.split('.').at(-1)}"`;

function takesOf({ type, expected, issues }: Issue): string | undefined {
  if (type === 'safe_integer' || type === 'integer') return 'a whole number';
  if (type === 'finite') return 'a finite number';
  if (expected == null) return undefined;
  const each = issues?.flatMap((issue) => issue.expected ?? []) ?? [expected];
  // What only code can give is "unknown".
  return each
    .flatMap((one) => one.replace(/^\((.*)\)$/, '$1').split(' | '))
    .filter((form) => form !== 'unknown')
    .map(inWords)
    .join(' or ');
}

const WORDS: Readonly<Record<string, string>> = {
  Object: 'an object',
  Array: 'a list',
  boolean: 'true or false',
  number: 'a number',
  string: 'text',
};

const LIMITS: Readonly<Record<string, string>> = {
  '>=': 'from',
  '<=': 'up to',
  '>': 'above',
  '<': 'below',
};

function inWords(form: string): string {
  const [, sign, limit] = /^([<>]=?)(.+)$/.exec(form) ?? [];
  return sign === undefined ? (WORDS[form] ?? form) : `a number ${LIMITS[sign]} ${limit}`;
}
