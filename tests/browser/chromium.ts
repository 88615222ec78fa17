import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

/** Software WebGL and WebGPU, so that every backend can be tested anywhere; nothing calls home. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--headless=new',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/**
 * Path of a Chromium: `DRYRUN_CHROMIUM`, else one on the machine, else Playwright's, else the system
 * package manager's (apt). Says on stderr which it took. Throws where none can be had.
 */
export function findChromium(): string {
  const found = fromEnvironment() ?? fromPath() ?? fromPlaywright() ?? installWithApt();
  if (!found) {
    throw new Error(
      'No Chromium: none on the PATH, Playwright could not download one, and apt could not install one. ' +
        'Install Chromium or set DRYRUN_CHROMIUM to its path.',
    );
  }
  return found;
}

function fromEnvironment(): string | undefined {
  const file = process.env['DRYRUN_CHROMIUM'];
  if (!file) return undefined;
  if (!isExecutable(file)) throw new Error(`DRYRUN_CHROMIUM: ${file} is not an executable file.`);
  return say(file, 'from DRYRUN_CHROMIUM');
}

function fromPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  folders.push('/Applications/Google Chrome.app/Contents/MacOS', '/snap/bin');
  for (const folder of folders) {
    for (const name of NAMES) {
      const file = path.join(folder, name);
      if (isExecutable(file)) return say(file, 'on this machine');
    }
  }
  return undefined;
}

function fromPlaywright(): string | undefined {
  const file = chromium.executablePath();
  if (isExecutable(file)) return say(file, "Playwright's");
  try {
    execFileSync(process.execPath, [playwrightCli(), 'install', 'chromium'], {
      stdio: ['ignore', 'ignore', 'ignore'],
      timeout: 180_000,
    });
  } catch {
    return undefined;
  }
  return isExecutable(file) ? say(file, "Playwright's, downloaded now") : undefined;
}

function installWithApt(): string | undefined {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const apt = (...args: string[]): void => {
    const [command, ...rest] = [...sudo, 'apt-get', ...args];
    execFileSync(command!, rest, { stdio: 'ignore', timeout: 600_000 });
  };
  try {
    console.error('chromium: none found, installing with apt …');
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk');
  } catch {
    return undefined;
  }
  return fromPath();
}

function playwrightCli(): string {
  return path.join(import.meta.dirname, '../../node_modules/playwright-core/cli.js');
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function say(file: string, how: string): string {
  console.error(`chromium: ${file} (${how})`);
  return file;
}
