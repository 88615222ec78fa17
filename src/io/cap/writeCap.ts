import type { Alert, AlertInfo, AlertPair, AlertReference } from '../../domain/alert';

const NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2';

/** A CAP 1.2 message. Times are written in UTC, as the standard's form `+00:00`. */
export function writeCap(alert: Alert): string {
  const lines = [
    tag('identifier', alert.identifier),
    tag('sender', alert.sender),
    tag('sent', time(alert.sentMs)),
    tag('status', alert.status),
    tag('msgType', alert.msgType),
    tag('scope', alert.scope),
    tag('restriction', alert.restriction),
    tag('addresses', alert.addresses),
    tag('note', alert.note),
    tag('references', alert.references.map(reference).join(' ') || undefined),
    ...alert.infos.map(info),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="${NAMESPACE}">\n${lines.join('')}</alert>\n`;
}

/**
 * An alert out of a rehearsal: it is always an Exercise, says so in its note and headline, and can be
 * taken for nothing else.
 */
export function exerciseAlert(alert: Alert): Alert {
  return {
    ...alert,
    status: 'Exercise',
    note: `EXERCISE EXERCISE EXERCISE${alert.note ? ` ${alert.note}` : ''}`,
    infos: alert.infos.map((i) => ({
      ...i,
      headline: `${i.language.startsWith('zh') ? '【演练】' : 'EXERCISE: '}${i.headline ?? i.event}`,
    })),
  };
}

function info(i: AlertInfo): string {
  const inner = [
    tag('language', i.language),
    ...i.categories.map((c) => tag('category', c)),
    tag('event', i.event),
    ...i.responseTypes.map((r) => tag('responseType', r)),
    tag('urgency', i.urgency),
    tag('severity', i.severity),
    tag('certainty', i.certainty),
    tag('effective', i.effectiveMs === undefined ? undefined : time(i.effectiveMs)),
    tag('onset', i.onsetMs === undefined ? undefined : time(i.onsetMs)),
    tag('expires', i.expiresMs === undefined ? undefined : time(i.expiresMs)),
    tag('senderName', i.senderName),
    tag('headline', i.headline),
    tag('description', i.description),
    tag('instruction', i.instruction),
    tag('web', i.web),
    tag('contact', i.contact),
    ...i.parameters.map((p) => pair('parameter', p)),
    ...i.areas.map((a) => {
      const parts = [
        tag('areaDesc', a.desc),
        ...a.polygons.map((ring) => tag('polygon', ringText(ring))),
        ...a.circles.map((c) => tag('circle', `${c.lat},${c.lon} ${c.radiusM / 1000}`)),
        ...a.geocodes.map((g) => pair('geocode', g)),
      ];
      return `<area>\n${parts.join('')}</area>\n`;
    }),
  ];
  return `<info>\n${inner.join('')}</info>\n`;
}

function ringText(ring: Float64Array): string {
  const points: string[] = [];
  for (let i = 0; i < ring.length; i += 2) points.push(`${ring[i + 1]},${ring[i]}`);
  return points.join(' ');
}

function reference({ sender, identifier, sentMs }: AlertReference): string {
  return `${sender},${identifier},${time(sentMs)}`;
}

function pair(name: string, { valueName, value }: AlertPair): string {
  return `<${name}>\n${tag('valueName', valueName)}${tag('value', value)}</${name}>\n`;
}

function tag(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<${name}>${escaped(text)}</${name}>\n`;
}

/** The standard's form of a time; `Z` is not allowed (CAP 1.2, clause 3.3.2). */
function time(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/(?![\t\n\r])\p{Cc}/gu, '');
}
