// Builds the page into dist/ unless it is newer than its sources. Builds that start together wait for one another.
import { execSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const page = 'dist/index.html';
const lock = '.build-lock';
const longestBuildMilliseconds = 10 * 60 * 1000;

const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const isUpToDate = () => {
  const settings = readdirSync('.').filter((name) => /\.(json|ts|html)$/.test(name));
  return [...settings, ...filesBelow('src'), ...filesBelow('public')].every((file) => timeOf(file) <= timeOf(page));
};

/** A folder can be made once only; one that a broken-off build left behind is removed. */
async function takeLock() {
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    }
    if (Date.now() - timeOf(lock) > longestBuildMilliseconds) {
      rmSync(lock, { recursive: true, force: true });
    }
    await setTimeout(200);
  }
}

await takeLock();
try {
  if (!isUpToDate()) {
    if (timeOf('node_modules/.package-lock.json') < timeOf('package-lock.json')) {
      execSync('npm ci --loglevel=error', { stdio: 'inherit' });
    }
    execSync('npm run --silent build', { stdio: 'inherit' });
    utimesSync(page, new Date(), new Date());
  }
} finally {
  rmSync(lock, { recursive: true, force: true });
}
