import { DryrunError } from '../../domain/errors';

/**
 * How a file's attributes become ours: target name → expression `ATTRIBUTE`, `ATTRIBUTE*0.001`,
 * `ATTRIBUTE+1.5`, or a quoted constant `'PVC'`.
 */
export type AttributeMap = Readonly<Record<string, string>>;

const EXPRESSION = /^\s*([^*/+]+?)\s*(?:([*/+])\s*([+-]?[\d.]+(?:e[+-]?\d+)?))?\s*$/i;

/** Parses `target=EXPRESSION` pairs (from `--map`). Throws `import.map`. */
export function parseAttributeMap(pairs: readonly string[]): AttributeMap {
  const out: Record<string, string> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const [target, expression] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    if (at < 1 || !EXPRESSION.test(expression)) {
      throw new DryrunError({
        code: 'import.map',
        place: `--map ${pair}`,
        what: `"${pair}" is no attribute mapping.`,
        mend: 'Write target=ATTRIBUTE or target=ATTRIBUTE*0.001.',
        params: { got: pair },
      });
    }
    out[target] = expression;
  }
  return out;
}

/** The properties with the mapped attributes added under their target names. */
export function mapProperties(
  properties: Readonly<Record<string, unknown>>,
  map: AttributeMap | undefined,
): Readonly<Record<string, unknown>> {
  if (!map) return properties;
  const out: Record<string, unknown> = { ...properties };
  for (const [target, expression] of Object.entries(map)) {
    const value = evaluate(expression, properties);
    if (value !== undefined) out[target] = value;
  }
  return out;
}

function evaluate(expression: string, p: Readonly<Record<string, unknown>>): unknown {
  const constant = /^'(.*)'$/.exec(expression.trim());
  if (constant) return constant[1];
  const m = EXPRESSION.exec(expression);
  const value = m ? p[m[1]!] : undefined;
  if (!m || value === undefined || value === null) return undefined;
  if (m[2] === undefined) return value;
  const n = Number(value);
  const by = Number(m[3]);
  if (!Number.isFinite(n)) return undefined;
  return m[2] === '*' ? n * by : m[2] === '/' ? n / by : n + by;
}
