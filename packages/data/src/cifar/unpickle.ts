/** Something that the pickle would import or build in Python: kept as data, never made. */
export interface PickledObject {
  readonly global: string;
  readonly args: unknown;
  state?: unknown;
}

const MARK = Symbol('mark');

/**
 * Reads a pickle of protocol 2, as NumPy arrays, lists, dictionaries, strings and numbers are written
 * by Python 2. Nothing is executed or imported: objects are returned as `PickledObject`. Strings of
 * Python 2 are bytes; dictionary keys are decoded. Other opcodes throw.
 *
 * @throws Error naming the opcode or the end of the file.
 */
export function unpickle(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const latin1 = new TextDecoder('latin1');
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let at = 0;
  const take = (length: number) => {
    if (at + length > bytes.length) throw new Error(`it ends at byte ${bytes.length}`);
    at += length;
    return at - length;
  };
  const byte = () => view.getUint8(take(1));
  const uint32 = () => view.getUint32(take(4), true);
  const text = (length: number) => {
    const start = take(length);
    return bytes.subarray(start, start + length);
  };
  const line = () => {
    const end = bytes.indexOf(0x0a, at);
    const found = latin1.decode(text(Math.max(0, end - at)));
    take(1);
    return found;
  };
  const pop = () => {
    if (stack.length === 0) throw new Error(`its stack is empty at byte ${at}`);
    return stack.pop();
  };
  const popToMark = () => {
    const from = stack.lastIndexOf(MARK);
    if (from < 0) throw new Error(`a mark is missing at byte ${at}`);
    const items = stack.splice(from);
    return items.slice(1);
  };
  const tuple = (length: number) => {
    const items = Array.from({ length }, pop);
    stack.push(items.reverse());
  };
  const setItems = (pairs: readonly unknown[]) => {
    const target = stack.at(-1);
    if (!(target instanceof Map)) throw new Error(`no dictionary at byte ${at}`);
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const key = pairs[i];
      target.set(key instanceof Uint8Array ? latin1.decode(key) : key, pairs[i + 1]);
    }
  };
  const append = (items: readonly unknown[]) => {
    const target = stack.at(-1);
    if (!Array.isArray(target)) throw new Error(`no list at byte ${at}`);
    for (const item of items) target.push(item);
  };

  for (;;) {
    const opcode = String.fromCharCode(byte());
    switch (opcode) {
      case '\x80':
        if (byte() !== 2) throw new Error('it is not of protocol 2');
        break;
      case '}':
        stack.push(new Map());
        break;
      case ']':
      case ')':
        stack.push([]);
        break;
      case '(':
        stack.push(MARK);
        break;
      case 'N':
        stack.push(null);
        break;
      case '\x88':
      case '\x89':
        stack.push(opcode === '\x88');
        break;
      case 'K':
        stack.push(byte());
        break;
      case 'M':
        stack.push(view.getUint16(take(2), true));
        break;
      case 'J':
        stack.push(view.getInt32(take(4), true));
        break;
      case 'U':
        stack.push(text(byte()));
        break;
      case 'T':
        stack.push(text(uint32()));
        break;
      case 'X':
        stack.push(new TextDecoder().decode(text(uint32())));
        break;
      case 'q':
        memo.set(byte(), stack.at(-1));
        break;
      case 'r':
        memo.set(uint32(), stack.at(-1));
        break;
      case 'h':
        stack.push(memo.get(byte()));
        break;
      case 'j':
        stack.push(memo.get(uint32()));
        break;
      case 't':
        stack.push(popToMark());
        break;
      case '\x85':
      case '\x86':
      case '\x87':
        tuple(opcode.charCodeAt(0) - 0x84);
        break;
      case 'c':
        stack.push(`${line()}.${line()}`);
        break;
      case 'R': {
        const args = pop();
        stack.push({ global: String(pop()), args } satisfies PickledObject);
        break;
      }
      case 'b': {
        const state = pop();
        (stack.at(-1) as PickledObject).state = state;
        break;
      }
      case 's': {
        const value = pop();
        setItems([pop(), value]);
        break;
      }
      case 'u':
        setItems(popToMark());
        break;
      case 'a':
        append([pop()]);
        break;
      case 'e':
        append(popToMark());
        break;
      case '.':
        return pop();
      default:
        throw new Error(`it has opcode 0x${opcode.charCodeAt(0).toString(16)} at byte ${at - 1}`);
    }
  }
}
