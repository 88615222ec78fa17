/** Binary min-heap of integers by a number key; equal keys leave in the order of their integers. */
export class MinHeap {
  private readonly keys: number[] = [];
  private readonly items: number[] = [];

  get size(): number {
    return this.items.length;
  }

  push(key: number, item: number): void {
    const { keys, items } = this;
    let i = items.length;
    keys.push(key);
    items.push(item);
    while (i > 0) {
      const p = (i - 1) >> 1;
      if (!before(key, item, keys[p]!, items[p]!)) break;
      keys[i] = keys[p]!;
      items[i] = items[p]!;
      i = p;
    }
    keys[i] = key;
    items[i] = item;
  }

  /** Removes the least. Call only while `size > 0`. */
  pop(): { key: number; item: number } {
    const { keys, items } = this;
    const top = { key: keys[0]!, item: items[0]! };
    const key = keys.pop()!;
    const item = items.pop()!;
    const n = items.length;
    if (n === 0) return top;
    let i = 0;
    for (;;) {
      let c = 2 * i + 1;
      if (c >= n) break;
      if (c + 1 < n && before(keys[c + 1]!, items[c + 1]!, keys[c]!, items[c]!)) c++;
      if (!before(keys[c]!, items[c]!, key, item)) break;
      keys[i] = keys[c]!;
      items[i] = items[c]!;
      i = c;
    }
    keys[i] = key;
    items[i] = item;
    return top;
  }
}

function before(keyA: number, a: number, keyB: number, b: number): boolean {
  return keyA < keyB || (keyA === keyB && a < b);
}
