import { describe, expect, it } from 'vitest';
import { DryrunError, type Notice, type Problem } from '../../../../src/domain/errors';
import { parseInp } from '../../../../src/io/swmm/parseInp';
import { writeInp } from '../../../../src/io/swmm/writeInp';

const BASE = `[TITLE]
two pipes
[OPTIONS]
FLOW_UNITS CMS
[JUNCTIONS]
J1 10 3
J2 9 3
[OUTFALLS]
O1 8 FREE NO
[CONDUITS]
C1 J1 J2 100 0.013 0 0
C2 J2 O1 100 0.013 0 0
[XSECTIONS]
C1 CIRCULAR 0.5
C2 CIRCULAR 0.5
`;

function problemOf(text: string): Problem {
  try {
    parseInp(text, { file: 'net.inp' });
  } catch (error) {
    if (error instanceof DryrunError) return error.toProblem();
    throw error;
  }
  throw new Error('no error');
}

describe('an .inp that cannot be used', () => {
  it('names file, line, section, link and node where a link leads to a missing node', () => {
    const p = problemOf(BASE.replace('C2 J2 O1', 'C2 J2 O9'));
    expect(p).toMatchObject({
      code: 'drainage.missing-node',
      file: 'net.inp',
      place: 'line 12, [CONDUITS] C2',
      params: { missing: 'O9', id: 'C2', line: 12 },
    });
    expect(p.what).toContain('"O9"');
    expect(p.mend).toContain('Add the node "O9"');
  });

  it.each([
    [
      'a doubled node',
      BASE.replace('J2 9 3', 'J2 9 3\nJ1 5 2'),
      'drainage.duplicate-id',
      'line 8, [JUNCTIONS] J1',
    ],
    [
      'a node doubled over kinds',
      BASE.replace('O1 8 FREE', 'J1 8 FREE'),
      'drainage.duplicate-id',
      'line 9, [OUTFALLS] J1',
    ],
    [
      'a link without cross-section',
      BASE.replace('C2 CIRCULAR 0.5\n', ''),
      'drainage.no-section',
      'line 12, [CONDUITS] C2',
    ],
    [
      'a cross-section without link',
      `${BASE}C3 CIRCULAR 1\n`,
      'drainage.missing-link',
      'line 16, [XSECTIONS] C3',
    ],
    [
      'a section of no height',
      BASE.replace('C2 CIRCULAR 0.5', 'C2 CIRCULAR 0'),
      'drainage.section-height',
      'line 15, [XSECTIONS] C2',
    ],
    [
      'an unknown shape',
      BASE.replace('C2 CIRCULAR', 'C2 SQUIRCLE'),
      'drainage.keyword',
      'line 15, [XSECTIONS] C2',
    ],
    [
      'a word for a number',
      BASE.replace('J2 9 3', 'J2 nine 3'),
      'drainage.number',
      'line 7, [JUNCTIONS] J2',
    ],
    [
      'a number in hexadecimal',
      BASE.replace('J2 9 3', 'J2 0x9 3'),
      'drainage.number',
      'line 7, [JUNCTIONS] J2',
    ],
    [
      'a row cut short',
      BASE.replace('C2 J2 O1 100 0.013 0 0', 'C2 J2 O1'),
      'drainage.short-row',
      'line 12, [CONDUITS] C2',
    ],
    [
      'an unknown flow unit',
      BASE.replace('CMS', 'FURLONGS'),
      'drainage.flow-units',
      '[OPTIONS] FLOW_UNITS',
    ],
    [
      'a link from a node to itself',
      BASE.replace('C2 J2 O1', 'C2 J2 J2'),
      'drainage.self-loop',
      'line 12, [CONDUITS] C2',
    ],
    ['text before any section', `hello\n${BASE}`, 'drainage.not-inp', 'line 1'],
    [
      'a pump curve that is not there',
      `${BASE}[PUMPS]\nP1 J1 J2 PC1\n`,
      'drainage.missing-reference',
      'line 17, [PUMPS] P1',
    ],
    [
      'an inflow series that is not there',
      `${BASE}[INFLOWS]\nJ1 FLOW TS1\n`,
      'drainage.missing-reference',
      'line 17, [INFLOWS] J1',
    ],
    [
      'an inflow into a missing node',
      `${BASE}[INFLOWS]\nJ7 FLOW ""\n`,
      'drainage.missing-node',
      'line 17, [INFLOWS] J7',
    ],
    [
      'a curve that runs back',
      `${BASE}[CURVES]\nS STORAGE 0 1\nS 2 3\nS 1 4\n`,
      'drainage.curve-order',
      'line 19, [CURVES] S',
    ],
    [
      'a time that is none',
      `${BASE}[TIMESERIES]\nT noon 1\n`,
      'drainage.time',
      'line 17, [TIMESERIES] T',
    ],
    [
      'a catchment that drains nowhere',
      `${BASE}[SUBCATCHMENTS]\nS1 * J9 1 50 100 1\n`,
      'drainage.missing-node',
      'line 17, [SUBCATCHMENTS] S1',
    ],
  ])('refuses %s and says where', (_what, text, code, place) => {
    expect(problemOf(text)).toMatchObject({ code, place, file: 'net.inp' });
  });

  it('refuses an empty file', () => {
    expect(problemOf('')).toMatchObject({ code: 'drainage.not-inp' });
  });
});

describe('what an .inp may say in its own way', () => {
  it('keeps an unknown section and names it', () => {
    const notices: Notice[] = [];
    const model = parseInp(`${BASE}[WIZARDRY]\nA "b c" 1\n`, {
      file: 'net.inp',
      onNotice: (n) => notices.push(n),
    });
    expect(model.raw['WIZARDRY']).toEqual([['A', 'b c', '1']]);
    expect(notices).toMatchObject([{ code: 'drainage.unknown-section', place: 'line 16' }]);
    expect(parseInp(writeInp(model)).raw['WIZARDRY']).toEqual([['A', 'b c', '1']]);
  });

  it('reads quoted ids with blanks, comments, CRLF and ids in another case', () => {
    const text = BASE.replaceAll('J2', '"Main St 2"')
      .replace('C1 J1', 'C1 j1 ;from the square\n;a note\n')
      .replace(';from the square\n;a note\n', '')
      .replace('[JUNCTIONS]', ';; all of them\n[JUNCTIONS] ; here')
      .replaceAll('\n', '\r\n');
    const model = parseInp(text);
    expect(model.nodes.map((n) => n.id)).toEqual(['J1', 'Main St 2', 'O1']);
    expect(model.links[0]).toMatchObject({ from: 'J1', to: 'Main St 2' });
    expect(parseInp(writeInp(model))).toEqual(model);
  });

  it('turns elevation offsets into depths and puts ends below the invert onto it', () => {
    const notices: Notice[] = [];
    const text = BASE.replace('FLOW_UNITS CMS', 'FLOW_UNITS CMS\nLINK_OFFSETS ELEVATION')
      .replace('C1 J1 J2 100 0.013 0 0', 'C1 J1 J2 100 0.013 10.25 *')
      .replace('C2 J2 O1 100 0.013 0 0', 'C2 J2 O1 100 0.013 8.5 8.125');
    const model = parseInp(text, { onNotice: (n) => notices.push(n) });
    expect(model.options['LINK_OFFSETS']).toBe('DEPTH');
    expect(model.links).toMatchObject([
      { inOffsetM: 0.25, outOffsetM: 0 },
      { inOffsetM: 0, outOffsetM: 0.125 },
    ]);
    expect(notices.map((n) => n.code)).toEqual(['drainage.offset-below-invert']);
    expect(notices[0]!.what).toContain('0.500 m');
  });

  it('counts dated times from the start of the simulation', () => {
    const model = parseInp(
      `${BASE.replace('FLOW_UNITS CMS', 'FLOW_UNITS CMS\nSTART_DATE 07/01/2026\nSTART_TIME 06:00')}
[TIMESERIES]
T1 07/01/2026 5:30 1 6:00 2
T1 7:15 3
T1 JUL-02-2026 0:00 4
T2 0 1 0.5 2
T2 1:00:30 3
T3 FILE "rain 2026.dat"
`,
    );
    const [t1, t2, t3] = model.timeSeries;
    expect([...t1!.timeS]).toEqual([-1800, 0, 4500, 64_800]);
    expect([...t1!.value]).toEqual([1, 2, 3, 4]);
    expect([...t2!.timeS]).toEqual([0, 1800, 3630]);
    expect(t3).toMatchObject({ id: 'T3', file: 'rain 2026.dat' });
    expect(parseInp(writeInp(model))).toEqual(model);
  });

  it('places nodes, vertices, polygons, labels and gages through toLocal', () => {
    const model = parseInp(
      `${BASE}[COORDINATES]
J1 1000 2000
[VERTICES]
C1 1010 2010
[LABELS]
1005 2005 "here" "" "Arial" 10 0 0
[SYMBOLS]
G1 1001 2001
[MAP]
DIMENSIONS 1000 2000 1100 2100
UNITS Meters
`,
      { toLocal: (x, y) => [x - 1000, y - 2000] },
    );
    expect(model.nodes[0]).toMatchObject({ x: 0, y: 0 });
    expect(model.nodes[1]!.x).toBeNaN();
    expect([...model.links[0]!.vertices]).toEqual([10, 10]);
    expect(model.raw['LABELS']![0]!.slice(0, 3)).toEqual(['5', '5', 'here']);
    expect(model.raw['SYMBOLS']).toEqual([['G1', '1', '1']]);
    expect(model.raw['MAP']).toEqual([
      ['DIMENSIONS', '0', '0', '100', '100'],
      ['UNITS', 'Meters'],
    ]);
  });

  it('keeps rules apart and pollutant inflows raw', () => {
    const model = parseInp(`${BASE}[CONTROLS]
RULE A
IF NODE J1 DEPTH > 1 ; deep
THEN PUMP P1 STATUS = ON

RULE B
IF NODE J1 DEPTH < 0.5
THEN PUMP P1 STATUS = OFF
[INFLOWS]
J1 FLOW "" FLOW 1 1 0.25
J1 TSS "" CONCEN 1 1 30
`);
    expect(model.controls).toHaveLength(2);
    expect(model.controls[0]).toBe('RULE A\nIF NODE J1 DEPTH > 1\nTHEN PUMP P1 STATUS = ON');
    expect(model.inflows).toMatchObject([{ node: 'J1', kind: 'external', baselineCms: 0.25 }]);
    expect(model.raw['INFLOWS']).toHaveLength(1);
    expect(parseInp(writeInp(model))).toEqual(model);
  });
});
