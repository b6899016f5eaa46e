import type { Provenance } from '../provenance.ts';

/** A report as data; reporters turn it into text, HTML, JSON or CSV. */
export interface Report {
  readonly title: string;
  /** One sentence each. */
  readonly summary: readonly string[];
  readonly sections: readonly ReportSection[];
}

export interface ReportSection {
  readonly title: string;
  readonly text?: string;
  readonly table?: Table;
  readonly plot?: Plot;
}

export interface Column {
  readonly title: string;
  readonly unit?: string;
  /** Stated for every column of energies; one column holds one provenance. */
  readonly provenance?: Provenance;
  /** Digits after the point for numbers; `si` writes k, M, G. */
  readonly format?: { readonly digits: number } | 'integer' | 'percent' | 'si';
  /** Numbers from 0 up that text may also draw as bars, where there is room. */
  readonly bar?: boolean;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Series over x, as lines with points or as bars by category. */
export interface Plot {
  readonly kind: 'line' | 'scatter' | 'bar';
  readonly x: { readonly label: string; readonly categories?: readonly string[] };
  readonly y: { readonly label: string; readonly logarithmic?: boolean };
  readonly series: readonly {
    readonly name: string;
    /** [x, y]; for bars x is the position of the category. Bars of one `stack` stand on each other; an only stack may be ''. */
    readonly points: readonly (readonly [number, number])[];
    readonly stack?: string;
  }[];
}

/**
 * Renders a report. Pure.
 *
 * Laws: every cell and every title of the report is found in the output; text from the report cannot
 * break out of its place (HTML, CSV); no output refers to anything outside itself.
 */
export interface Reporter {
  /** File ending without the dot. */
  readonly extension: string;
  render(report: Report): string;
}
