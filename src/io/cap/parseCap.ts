import {
  ALERT_WORDS,
  type Alert,
  type AlertArea,
  type AlertInfo,
  type AlertPair,
  type AlertReference,
} from '../../domain/alert';
import { DryrunError } from '../../domain/errors';
import { readCapTree, type CapElement } from './capTree';

/**
 * Reads a CAP 1.1 or 1.2 message.
 *
 * @throws DryrunError `cap.malformed`, `cap.missing`, `cap.value` naming file, line and element
 */
export function parseCap(text: string, file: string): Alert {
  return alertOf(readCapTree(text, file), file);
}

/**
 * Alerts of an Atom feed whose entries hold them whole, or of a single message; entries that only link
 * to an alert give their addresses.
 */
export function parseCapFeed(
  text: string,
  file: string,
): { readonly alerts: readonly Alert[]; readonly links: readonly string[] } {
  const root = readCapTree(text, file);
  if (root.name === 'alert') return { alerts: [alertOf(root, file)], links: [] };
  const alerts: Alert[] = [];
  const links: string[] = [];
  for (const entry of all(root, 'entry')) {
    const whole = all(entry, 'content').flatMap((c) => all(c, 'alert'));
    if (whole.length > 0) alerts.push(...whole.map((a) => alertOf(a, file)));
    else if (one(entry, 'id')) links.push(one(entry, 'id')!.text);
  }
  return { alerts, links };
}

function alertOf(root: CapElement, file: string): Alert {
  if (root.name !== 'alert') {
    throw new DryrunError({
      code: 'cap.malformed',
      file,
      place: `line ${root.line}`,
      what: `The file holds <${root.name}>, not a CAP <alert>.`,
      mend: 'Give a CAP 1.2 message.',
    });
  }
  const r = new Reader(root, file);
  return {
    identifier: r.text('identifier'),
    sender: r.text('sender'),
    sentMs: r.time('sent')!,
    status: r.word('status', ALERT_WORDS.status),
    msgType: r.word('msgType', ALERT_WORDS.msgType),
    scope: r.word('scope', ALERT_WORDS.scope),
    ...r.optional('restriction', 'addresses', 'note'),
    references: referencesOf(r),
    infos: all(root, 'info').map((info) => infoOf(new Reader(info, file))),
  };
}

function infoOf(r: Reader): AlertInfo {
  const times = {
    effectiveMs: r.time('effective', false),
    onsetMs: r.time('onset', false),
    expiresMs: r.time('expires', false),
  };
  return {
    language: r.maybe('language') ?? 'en-US',
    categories: r.words('category', ALERT_WORDS.category),
    event: r.text('event'),
    responseTypes: r.words('responseType', ALERT_WORDS.responseType, false),
    urgency: r.word('urgency', ALERT_WORDS.urgency),
    severity: r.word('severity', ALERT_WORDS.severity),
    certainty: r.word('certainty', ALERT_WORDS.certainty),
    ...(times.effectiveMs !== undefined && { effectiveMs: times.effectiveMs }),
    ...(times.onsetMs !== undefined && { onsetMs: times.onsetMs }),
    ...(times.expiresMs !== undefined && { expiresMs: times.expiresMs }),
    ...r.optional('senderName', 'headline', 'description', 'instruction', 'web', 'contact'),
    parameters: pairs(r.element, 'parameter'),
    areas: all(r.element, 'area').map((area) => areaOf(new Reader(area, r.file))),
  };
}

function areaOf(r: Reader): AlertArea {
  return {
    desc: r.text('areaDesc'),
    polygons: all(r.element, 'polygon').map((p) => ringOf(p, r)),
    circles: all(r.element, 'circle').map((c) => {
      const numbers = c.text.split(/[\s,]+/).map(Number);
      const [lat, lon, radiusKm] = numbers;
      if (numbers.length !== 3 || !onEarth(lat!, lon!) || !(radiusKm! >= 0)) {
        throw r.bad(c, 'a circle: latitude,longitude radius in km');
      }
      return { lat: lat!, lon: lon!, radiusM: radiusKm! * 1000 };
    }),
    geocodes: pairs(r.element, 'geocode'),
  };
}

function ringOf(polygon: CapElement, r: Reader): Float64Array {
  const pairsOfText = polygon.text.split(/\s+/).map((p) => p.split(',').map(Number));
  const ring = new Float64Array(pairsOfText.length * 2);
  pairsOfText.forEach(([lat, lon], i) => {
    if (!onEarth(lat!, lon!)) throw r.bad(polygon, 'pairs of latitude,longitude');
    ring[2 * i] = lon!;
    ring[2 * i + 1] = lat!;
  });
  const n = ring.length;
  const closed = n >= 8 && ring[0] === ring[n - 2] && ring[1] === ring[n - 1];
  if (!closed) throw r.bad(polygon, 'a closed ring of four or more points');
  return ring;
}

function onEarth(lat: number, lon: number): boolean {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}

/** `sender,identifier,sent` triples separated by spaces; senders without a comma. */
function referencesOf(r: Reader): AlertReference[] {
  const element = one(r.element, 'references');
  if (!element || element.text === '') return [];
  return element.text.split(/\s+/).map((triple) => {
    const [sender, identifier, sent] = triple.split(',');
    const sentMs = Date.parse(sent ?? '');
    if (!sender || !identifier || Number.isNaN(sentMs)) {
      throw r.bad(element, 'sender,identifier,sent');
    }
    return { sender, identifier, sentMs };
  });
}

function pairs(element: CapElement, name: string): AlertPair[] {
  return all(element, name).map((e) => ({
    valueName: one(e, 'valueName')?.text ?? '',
    value: one(e, 'value')?.text ?? '',
  }));
}

function all(element: CapElement, name: string): CapElement[] {
  return element.children.filter((c) => c.name === name);
}

function one(element: CapElement, name: string): CapElement | undefined {
  return element.children.find((c) => c.name === name);
}

/** Reads an element's children, with errors that name them. */
class Reader {
  constructor(
    readonly element: CapElement,
    readonly file: string,
  ) {}

  maybe(name: string): string | undefined {
    return one(this.element, name)?.text || undefined;
  }

  text(name: string): string {
    const text = this.maybe(name);
    if (text !== undefined) return text;
    throw new DryrunError({
      code: 'cap.missing',
      file: this.file,
      place: `line ${this.element.line}`,
      what: `<${this.element.name}> has no <${name}>.`,
      mend: 'Ask the sender for a valid CAP 1.2 message.',
      params: { element: name },
    });
  }

  optional<K extends string>(...names: readonly K[]): { readonly [P in K]?: string } {
    const found = names.map((n) => [n, this.maybe(n)] as const).filter(([, text]) => text);
    return Object.fromEntries(found) as { readonly [P in K]?: string };
  }

  word<W extends string>(name: string, words: readonly W[]): W {
    return this.oneOf(name, this.text(name), words);
  }

  words<W extends string>(name: string, words: readonly W[], needed = true): W[] {
    if (needed) this.text(name);
    return all(this.element, name).map((e) => this.oneOf(name, e.text, words));
  }

  time(name: string, needed = true): number | undefined {
    const text = needed ? this.text(name) : this.maybe(name);
    if (text === undefined) return undefined;
    const ms = Date.parse(text);
    const element = one(this.element, name)!;
    if (Number.isNaN(ms)) throw this.bad(element, 'a time with its zone');
    return ms;
  }

  bad(element: CapElement, wanted: string): DryrunError {
    return new DryrunError({
      code: 'cap.value',
      file: this.file,
      place: `line ${element.line}`,
      what: `<${element.name}> is "${element.text.slice(0, 60)}"; it should be ${wanted}.`,
      mend: 'Ask the sender for a valid CAP 1.2 message.',
      params: { element: element.name },
    });
  }

  private oneOf<W extends string>(name: string, text: string, words: readonly W[]): W {
    const found = words.find((w) => w === text);
    if (found !== undefined) return found;
    throw this.bad(one(this.element, name)!, `one of ${words.join(', ')}`);
  }
}
