import type { Law } from '../law.ts';
import { backendGateLaws } from './backend-gates.ts';
import { backendLedgerLaws } from './backend-ledger.ts';
import { backendPrecisionLaws } from './backend-precision.ts';
import { backendRuleLaws } from './backend-rules.ts';
import { backendRunLaws } from './backend-run.ts';
import type { BackendSubject } from './backend-subject.ts';
import { backendTrainLaws } from './backend-train.ts';

export type { BackendSubject } from './backend-subject.ts';

/** The laws of execution backends. Those about training do not apply to backends that only run. */
export const executionBackendLaws: readonly Law<BackendSubject>[] = [
  ...backendRunLaws,
  ...backendTrainLaws,
  ...backendLedgerLaws,
  ...backendPrecisionLaws,
  ...backendRuleLaws,
  ...backendGateLaws,
];
