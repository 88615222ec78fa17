// What a person waits for: the scripts index.html itself asks for, before any scene; and all scripts together.
const { readFileSync } = require('node:fs');

const html = readFileSync('dist/index.html', 'utf8');
const initial = [...html.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+\.js)"/g)].map(
  (m) => `dist/${m[1]}`,
);

module.exports = [
  { name: 'initial script, before the scenes', path: initial, gzip: true, limit: '200 kB' },
  {
    name: "all script, without Cesium's static files",
    path: ['dist/assets/**/*.js'],
    gzip: true,
    limit: '2 MB',
  },
];
