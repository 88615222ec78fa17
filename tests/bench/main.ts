/** `npm run bench -- [flood|particles|scene|…|all] [--city FOLDER] [--json]`: speed as ratios to a yardstick timed in the same call. */

interface Bench {
  run(options: {
    readonly json: boolean;
    readonly city?: string;
  }): Promise<Record<string, unknown>>;
}

/** One line per engine or scene that has a bench. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  drainage: async () => ({ run: (await import('./drainage')).benchDrainage }),
  flood: async () => ({ run: (await import('./flood')).benchFlood }),
  pollution: async () => ({ run: (await import('./pollution')).benchPollution }),
  scene: async () => ({ run: (await import('./scene')).benchScene }),
};

const args = process.argv.slice(2);
const json = args.includes('--json');
/** `--city FOLDER`: a package to open in the scene bench instead of the embedded city. */
const cityAt = args.indexOf('--city');
const city = cityAt < 0 ? undefined : args.splice(cityAt, 2)[1];
const what = args.find((a) => !a.startsWith('--')) ?? 'all';
const names = what === 'all' ? Object.keys(BENCHES) : [what];
const results: Record<string, unknown> = {};
for (const name of names) {
  const load = BENCHES[name];
  if (!load) {
    console.error(
      `bench: there is no bench "${name}". Name one of ${Object.keys(BENCHES).join(', ')} or all.`,
    );
    process.exit(2);
  }
  results[name] = await (await load()).run({ json, ...(city !== undefined && { city }) });
}
if (json) console.log(JSON.stringify(results));
// Helping threads wait for work for ever.
process.exit(0);

export {};
