/** The port of the golden device in this process, where no other is named. */
export const GOLDEN = 'golden';
