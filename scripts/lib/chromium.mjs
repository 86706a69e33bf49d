import { existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Tells where a Chromium is: the one that CHROMIUM_PATH names, or else one on the PATH. */
function findChromium() {
	if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
	const folders = (process.env.PATH ?? '').split(path.delimiter);
	return folders
		.flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
		.find((file) => existsSync(file));
}

/**
 * Makes sure that what works in a browser finds one, through CHROMIUM_PATH.
 *
 * @returns {boolean} false where there is none
 */
export function provideChromium() {
	const found = findChromium();
	if (found !== undefined) process.env.CHROMIUM_PATH = found;
	return found !== undefined;
}

/** What to say where there is none. */
export const NO_CHROMIUM =
	'There is no Chromium on this machine: install one (Debian: apt-get install chromium), or name it in CHROMIUM_PATH.';
