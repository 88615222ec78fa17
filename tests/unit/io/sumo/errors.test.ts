import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DryrunError, type Notice, type Problem } from '../../../../src/domain/errors';
import type { TrafficNetwork } from '../../../../src/domain/traffic';
import { mergeAdditional } from '../../../../src/io/sumo/additional';
import { parseNet, parseNetStream } from '../../../../src/io/sumo/parseNet';
import { writeNet } from '../../../../src/io/sumo/writeNet';

const NET = `<?xml version="1.0" encoding="UTF-8"?>
<net version="1.9">
    <location netOffset="-10.00,-20.00" projParameter="!"/>
    <edge id="A" from="n1" to="n2" priority="3" name="High &amp; Low St">
        <lane id="A_0" index="0" speed="13.89" length="90" shape="0,0 90,0"/>
        <lane id="A_1" index="1" speed="13.89" length="90" shape="0,3.2 90,3.2,1.5">
            <param key="origId" value="42"/>
            <neigh lane="B_0"/>
        </lane>
        <param key="streetId" value="s-1"/>
    </edge>
    <edge id="B" from="n2" to="n3">
        <lane id="B_0" index="0" speed="8.33" length="50" width="2.5" shape="90,0 140,0" disallow="truck bus"/>
    </edge>
    <edge id=":n2_0" function="internal">
        <lane id=":n2_0_0" index="0" speed="8" length="5" shape="88,0 92,0"/>
    </edge>
    <tlLogic id="t" type="static" programID="0" offset="5">
        <phase duration="31" state="G" minDur="5"/>
        <phase duration="4" state="y"/>
    </tlLogic>
    <junction id="n1" type="dead_end" x="0" y="0" incLanes="" intLanes=""/>
    <junction id="n2" type="traffic_light" x="90" y="0" incLanes="A_0 A_1" intLanes=":n2_0_0" shape="88,0 92,0 90,4">
        <request index="0" response="0" foes="0" cont="1"/>
    </junction>
    <junction id="n3" type="dead_end" x="140" y="0" incLanes="B_0" intLanes=""/>
    <connection from="A" to="B" fromLane="0" toLane="0" via=":n2_0_0" tl="t" linkIndex="0" dir="s" state="O"/>
    <connection from=":n2_0" to="B" fromLane="0" toLane="0" dir="s" state="M"/>
</net>
`;

function problemOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof DryrunError) return error.toProblem();
    throw error;
  }
  throw new Error('no error');
}

describe('a SUMO net', () => {
  it('keeps what stands in child elements and which street an edge lies in', () => {
    const net = parseNet(NET);
    expect(net.edges[0]).toMatchObject({ name: 'High & Low St', streetId: 's-1', priority: 3 });
    expect(net.lanes[1]!.attributes).toEqual({ 'param.origId': '42', 'neigh.lane': 'B_0' });
    expect([...net.lanes[1]!.shape]).toEqual([0, 3.2, 0, 90, 3.2, 1.5]);
    expect(net.edges[2]).toMatchObject({ fromJunction: 'n2', toJunction: 'n2' });
    expect(net.meta).toEqual({ version: '1.9', netOffset: '-10.00,-20.00', projParameter: '!' });
    expect(parseNet(writeNet(net))).toEqual(net);
  });

  it('reads the same in pieces of any size', async () => {
    const whole = parseNet(NET);
    for (const size of [1, 7, 100]) {
      const net = await parseNetStream(pieces(NET, size));
      expect(net).toEqual(whole);
    }
  });

  it('stops when cancelled', async () => {
    const abort = new AbortController();
    const work = parseNetStream(
      pieces(NET, 10, () => abort.abort()),
      { signal: abort.signal },
    );
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each([
    [
      'a connection to a missing edge',
      NET.replace('to="B" fromLane="0" toLane="0" via', 'to="Z" fromLane="0" toLane="0" via'),
      'traffic.missing-edge',
      'line 27, <connection>',
    ],
    [
      'a connection to a lane the edge lacks',
      NET.replace('toLane="0" via', 'toLane="4" via'),
      'traffic.missing-lane',
      'line 27, <connection>',
    ],
    [
      'a connection over a missing internal lane',
      NET.replace('via=":n2_0_0"', 'via=":x_0_0"'),
      'traffic.missing-lane',
      'line 27, <connection>',
    ],
    [
      'a doubled edge',
      NET.replace('<edge id="B"', '<edge id="A"'),
      'traffic.duplicate-id',
      'line 12, <edge> A',
    ],
    [
      'a doubled lane',
      NET.replace('lane id="A_1"', 'lane id="A_0"'),
      'traffic.duplicate-id',
      'line 4, <edge> A',
    ],
    [
      'a speed that is no number',
      NET.replace('speed="8.33"', 'speed="fast"'),
      'traffic.number',
      'line 13, <lane> B_0',
    ],
    [
      'a shape with half a point',
      NET.replace('88,0 92,0 90,4', '88,0 92 90,4'),
      'traffic.shape',
      'line 23, <junction> n2',
    ],
    [
      'an edge without id',
      NET.replace('<edge id="B"', '<edge'),
      'traffic.missing-attribute',
      'line 12, <edge>',
    ],
    [
      'an edge without lanes',
      NET.replace(/<lane id="B_0"[^>]*>/, ''),
      'traffic.edge-without-lanes',
      'line 12, <edge> B',
    ],
    [
      'signal phases of unequal length',
      NET.replace('state="y"', 'state="yy"'),
      'traffic.signal-state',
      'line 18, <tlLogic> t',
    ],
    ['another root element', '<routes/>', 'traffic.not-net', undefined],
  ])('refuses %s and says where', (_what, text, code, place) => {
    const p = problemOf(() => parseNet(text, { file: 'a.net.xml' }));
    expect(p).toMatchObject({ code, file: 'a.net.xml', ...(place !== undefined && { place }) });
  });

  it('refuses a net cut off in the middle', () => {
    const p = problemOf(() => parseNet(NET.slice(0, 900), { file: 'a.net.xml' }));
    expect(p.code).toBe('xml.malformed');
    expect(p.place).toMatch(/^line \d+, column \d+$/);
  });

  it('survives any numbers on lanes', () => {
    const coordinate = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const lane = fc.record({
      speed: fc.double({ min: 0.1, max: 60, noNaN: true }),
      shape: fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 2, maxLength: 5 }),
      attributes: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}Q$/), fc.string({ maxLength: 12 }), {
        noNullPrototype: true,
      }),
    });
    const base = parseNet(NET);
    fc.assert(
      fc.property(lane, ({ speed, shape, attributes }) => {
        const clean = Object.fromEntries(
          Object.entries(attributes).map(([k, v]) => [k, v.replace(/[^\u0020-\uFFFD]/g, '')]),
        );
        const lanes = base.lanes.map((l, i) =>
          i === 0
            ? {
                ...l,
                speedMs: speed,
                shape: Float64Array.from(shape.flat().map((v) => v + 0)),
                attributes: clean,
              }
            : l,
        );
        const net: TrafficNetwork = { ...base, lanes };
        expect(parseNet(writeNet(net))).toEqual(net);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a SUMO additional file', () => {
  const net = parseNet(NET);

  it('replaces a program of the same name and puts a new one in force', () => {
    const merged = mergeAdditional(
      net,
      `<additional>
        <tlLogic id="t" type="actuated" programID="day" offset="0"><phase duration="9" state="G"/></tlLogic>
        <tlLogic id="t" type="static" programID="0" offset="1"><phase duration="7" state="r"/></tlLogic>
        <e2Detector id="d2" lane="A_0" pos="10" endPos="25" freq="60" file="x.xml"/>
        <busStop id="b" lane="B_0" startPos="1" endPos="9" name="Markt" lines="1 2"/>
      </additional>`,
    );
    expect(merged.signals.map((s) => [s.programId, s.offsetS])).toEqual([
      ['day', 0],
      ['0', 1],
    ]);
    expect(merged.detectors[0]).toMatchObject({ kind: 'lane_area', posM: 10, lengthM: 15 });
    expect(merged.busStops[0]).toMatchObject({ name: 'Markt', lines: ['1', '2'] });
    expect(net.signals).toHaveLength(1);
    expect(parseNet(writeNet(merged))).toEqual(merged);
  });

  it('names what it does not read', () => {
    const notices: Notice[] = [];
    mergeAdditional(net, '<additional><vType id="v"/><vType id="w"/></additional>', {
      file: 'v.xml',
      onNotice: (n) => notices.push(n),
    });
    expect(notices).toMatchObject([
      { code: 'traffic.additional-skipped', file: 'v.xml', count: 2 },
    ]);
  });

  it.each([
    [
      'a stop on a lane of another net',
      '<a><busStop id="b" lane="Q_0"/></a>',
      'traffic.missing-lane',
    ],
    [
      'a plan for a signal of another net',
      '<a><tlLogic id="q"><phase duration="1" state="G"/></tlLogic></a>',
      'traffic.missing-signal',
    ],
  ])('refuses %s', (_what, text, code) => {
    expect(problemOf(() => mergeAdditional(net, text, { file: 'x.add.xml' }))).toMatchObject({
      code,
      file: 'x.add.xml',
    });
  });
});

async function* pieces(text: string, size: number, after?: () => void): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) {
    yield text.slice(i, i + size);
    after?.();
  }
}
