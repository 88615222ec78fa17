// Who may import whom. A rule here is a wall of the house: docs/architecture.md says why it stands.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: {
    path: '^(src|scenes|workers|assets)/',
    pathNot: allowed,
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-to-test',
      severity: 'error',
      from: { path: '^(src|scenes|workers|assets)/' },
      to: { path: '^tests/' },
    },
    {
      name: 'nobody-imports-app',
      severity: 'error',
      from: { pathNot: '^(src/app/|tests/)' },
      to: { path: '^src/app/' },
    },
    only('domain', '^src/domain/', ['^src/domain/'], 'The words know nothing else.'),
    only('io', '^src/io/', ['^src/(io|domain)/'], 'Formats know the words only.'),
    only('workers', '^workers/', ['^workers/', '^src/domain/'], 'Engines are pure: domain only.'),
    only(
      'scenes',
      '^scenes/',
      ['^scenes/', '^src/domain/'],
      'Scenes draw the domain; they know no app, document or engine.',
    ),
    only(
      'rehearsal',
      '^src/(rehearsal|live|document)/',
      [
        '^src/(rehearsal|live|document|domain|io)/',
        '^workers/runtime/',
        '^workers/[a-z]+/setup\\.ts$',
      ],
      'Drivers speak to engines through the protocol and their set-up types.',
    ),
    only(
      'app',
      '^src/app/',
      [
        '^src/(app|rehearsal|live|document|domain|io)/',
        '^workers/runtime/',
        '^workers/[a-z]+/setup\\.ts$',
        '^scenes/',
        '^assets/',
      ],
      'The app sees everything but the server side.',
    ),
    only(
      'cli-hub',
      '^src/(cli|hub)/',
      ['^src/(cli|hub|rehearsal|live|document|domain|io)/', '^workers/', '^assets/'],
      'Node programs: all but app and scenes.',
    ),
    only(
      'recipes',
      '^assets/',
      ['^assets/', '^src/domain/'],
      'The recipe of the embedded city makes domain objects.',
    ),
    {
      name: 'engines-are-pure',
      severity: 'error',
      from: { path: '^(workers|src/domain)/' },
      to: { path: '^node_modules/(react|cesium|three|zustand|yjs)' },
    },
    {
      name: 'react-in-app-only',
      severity: 'error',
      from: { path: '^(src|scenes|workers|assets)/', pathNot: '^src/app/' },
      to: { path: '^node_modules/(react|react-dom|react-aria-components)' },
    },
    {
      name: 'cesium-in-its-scene',
      severity: 'error',
      from: { path: '^(src|workers|assets|scenes/underground)/' },
      to: { path: '^node_modules/(@cesium|cesium)' },
    },
    {
      name: 'three-in-its-scene',
      severity: 'error',
      from: { path: '^(src|workers|assets|scenes/city)/' },
      to: { path: '^node_modules/three/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.generated\\.ts$', 'kernel/assembly'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default', 'types'],
    },
  },
};
