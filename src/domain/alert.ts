/**
 * A public warning in the words of CAP. Source: OASIS, Common Alerting Protocol Version 1.2 (2010),
 * clause 3.2; times are ms since 1970.
 */
export const ALERT_WORDS = {
  status: ['Actual', 'Exercise', 'System', 'Test', 'Draft'],
  msgType: ['Alert', 'Update', 'Cancel', 'Ack', 'Error'],
  scope: ['Public', 'Restricted', 'Private'],
  category: [
    'Geo',
    'Met',
    'Safety',
    'Security',
    'Rescue',
    'Fire',
    'Health',
    'Env',
    'Transport',
    'Infra',
    'CBRNE',
    'Other',
  ],
  responseType: [
    'Shelter',
    'Evacuate',
    'Prepare',
    'Execute',
    'Avoid',
    'Monitor',
    'Assess',
    'AllClear',
    'None',
  ],
  urgency: ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'],
  severity: ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'],
  certainty: ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'],
} as const;
type Word<K extends keyof typeof ALERT_WORDS> = (typeof ALERT_WORDS)[K][number];

export interface Alert {
  readonly identifier: string;
  readonly sender: string;
  readonly sentMs: number;
  readonly status: Word<'status'>;
  readonly msgType: Word<'msgType'>;
  readonly scope: Word<'scope'>;
  /** For scope Restricted and Private. */
  readonly restriction?: string;
  readonly addresses?: string;
  readonly note?: string;
  /** Messages this one updates or cancels. */
  readonly references: readonly AlertReference[];
  readonly infos: readonly AlertInfo[];
}

export interface AlertReference {
  readonly sender: string;
  readonly identifier: string;
  readonly sentMs: number;
}

/** What an alert says in one language. */
export interface AlertInfo {
  /** RFC 3066 code; `en-US` where the message doesn't say. */
  readonly language: string;
  readonly categories: readonly Word<'category'>[];
  readonly event: string;
  readonly responseTypes: readonly Word<'responseType'>[];
  readonly urgency: Word<'urgency'>;
  readonly severity: Word<'severity'>;
  readonly certainty: Word<'certainty'>;
  readonly effectiveMs?: number;
  readonly onsetMs?: number;
  readonly expiresMs?: number;
  readonly senderName?: string;
  readonly headline?: string;
  readonly description?: string;
  readonly instruction?: string;
  readonly web?: string;
  readonly contact?: string;
  readonly parameters: readonly AlertPair[];
  readonly areas: readonly AlertArea[];
}

export interface AlertPair {
  readonly valueName: string;
  readonly value: string;
}

export interface AlertArea {
  readonly desc: string;
  /** Closed rings: longitude, latitude per vertex (WGS84 degrees). */
  readonly polygons: readonly Float64Array[];
  readonly circles: readonly {
    readonly lon: number;
    readonly lat: number;
    readonly radiusM: number;
  }[];
  readonly geocodes: readonly AlertPair[];
}

/**
 * Alerts in force: updates take the place of what they refer to, cancels take it away, each part of an
 * alert ends when it expires. A message is taken once, however often it comes.
 */
export class AlertBook {
  private readonly alerts = new Map<string, Alert>();
  private readonly ended = new Set<string>();

  take(alert: Alert): void {
    const key = keyOf(alert);
    if (this.ended.has(key) || this.alerts.has(key)) return;
    if (alert.msgType === 'Ack' || alert.msgType === 'Error') return;
    if (alert.msgType !== 'Alert') {
      for (const reference of alert.references) {
        this.ended.add(keyOf(reference));
        this.alerts.delete(keyOf(reference));
      }
    }
    if (alert.msgType === 'Cancel') this.ended.add(key);
    else this.alerts.set(key, alert);
  }

  /** Alerts with something that has not expired, the latest first. */
  inForce(nowMs: number): Alert[] {
    return [...this.alerts.values()]
      .filter((a) => a.infos.some((i) => i.expiresMs === undefined || i.expiresMs > nowMs))
      .sort((a, b) => b.sentMs - a.sentMs);
  }
}

/** CAP 1.2, clause 3.2.1: sender, identifier and sent together name a message. */
function keyOf({ sender, identifier, sentMs }: AlertReference): string {
  return `${sender},${identifier},${sentMs}`;
}
