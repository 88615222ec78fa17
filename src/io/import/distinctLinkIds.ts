import type { DrainageModel } from '../../domain/drainage';
import type { Notice } from '../../domain/errors';

const LINK_WORDS = 'PUMP|ORIFICE|WEIR|OUTLET|CONDUIT|LINK';

/**
 * SWMM lets a link and a node share an id; in a City an id means one thing. Links that do are renamed
 * (`7` → `7.link`) wherever the model names them: rules, inlets and dividers too. Said in a notice.
 */
export function distinctLinkIds(
  model: DrainageModel,
  file: string,
  onNotice: (n: Notice) => void,
): DrainageModel {
  const taken = new Set([...model.nodes, ...model.links].map((x) => x.id));
  const nodes = new Set(model.nodes.map((n) => n.id));
  const renamed = new Map<string, string>();
  for (const { id } of model.links) {
    if (!nodes.has(id)) continue;
    let free = `${id}.link`;
    while (taken.has(free)) free += '_';
    taken.add(free);
    renamed.set(id, free);
  }
  if (renamed.size === 0) return model;
  onNotice({
    code: 'import.link-renamed',
    file,
    what: `${renamed.size} links had the id of a node: ".link" was appended to theirs.`,
    count: renamed.size,
  });
  const nameOf = (id: string): string => renamed.get(id) ?? id;
  const usage = model.raw['INLET_USAGE'];
  return {
    ...model,
    links: model.links.map((l) => ({ ...l, id: nameOf(l.id) })),
    nodes: model.nodes.map((n) =>
      n.kind === 'divider' ? { ...n, divertedLink: nameOf(n.divertedLink) } : n,
    ),
    controls: model.controls.map((rule) =>
      rule.replace(
        new RegExp(`\\b(${LINK_WORDS})(\\s+)(\\S+)`, 'gi'),
        (_all, word: string, blank: string, id: string) => `${word}${blank}${nameOf(id)}`,
      ),
    ),
    raw: {
      ...model.raw,
      ...(usage && { INLET_USAGE: usage.map(([id, ...rest]) => [nameOf(id ?? ''), ...rest]) }),
    },
  };
}
