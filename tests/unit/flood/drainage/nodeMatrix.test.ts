import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeMatrix } from '../../../../workers/flood/drainage/nodeMatrix';

/** Solution of a dense system by elimination with pivoting, to compare with. */
function dense(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  const a = matrix.map((row, i) => [...row, right[i]!]);
  for (let k = 0; k < n; k++) {
    let p = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i]![k]!) > Math.abs(a[p]![k]!)) p = i;
    [a[k], a[p]] = [a[p]!, a[k]!];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const f = a[i]![k]! / a[k]![k]!;
      for (let j = k; j <= n; j++) a[i]![j]! -= f * a[k]![j]!;
    }
  }
  return a.map((row, i) => row[n]! / row[i]!);
}

describe('the linear system of a network', () => {
  it('is solved as a dense one is, for any network, loops, twin links and islands included', () => {
    const link = fc.record({
      a: fc.nat(11),
      b: fc.nat(11),
      d1: fc.double({ min: 0, max: 50, noNaN: true }),
      d2: fc.double({ min: 0, max: 50, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(link, { minLength: 1, maxLength: 30 }),
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 12, maxLength: 12 }),
        fc.nat(11),
        (links, right, outfall) => {
          const included = new Uint8Array(12).fill(1);
          included[outfall] = 0;
          const from = Int32Array.from(links, (l) => l.a);
          const to = Int32Array.from(links, (l) => l.b);
          const sparse = new NodeMatrix(from, to, included);
          const full = right.map((_, i) => right.map((__, j) => (i === j ? 1 : 0)));
          sparse.diagonal.fill(1);
          sparse.right.set(right);
          sparse.clear();
          links.forEach(({ a, b, d1, d2 }, k) => {
            if (a === b) return;
            sparse.diagonal[a]! += d1;
            sparse.diagonal[b]! += d2;
            sparse.addLink(k, -d2, -d1);
            full[a]![a]! += d1;
            full[b]![b]! += d2;
            full[a]![b]! -= d2;
            full[b]![a]! -= d1;
          });
          const nodes = right.map((_, i) => i).filter((i) => i !== outfall);
          const expected = dense(
            nodes.map((i) => nodes.map((j) => full[i]![j]!)),
            nodes.map((i) => right[i]!),
          );
          sparse.solve();
          nodes.forEach((i, k) => expect(sparse.right[i]).toBeCloseTo(expected[k]!, 8));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('fills in nothing in a tree, whatever the order of its nodes', () => {
    // A star of chains: no pivot has more than one neighbour left when its turn comes.
    const from = Int32Array.from([1, 2, 3, 4, 5, 6]);
    const to = Int32Array.from([0, 1, 0, 3, 0, 5]);
    const matrix = new NodeMatrix(from, to, new Uint8Array(7).fill(1));
    matrix.diagonal.fill(2);
    matrix.right.fill(1);
    matrix.clear();
    for (let k = 0; k < 6; k++) matrix.addLink(k, -0.5, -0.5);
    matrix.solve();
    for (let k = 0; k < 6; k++) {
      const i = from[k]!;
      const others = [...from.keys()].filter((l) => from[l] === i || to[l] === i);
      const sum = others.reduce((s, l) => s + matrix.right[from[l] === i ? to[l]! : from[l]!]!, 0);
      expect(2 * matrix.right[i]! - 0.5 * sum).toBeCloseTo(1, 12);
    }
  });
});
