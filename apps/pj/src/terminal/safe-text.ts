import { plainText } from '@picojoule/lab/plain-text';

/** Text for the terminal with its lines, but without control characters: a model's names may hold any. */
export const safeText = (text: string): string => text.split(/\r?\n/).map(plainText).join('\n');
