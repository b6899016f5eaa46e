/** Where a driver tells how far it is; the application decides how to show it. */
export interface Progress {
  /** `done` of `total` of a part; `detail` is a short figure such as the loss. */
  update(part: string, done: number, total: number, detail?: string): void;
  line(text: string): void;
}

export const silent: Progress = { update() {}, line() {} };
