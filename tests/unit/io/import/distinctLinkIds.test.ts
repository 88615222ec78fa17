import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../../src/domain/errors';
import { distinctLinkIds } from '../../../../src/io/import/distinctLinkIds';
import { parseInp } from '../../../../src/io/swmm/parseInp';

const INP = `[JUNCTIONS]
1 100 3
2 99 3
[OUTFALLS]
O 98 FREE
[DIVIDERS]
D 99 1 CUTOFF 0.5
[CONDUITS]
1 1 2 100 0.01
C D 2 50 0.01
[PUMPS]
2 2 O *
[XSECTIONS]
1 CIRCULAR 1
C CIRCULAR 1
[INLET_USAGE]
1 Curb 2 1
[CONTROLS]
RULE R
IF NODE 2 DEPTH > 1
AND PUMP 2 STATUS = OFF
THEN PUMP 2 STATUS = ON
`;

describe('links that share an id with a node', () => {
  it('are renamed wherever the model names them', () => {
    const notices: Notice[] = [];
    const model = distinctLinkIds(parseInp(INP), 'a.inp', (n) => notices.push(n));
    expect(model.links.map((l) => l.id)).toEqual(['1.link', 'C', '2.link']);
    expect(model.nodes.map((n) => n.id)).toEqual(['1', '2', 'O', 'D']);
    expect(model.nodes[3]).toMatchObject({ divertedLink: '1.link' });
    expect(model.controls[0]).toBe(
      'RULE R\nIF NODE 2 DEPTH > 1\nAND PUMP 2.link STATUS = OFF\nTHEN PUMP 2.link STATUS = ON',
    );
    expect(model.raw['INLET_USAGE']).toEqual([['1.link', 'Curb', '2', '1']]);
    expect(notices).toMatchObject([{ code: 'import.link-renamed', count: 2, file: 'a.inp' }]);
  });

  it('leave a model alone where there are none', () => {
    const model = parseInp('[JUNCTIONS]\nA 1\n[OUTFALLS]\nB 0 FREE\n');
    expect(distinctLinkIds(model, 'a.inp', () => expect.unreachable())).toBe(model);
  });
});
