import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '../../../assets/locales/en.json';
import problems from '../../../assets/locales/problems.zh.json';
import zh from '../../../assets/locales/zh.json';
import { COMMAND_IDS, commandOf } from '../../../src/app/commands/registry';
import { LAYER_IDS } from '../../../src/domain/view';

type Tree = { readonly [key: string]: string | Tree };

function flatten(tree: Tree, under = ''): Map<string, string> {
  const out = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') out.set(under + key, value);
    else for (const [k, v] of flatten(value, `${under}${key}.`)) out.set(k, v);
  }
  return out;
}

const english = flatten(en);
const chinese = flatten(zh);
const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('locales', () => {
  it('have the same keys in both languages', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('leave no text empty', () => {
    for (const [key, text] of [...english, ...chinese]) expect(text.trim(), key).not.toBe('');
  });

  it('use the same placeholders in both languages', () => {
    for (const [key, text] of english) {
      expect(placeholders(chinese.get(key)!), key).toEqual(placeholders(text));
    }
  });

  it('write Chinese in Chinese', () => {
    const sameOnPurpose = /^[\d{}\s×%/.A-Za-z（）…]*$/;
    for (const [key, text] of chinese) {
      if (!sameOnPurpose.test(text)) expect(/\p{Script=Han}/u.test(text), key).toBe(true);
    }
  });

  it('name every command and every layer', () => {
    for (const id of COMMAND_IDS) expect(english.has(commandOf(id).title), id).toBe(true);
    for (const id of LAYER_IDS) expect(english.has(`layer.${id}`), id).toBe(true);
  });

  it('have a Chinese sentence for every problem there is', () => {
    const root = path.resolve(import.meta.dirname, '../../..');
    const families = problems as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    const codes = ['src', 'scenes', 'workers'].flatMap((room) =>
      readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
        // What the command line and the server say is English.
        .filter((f) => /(?<!\.generated)\.tsx?$/.test(f) && !/^(cli|hub)\//.test(f))
        .flatMap((f) =>
          Array.from(
            readFileSync(path.join(root, room, f), 'utf8').matchAll(
              /\bcode: '([a-z]+)\.([\w.]+)'/g,
            ),
          ),
        ),
    );
    expect(codes.length).toBeGreaterThan(40);
    for (const [, family, code] of codes) {
      const isOwn = chinese.has(`problem.${family}.${code}.what`);
      expect(isOwn || families[family!] !== undefined, `${family}.${code}`).toBe(true);
    }
  });

  it('hold every key the app names', () => {
    const folder = path.resolve(import.meta.dirname, '../../../src/app');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) =>
      /\.tsx?$/.test(f),
    );
    const named = files.flatMap((f) =>
      [...readFileSync(path.join(folder, f), 'utf8').matchAll(/\bt\('([\w.]+)'/g)].map(
        (m) => m[1]!,
      ),
    );
    expect(named.length).toBeGreaterThan(100);
    for (const key of named) expect(english.has(key), key).toBe(true);
  });
});
